package io.fabula.server.script;

import java.util.Base64;

/// A value that crosses between a script and its scene: text, JSON or bytes, never an object of
/// either side.
public sealed interface Datum {
  /// As it is written: text as it is, JSON as written, bytes in base64.
  String wire();

  /// A string.
  static Datum text(String text) {
    return new Text(text);
  }

  /// Anything but a string.
  ///
  /// @param json one value, well-formed
  static Datum json(String json) {
    return new Json(json);
  }

  /// A string of the script.
  record Text(String wire) implements Datum {}

  /// Anything else that JSON can say.
  record Json(String wire) implements Datum {}

  /// A binary message. Only what a script returns can be one.
  ///
  /// @param wire base64 (RFC 4648 section 4)
  record Binary(String wire) implements Datum {
    /// @throws IllegalArgumentException where it is no base64
    public Binary {
      var _ = Base64.getDecoder().decode(wire);
    }

    /// The bytes; a new array each time.
    public byte[] bytes() {
      return Base64.getDecoder().decode(wire);
    }
  }
}
