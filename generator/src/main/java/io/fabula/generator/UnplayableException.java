package io.fabula.generator;

/// A story cannot be told as it is configured. The message says why and what would help.
public final class UnplayableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnplayableException(String message) {
    super(message);
  }
}
