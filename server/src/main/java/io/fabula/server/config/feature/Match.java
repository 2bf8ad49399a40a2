package io.fabula.server.config.feature;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Node;
import io.fabula.generator.match.NodePath;
import io.fabula.generator.match.Patterns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Which messages a rule is for. Immutable, for any thread.
public sealed interface Match {
  /// Whether it is for a message.
  ///
  /// @param json the message as JSON; missing where it is none
  boolean accepts(String text, JsonNode json);

  /// Whether only JSON can be accepted.
  boolean needsJson();

  /// Reads a match: a mapping names fields and what they must be, where `*` accepts anything that
  /// is there and a key that begins with `$` is a JSONPath; a text is a JSONPath (`$...`) that must
  /// find something, a regular expression (`/.../`, RE2 syntax) that must match somewhere in the
  /// message, `*` for every message, or the message itself.
  ///
  /// @throws InvalidDocumentException where a path or an expression is faulty
  static Match of(Node node) {
    return switch (node) {
      case Node.Scalar scalar when scalar.kind() == Node.Kind.TEXT -> text(scalar);
      case Node.Mapping mapping -> new Value(shape(mapping));
      case Node.Scalar _, Node.Sequence _ -> new Value(shape(node));
    };
  }

  private static Match text(Node.Scalar scalar) {
    String text = scalar.text();
    try {
      if (text.equals("*")) {
        return new Anything();
      }
      if (text.startsWith("$")) {
        return new Value(new Found(NodePath.compile(text), new Present()));
      }
      return text.length() > 2 && text.startsWith("/") && text.endsWith("/")
          ? new Regex(Patterns.compile(text.substring(1, text.length() - 1), 0))
          : new Exact(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidDocumentException(scalar.place(), String.valueOf(e.getMessage()));
    }
  }

  private static Shape shape(Node node) {
    return switch (node) {
      case Node.Scalar scalar ->
          scalar.text().equals("*") && scalar.kind() == Node.Kind.TEXT
              ? new Present()
              : new Same(scalar.json());
      case Node.Sequence list -> new Items(list.items().stream().map(Match::shape).toList());
      case Node.Mapping mapping -> {
        List<Shape> members = new ArrayList<>();
        for (Map.Entry<String, Node.Member> member : mapping.members().entrySet()) {
          Shape wanted = shape(member.getValue().value());
          members.add(
              member.getKey().startsWith("$")
                  ? new Found(path(member), wanted)
                  : new Field(member.getKey(), wanted));
        }
        yield new All(members);
      }
    };
  }

  private static NodePath path(Map.Entry<String, Node.Member> member) {
    try {
      return NodePath.compile(member.getKey());
    } catch (IllegalArgumentException e) {
      throw new InvalidDocumentException(
          member.getValue().keyPlace(), String.valueOf(e.getMessage()));
    }
  }

  /// Every message.
  record Anything() implements Match {
    @Override
    public boolean accepts(String text, JsonNode json) {
      return true;
    }

    @Override
    public boolean needsJson() {
      return false;
    }
  }

  /// One text.
  record Exact(String wanted) implements Match {
    @Override
    public boolean accepts(String text, JsonNode json) {
      return wanted.equals(text);
    }

    @Override
    public boolean needsJson() {
      return false;
    }
  }

  /// Texts in which a pattern matches somewhere.
  record Regex(Pattern pattern) implements Match {
    @Override
    public boolean accepts(String text, JsonNode json) {
      return pattern.matcher(text).find();
    }

    @Override
    public boolean needsJson() {
      return false;
    }
  }

  /// JSON of a shape.
  record Value(Shape shape) implements Match {
    @Override
    public boolean accepts(String text, JsonNode json) {
      return !json.isMissingNode() && shape.fits(json);
    }

    @Override
    public boolean needsJson() {
      return true;
    }
  }

  /// What a JSON value must be like.
  sealed interface Shape {
    boolean fits(JsonNode value);
  }

  /// Anything that is there.
  record Present() implements Shape {
    @Override
    public boolean fits(JsonNode value) {
      return !value.isMissingNode();
    }
  }

  /// The same value; numbers are compared by value, so that 1 is 1.0.
  record Same(JsonNode wanted) implements Shape {
    @Override
    public boolean fits(JsonNode value) {
      return (isFinite(wanted) && isFinite(value))
          ? wanted.decimalValue().compareTo(value.decimalValue()) == 0
          : wanted.equals(value);
    }

    /// What a function of a JSONPath computes may have become infinite.
    private static boolean isFinite(JsonNode value) {
      return value.isNumber() && (!value.isDouble() || Double.isFinite(value.doubleValue()));
    }
  }

  /// A list with items like these, no more and no fewer.
  record Items(List<Shape> wanted) implements Shape {
    public Items {
      wanted = List.copyOf(wanted);
    }

    @Override
    public boolean fits(JsonNode value) {
      if (!value.isArray() || value.size() != wanted.size()) {
        return false;
      }
      for (int i = 0; i < wanted.size(); i++) {
        if (!wanted.get(i).fits(value.path(i))) {
          return false;
        }
      }
      return true;
    }
  }

  /// A member of an object.
  record Field(String name, Shape wanted) implements Shape {
    @Override
    public boolean fits(JsonNode value) {
      return wanted.fits(value.path(name));
    }
  }

  /// Something that a path finds; of several findings one is enough.
  record Found(NodePath path, Shape wanted) implements Shape {
    @Override
    public boolean fits(JsonNode value) {
      JsonNode found = path.find(value);
      if (found == null) {
        return false;
      }
      if (path.definite()) {
        return wanted.fits(found);
      }
      for (JsonNode one : found) {
        if (wanted.fits(one)) {
          return true;
        }
      }
      return false;
    }
  }

  /// An object of which all of this holds.
  record All(List<Shape> wanted) implements Shape {
    public All {
      wanted = List.copyOf(wanted);
    }

    @Override
    public boolean fits(JsonNode value) {
      if (!value.isObject() && wanted.stream().anyMatch(Field.class::isInstance)) {
        return false;
      }
      for (Shape shape : wanted) {
        if (!shape.fits(value)) {
          return false;
        }
      }
      return true;
    }
  }
}
