package io.fabula.server.connection;

/// A request that is refused before anything is sent: an HTTP status and a sentence that says why.
public final class Rejected extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  public Rejected(int status, String message) {
    super(message);
    this.status = status;
  }

  public int status() {
    return status;
  }

  /// Parameters that cannot be understood.
  public static Rejected badRequest(String message) {
    return new Rejected(400, message);
  }
}
