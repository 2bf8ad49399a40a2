package io.fabula.generator.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Makes one schema of two that both must hold.
final class Merging {
  private static final Set<String> HIGHER =
      Set.of("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties");
  private static final Set<String> LOWER =
      Set.of("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties");

  /// What says nothing about which values are allowed.
  static final Set<String> NOTES =
      Set.of(
          "title",
          "description",
          "default",
          "examples",
          "$comment",
          "$defs",
          "definitions",
          "$schema",
          "$id",
          "$anchor",
          "deprecated",
          "readOnly",
          "writeOnly",
          "format");

  private boolean exact = true;

  /// Whether all that was merged allows exactly what both schemas do.
  boolean exact() {
    return exact;
  }

  /// @param path where they stand
  ObjectNode both(ObjectNode one, ObjectNode other, String path) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() ? other : one;
    }
    ObjectNode merged = one.deepCopy();
    exact &= !one.has("additionalProperties") && !other.has("additionalProperties");
    for (Map.Entry<String, JsonNode> field : other.properties()) {
      JsonNode had = merged.get(field.getKey());
      merged.set(
          field.getKey(),
          had == null || had.equals(field.getValue())
              ? field.getValue()
              : both(field.getKey(), had, field.getValue(), path));
    }
    return merged;
  }

  private JsonNode both(String key, JsonNode a, JsonNode b, String path) {
    if (HIGHER.contains(key) && a.isNumber() && b.isNumber()) {
      return a.decimalValue().compareTo(b.decimalValue()) >= 0 ? a : b;
    }
    if (LOWER.contains(key) && a.isNumber() && b.isNumber()) {
      return a.decimalValue().compareTo(b.decimalValue()) <= 0 ? a : b;
    }
    if (NOTES.contains(key)) {
      return b;
    }
    return switch (key) {
      case "type" -> types(a, b, path);
      case "enum" -> common(a, b, path);
      case "const" ->
          throw new UnsatisfiableException(path, "const cannot be both %s and %s".formatted(a, b));
      case "required" -> union(a, b);
      case "properties", "patternProperties" -> members((ObjectNode) a, (ObjectNode) b);
      case "items", "contains", "propertyNames" -> all(a, b);
      case "uniqueItems" -> BooleanNode.valueOf(a.booleanValue() || b.booleanValue());
      default -> {
        exact = false;
        yield a;
      }
    };
  }

  private static ArrayNode list(JsonNode value) {
    return value instanceof ArrayNode array
        ? array
        : JsonNodeFactory.instance.arrayNode().add(value);
  }

  private static ArrayNode types(JsonNode a, JsonNode b, String path) {
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode one : list(a)) {
      for (JsonNode other : list(b)) {
        String x = one.asText();
        String y = other.asText();
        if (x.equals(y) || (x.equals("number") && y.equals("integer"))) {
          names.add(y);
        } else if (x.equals("integer") && y.equals("number")) {
          names.add(x);
        }
      }
    }
    if (names.isEmpty()) {
      throw new UnsatisfiableException(path, "type cannot be both %s and %s".formatted(a, b));
    }
    ArrayNode types = JsonNodeFactory.instance.arrayNode();
    names.forEach(types::add);
    return types;
  }

  private static ArrayNode common(JsonNode a, JsonNode b, String path) {
    ArrayNode values = JsonNodeFactory.instance.arrayNode();
    for (JsonNode value : a) {
      for (JsonNode other : b) {
        if (value.equals(other)) {
          values.add(value);
        }
      }
    }
    if (values.isEmpty()) {
      throw new UnsatisfiableException(path, "no value is in both enum %s and %s".formatted(a, b));
    }
    return values;
  }

  private static ArrayNode union(JsonNode a, JsonNode b) {
    Set<JsonNode> values = new LinkedHashSet<>();
    a.forEach(values::add);
    b.forEach(values::add);
    return JsonNodeFactory.instance.arrayNode().addAll(values);
  }

  private static ObjectNode members(ObjectNode a, ObjectNode b) {
    ObjectNode merged = a.deepCopy();
    for (Map.Entry<String, JsonNode> field : b.properties()) {
      JsonNode had = merged.get(field.getKey());
      boolean same = had == null || had.equals(field.getValue());
      merged.set(field.getKey(), same ? field.getValue() : all(had, field.getValue()));
    }
    return merged;
  }

  private static ObjectNode all(JsonNode a, JsonNode b) {
    ObjectNode both = JsonNodeFactory.instance.objectNode();
    both.putArray("allOf").add(a).add(b);
    return both;
  }
}
