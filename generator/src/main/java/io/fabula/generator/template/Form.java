package io.fabula.generator.template;

/// How a token's value is written where it stands.
///
/// @param json as a JSON value of the token's own type; otherwise as text
/// @param escapes in how many JSON strings, one inside the other, it stands
record Form(boolean json, int escapes) {
  static final Form TEXT = new Form(false, 0);
  static final Form VALUE = new Form(true, 0);

  /// The same inside one more JSON string.
  Form quoted() {
    return new Form(json, escapes + 1);
  }
}
