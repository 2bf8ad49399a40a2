package io.fabula.generator.augment;

/// An augmentation did not come to its end. The message says why and how far it came; nothing was
/// written.
public final class AugmentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AugmentException(String message, Throwable cause) {
    super(message, cause);
  }

  AugmentException(String message) {
    super(message);
  }
}
