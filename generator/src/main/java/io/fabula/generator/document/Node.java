package io.fabula.generator.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A value of a YAML or JSON document that knows its place. Immutable.
public sealed interface Node {
  Place place();

  /// The same value without places.
  JsonNode json();

  /// What a person calls this kind of value.
  String kindName();

  /// The type a scalar has by the rules of its language.
  enum Kind {
    TEXT,
    INTEGER,
    NUMBER,
    FLAG,
    NOTHING
  }

  /// A single value.
  ///
  /// @param text as written, without quotes and with escapes resolved
  record Scalar(Place place, Kind kind, String text) implements Node {
    @Override
    public JsonNode json() {
      JsonNodeFactory json = JsonNodeFactory.instance;
      return switch (kind) {
        case TEXT -> json.textNode(text);
        case FLAG -> json.booleanNode(Boolean.parseBoolean(text));
        case NOTHING -> json.nullNode();
        case INTEGER, NUMBER -> number(json);
      };
    }

    private JsonNode number(JsonNodeFactory json) {
      BigDecimal value = new BigDecimal(text);
      if (kind == Kind.INTEGER && value.precision() <= 18) {
        return json.numberNode(value.longValueExact());
      }
      return json.numberNode(value);
    }

    @Override
    public String kindName() {
      return switch (kind) {
        case TEXT -> "text";
        case INTEGER, NUMBER -> "a number";
        case FLAG -> "true or false";
        case NOTHING -> "nothing";
      };
    }
  }

  /// A list of values.
  record Sequence(Place place, List<Node> items) implements Node {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public JsonNode json() {
      ArrayNode array = JsonNodeFactory.instance.arrayNode(items.size());
      items.forEach(item -> array.add(item.json()));
      return array;
    }

    @Override
    public String kindName() {
      return "a list";
    }
  }

  /// Keys in the order of the document; no key stands twice.
  record Mapping(Place place, Map<String, Member> members) implements Node {
    public Mapping {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    @Override
    public JsonNode json() {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      members.forEach((key, member) -> object.set(key, member.value().json()));
      return object;
    }

    @Override
    public String kindName() {
      return "a mapping";
    }
  }

  /// A value under a key, with the key's own place.
  record Member(Place keyPlace, Node value) {}

  /// The value that a JSON Pointer (RFC 6901) names, or the nearest one above it that exists.
  default Node nearest(String pointer) {
    Node node = this;
    for (String step : pointer.split("/", -1)) {
      if (!step.isEmpty()) {
        Optional<Node> child = node.child(step.replace("~1", "/").replace("~0", "~"));
        if (child.isEmpty()) {
          return node;
        }
        node = child.get();
      }
    }
    return node;
  }

  private Optional<Node> child(String key) {
    return switch (this) {
      case Mapping mapping -> Optional.ofNullable(mapping.members().get(key)).map(Member::value);
      case Sequence sequence ->
          key.matches("\\d{1,9}") && Integer.parseInt(key) < sequence.items().size()
              ? Optional.of(sequence.items().get(Integer.parseInt(key)))
              : Optional.empty();
      case Scalar _ -> Optional.empty();
    };
  }
}
