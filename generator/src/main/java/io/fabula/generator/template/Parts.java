package io.fabula.generator.template;

import io.fabula.generator.event.JsonBuffer;
import java.util.ArrayList;
import java.util.List;

/// The pieces of a compiled template in their order. Immutable, for any thread.
final class Parts {
  /// How long a text may be, in characters.
  static final int MAX_TEXT = 1 << 20;

  /// How large it may become, in bytes.
  static final int MAX_EXPANDED = 4 << 20;

  private final Part[] parts;
  private final boolean constant;

  private Parts(List<Part> parts) {
    this.parts = parts.toArray(Part[]::new);
    this.constant = parts.stream().allMatch(part -> part instanceof Part.Fixed);
  }

  boolean isConstant() {
    return constant;
  }

  void write(Conversation told, JsonBuffer out) {
    told.begin();
    int start = out.length();
    try {
      for (Part part : parts) {
        part.write(told, out);
        limit(out.length() - start);
      }
    } catch (ExpansionException e) {
      out.truncate(start);
      throw e;
    }
  }

  static void limit(int bytes) {
    if (bytes > MAX_EXPANDED) {
      throw new ExpansionException(
          "a template became larger than %d bytes".formatted(MAX_EXPANDED));
    }
  }

  /// Collects pieces.
  static final class Builder {
    private final List<Part> parts = new ArrayList<>();
    private final JsonBuffer fixed = new JsonBuffer(64);

    /// Takes what always stands here.
    JsonBuffer fixed() {
      return fixed;
    }

    void slot(Token token, Form form) {
      flush();
      parts.add(Part.Slot.of(token, form));
    }

    /// A text with tokens.
    ///
    /// @param inString whether it is the content of a JSON string, which the text is escaped for
    void text(String text, List<Span> spans, boolean inString) {
      int at = 0;
      for (Span span : spans) {
        if (span.token != null && span.expands()) {
          literal(text.substring(at, span.start), inString);
          slot(span.token, inString ? span.form.quoted() : span.form);
          at = span.end;
        }
      }
      literal(text.substring(at), inString);
    }

    private void literal(String text, boolean inString) {
      if (inString) {
        fixed.escaped(text);
      } else {
        fixed.text(text);
      }
    }

    private void flush() {
      if (fixed.length() > 0) {
        parts.add(new Part.Fixed(fixed.toByteArray()));
        fixed.clear();
      }
    }

    Parts build() {
      flush();
      return new Parts(parts);
    }
  }
}
