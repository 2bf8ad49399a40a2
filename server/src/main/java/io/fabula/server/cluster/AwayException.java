package io.fabula.server.cluster;

/// Redis cannot be reached, or does not answer in time. The message is a sentence for the author of
/// a script, and holds neither user nor password.
final class AwayException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  AwayException(String message) {
    super(message);
  }

  AwayException(String message, Throwable cause) {
    super(message, cause);
  }
}
