package io.fabula.server.interactive;

import io.fabula.generator.event.JsonBuffer;

/// Answers that say what was wrong with a message.
final class Errors {
  private Errors() {}

  /// An error as a JSON object.
  ///
  /// @param error in a few words, always the same for the same fault
  /// @param message what exactly, for a person
  static String json(String error, String message) {
    return new JsonBuffer(128)
        .ascii("{\"error\":")
        .string(error)
        .ascii(",\"message\":")
        .string(message)
        .put('}')
        .toString();
  }
}
