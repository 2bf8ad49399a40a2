package io.fabula.server.interactive;

/// A message is nested deeper than anybody needs.
final class TooDeepException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooDeepException(String message, Throwable cause) {
    super(message, cause);
  }
}
