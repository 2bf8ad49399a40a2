package io.fabula.generator.template;

import io.fabula.generator.event.JsonBuffer;

/// A piece of a compiled template.
sealed interface Part {
  void write(Conversation told, JsonBuffer out);

  /// Bytes that are always the same.
  final class Fixed implements Part {
    private final byte[] bytes;

    Fixed(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public void write(Conversation told, JsonBuffer out) {
      out.put(bytes);
    }
  }

  /// A token, written as its place asks for.
  ///
  /// @param escapes how often what is written has to be escaped
  record Slot(Token token, boolean json, int escapes) implements Part {
    static Slot of(Token token, Form form) {
      // Text without anything to escape stays the same however often; in quotes it does not.
      boolean safe = token.isPlain() && (!form.json() || token.isNumber());
      return new Slot(token, form.json(), safe ? 0 : form.escapes());
    }

    @Override
    public void write(Conversation told, JsonBuffer out) {
      int start = out.length();
      token.write(told, json, out);
      for (int i = 0; i < escapes; i++) {
        Parts.limit(out.length() - start);
        out.escapeFrom(start);
      }
    }
  }
}
