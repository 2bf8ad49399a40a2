package io.fabula.generator.template;

import org.jspecify.annotations.Nullable;

/// A `{{...}}` in a text that is being compiled.
final class Span {
  static final String NO_KEY = "a message cannot name a key in JSON; it stays as written";

  final int start;
  final int end;

  /// None where it stays as written.
  final @Nullable Token token;

  Form form = Form.TEXT;

  /// Why it stays as written although it is a token.
  @Nullable String refused;

  Span(int start, int end, @Nullable Token token) {
    this.start = start;
    this.end = end;
    this.token = token;
  }

  boolean expands() {
    return token != null && refused == null;
  }

  boolean isNumber() {
    return token != null && token.isNumber();
  }

  boolean isHeard() {
    return token != null && token.isHeard();
  }
}
