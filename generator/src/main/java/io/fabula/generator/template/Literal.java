package io.fabula.generator.template;

import io.fabula.generator.event.JsonBuffer;
import java.nio.charset.StandardCharsets;

/// A value that is known when a template is compiled: its bytes as text, and as a JSON value.
final class Literal {
  static final Literal NOTHING = new Literal("", "null");

  private final byte[] text;
  private final byte[] json;

  private Literal(String text, String json) {
    this.text = text.getBytes(StandardCharsets.UTF_8);
    this.json = json.getBytes(StandardCharsets.UTF_8);
  }

  static Literal text(String text) {
    return new Literal(text, new JsonBuffer(text.length() + 2).string(text).toString());
  }

  /// A word that is JSON as it stands: a number, true, false or null.
  static Literal json(String word) {
    return word.equals("null") ? NOTHING : new Literal(word, word);
  }

  void write(boolean asJson, JsonBuffer out) {
    out.put(asJson ? json : text);
  }
}
