package io.fabula.generator.batch;

/// A model did not write the story on. The message says why in a sentence that a person
/// understands.
public final class GenerationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GenerationException(String message, Throwable cause) {
    super(message, cause);
  }

  GenerationException(String message) {
    super(message);
  }
}
