package io.fabula.generator.template;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import io.fabula.generator.event.JsonBuffer;
import java.util.List;
import java.util.Map;

/// A JSON value with `{{tokens}}` in its strings, compiled once. A string that is one whole token
/// becomes a value of the token's own type; other strings stay strings. Immutable, for any thread.
public final class JsonTemplate {
  private static final int MAX_DEPTH = 64;

  /// Where the parts of the value stand.
  @FunctionalInterface
  private interface Places {
    Place value(String pointer);

    default Place key(String object, String key) {
      return value(below(object, key));
    }
  }

  private static String below(String object, String key) {
    return object + "/" + key.replace("~", "~0").replace("/", "~1");
  }

  private final Parts parts;
  private final List<Problem> warnings;

  private JsonTemplate(Parts parts, List<Problem> warnings) {
    this.parts = parts;
    this.warnings = warnings;
  }

  /// Compiles a value of a YAML or JSON document.
  ///
  /// @throws InvalidDocumentException where it has too many tokens, is too large or nested deeper
  ///   than 64
  public static JsonTemplate compile(Node value, Vocabulary vocabulary) {
    return compile(
        value.json(),
        value.place(),
        vocabulary,
        new Places() {
          @Override
          public Place value(String pointer) {
            return value.nearest(pointer).place();
          }

          @Override
          public Place key(String object, String key) {
            Node.Member member =
                value.nearest(object) instanceof Node.Mapping mapping
                    ? mapping.members().get(key)
                    : null;
            return member == null ? value(object) : member.keyPlace();
          }
        });
  }

  /// Compiles a value without places of its own.
  ///
  /// @param place where the value stands; warnings say where in it they belong, as a JSON Pointer
  ///   (RFC 6901)
  /// @throws InvalidDocumentException where it has too many tokens, is too large or nested deeper
  ///   than 64
  public static JsonTemplate compile(JsonNode value, Place place, Vocabulary vocabulary) {
    return compile(
        value,
        place,
        vocabulary,
        pointer ->
            pointer.isEmpty()
                ? place
                : new Place(place.file() + "#" + pointer, place.line(), place.column()));
  }

  private static JsonTemplate compile(
      JsonNode value, Place place, Vocabulary vocabulary, Places places) {
    Compiler compiler = new Compiler(vocabulary, Notes.at(place), places);
    compiler.value(value, "", 0);
    return new JsonTemplate(compiler.parts.build(), compiler.notes.all());
  }

  /// What is odd about the tokens, as [Template#warnings] says.
  public List<Problem> warnings() {
    return warnings;
  }

  /// Whether every expansion is the same.
  public boolean isConstant() {
    return parts.isConstant();
  }

  /// Appends the value as compact JSON with its tokens expanded.
  ///
  /// @throws ExpansionException where it becomes larger than 4 MiB; `out` is then as before
  public void write(Conversation told, JsonBuffer out) {
    parts.write(told, out);
  }

  /// The value as compact JSON with its tokens expanded, as a string of its own.
  ///
  /// @throws ExpansionException where it becomes larger than 4 MiB
  public String expand(Conversation told) {
    JsonBuffer out = new JsonBuffer(256);
    write(told, out);
    return out.toString();
  }

  /// Walks the tree and writes down its JSON, with a slot for each token.
  private static final class Compiler {
    private final Vocabulary vocabulary;
    private final Notes notes;
    private final Places places;
    private final Parts.Builder parts = new Parts.Builder();
    private long characters;
    private int tokens;

    Compiler(Vocabulary vocabulary, Notes notes, Places places) {
      this.vocabulary = vocabulary;
      this.notes = notes;
      this.places = places;
    }

    void value(JsonNode node, String pointer, int depth) {
      if (depth > MAX_DEPTH) {
        throw notes
            .of(places.value(pointer))
            .error("a template may be nested at most %d deep".formatted(MAX_DEPTH));
      }
      if (node.isObject()) {
        object(node, pointer, depth);
      } else if (node.isArray()) {
        array(node, pointer, depth);
      } else if (node.isTextual()) {
        string(node.textValue(), notes.of(places.value(pointer)), false);
      } else {
        NodeWriter.json(node, parts.fixed());
      }
    }

    private void object(JsonNode node, String pointer, int depth) {
      char separator = '{';
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        String key = member.getKey();
        parts.fixed().put(separator);
        string(key, notes.of(places.key(pointer, key)), true);
        parts.fixed().put(':');
        value(member.getValue(), below(pointer, key), depth + 1);
        separator = ',';
      }
      if (separator == '{') {
        parts.fixed().put('{');
      }
      parts.fixed().put('}');
    }

    private void array(JsonNode node, String pointer, int depth) {
      parts.fixed().put('[');
      for (int i = 0; i < node.size(); i++) {
        if (i > 0) {
          parts.fixed().put(',');
        }
        value(node.path(i), pointer + "/" + i, depth + 1);
      }
      parts.fixed().put(']');
    }

    private void string(String text, Notes here, boolean key) {
      characters += text.length();
      if (characters > Parts.MAX_TEXT) {
        throw here.error("a template may have at most %d characters".formatted(Parts.MAX_TEXT));
      }
      List<Span> spans = Scanner.spans(text, vocabulary, here);
      tokens += spans.size();
      if (tokens > Scanner.MAX_TOKENS) {
        throw here.error("a template may have at most %d tokens".formatted(Scanner.MAX_TOKENS));
      }
      Span first = spans.isEmpty() ? null : spans.getFirst();
      if (first != null
          && first.token != null
          && !key
          && first.start == 0
          && first.end == text.length()) {
        parts.slot(first.token, Form.VALUE);
        return;
      }
      JsonParts.find(text, spans, true, here);
      if (key) {
        spans.stream().filter(Span::isHeard).forEach(span -> noKey(span, text, here));
      }
      parts.fixed().put('"');
      parts.text(text, spans, true);
      parts.fixed().put('"');
    }

    private static void noKey(Span span, String text, Notes here) {
      span.refused = Span.NO_KEY;
      here.add(span.start, text.substring(span.start, span.end), Span.NO_KEY);
    }
  }
}
