package io.fabula.server.script;

/// A value that crosses between a script and its scene: text or JSON, never an object of either
/// side.
public sealed interface Datum {
  /// As it is sent to a client: text as it is, JSON as written.
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
}
