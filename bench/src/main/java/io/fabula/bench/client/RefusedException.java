package io.fabula.bench.client;

/// A server does not let a client in, or parts with one that should have stayed.
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }
}
