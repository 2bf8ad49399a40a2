package io.fabula.server.cluster;

/// Redis has answered, with an error: that of a wrong type, of a full memory, of missing rights.
final class RefusedException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final String answer;

  /// @param answer what Redis says
  RefusedException(String answer, Throwable cause) {
    super("Redis refuses: " + answer, cause);
    this.answer = answer;
  }

  String answer() {
    return answer;
  }
}
