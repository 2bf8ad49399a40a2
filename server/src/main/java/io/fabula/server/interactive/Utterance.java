package io.fabula.server.interactive;

import java.util.Base64;
import java.util.Optional;

/// What a script is called for: a text, something binary, or nothing that was said. Immutable.
///
/// @param binary in base64
record Utterance(Optional<String> text, Optional<String> binary) {
  static final Utterance NONE = new Utterance(Optional.empty(), Optional.empty());

  static Utterance text(String text) {
    return new Utterance(Optional.of(text), Optional.empty());
  }

  static Utterance binary(byte[] bytes) {
    return new Utterance(Optional.empty(), Optional.of(Base64.getEncoder().encodeToString(bytes)));
  }
}
