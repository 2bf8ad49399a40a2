package io.fabula.generator.sample;

/// This draw came to nothing; another may succeed.
final class NothingDrawn extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NothingDrawn(String message) {
    super(message, null, false, false);
  }
}
