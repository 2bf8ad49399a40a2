package io.fabula.generator.template;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import io.fabula.generator.event.JsonBuffer;
import java.util.List;

/// A text with `{{tokens}}`, compiled once. Immutable, for any thread.
///
/// Where the text is JSON, values cannot become structure: inside a string they are escaped,
/// outside of strings they are written as JSON values. Elsewhere they are written as they are. What
/// a value says is never expanded again.
public final class Template {
  private final Parts parts;
  private final List<Problem> warnings;

  private Template(Parts parts, List<Problem> warnings) {
    this.parts = parts;
    this.warnings = List.copyOf(warnings);
  }

  /// Compiles a text, of at most 1,048,576 characters and 10,000 tokens.
  ///
  /// @param place where the text stands, for warnings and errors
  /// @throws InvalidDocumentException where the text is too long or has too many tokens
  public static Template compile(String text, Place place, Vocabulary vocabulary) {
    Notes notes = Notes.at(place);
    if (text.length() > Parts.MAX_TEXT) {
      throw notes.error(
          "a text with tokens may have at most %d characters, not %d"
              .formatted(Parts.MAX_TEXT, text.length()));
    }
    List<Span> spans = Scanner.spans(text, vocabulary, notes);
    JsonParts.find(text, spans, false, notes);
    Parts.Builder parts = new Parts.Builder();
    parts.text(text, spans, false);
    return new Template(parts.build(), notes.all());
  }

  /// A text in which nothing is a token: data, such as what a model wrote or somebody recorded.
  public static Template literal(String text) {
    Parts.Builder parts = new Parts.Builder();
    parts.fixed().text(text);
    return new Template(parts.build(), List.of());
  }

  /// What is odd about the text: tokens that stay as written, with the reason and the nearest that
  /// is known; variables that are not set; JSON with a fault in it.
  public List<Problem> warnings() {
    return warnings;
  }

  /// Whether every expansion is the same.
  public boolean isConstant() {
    return parts.isConstant();
  }

  /// Appends the text with its tokens expanded, in UTF-8.
  ///
  /// @throws ExpansionException where it becomes larger than 4 MiB; `out` is then as before
  public void write(Conversation told, JsonBuffer out) {
    parts.write(told, out);
  }

  /// The text with its tokens expanded, as a string of its own.
  ///
  /// @throws ExpansionException where it becomes larger than 4 MiB
  public String expand(Conversation told) {
    JsonBuffer out = new JsonBuffer(256);
    write(told, out);
    return out.toString();
  }
}
