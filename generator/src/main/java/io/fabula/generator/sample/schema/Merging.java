package io.fabula.generator.sample.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Makes one schema of two that both must hold.
public final class Merging {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Set<String> HIGHER =
      Set.of(
          "minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains");
  private static final Set<String> LOWER =
      Set.of(
          "maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains");

  /// How many branches two choices may have together.
  private static final int MOST_BRANCHES = 64;

  /// What says nothing about which values are allowed.
  public static final Set<String> NOTES =
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
          "format",
          // OpenAPI's, which JSON Schema does not know: there null is a type.
          "nullable");

  private int losses;

  /// How often a merged schema allowed more or less than its two parts do together.
  public int losses() {
    return losses;
  }

  /// One schema that allows what both do; where it cannot say so, that is counted as a loss.
  ///
  /// @param path where they stand
  /// @throws UnsatisfiableException where they contradict each other
  public ObjectNode both(ObjectNode one, ObjectNode other, String path) {
    if (one.isEmpty() || other.isEmpty() || one.equals(other)) {
      return one.isEmpty() ? other : one;
    }
    if (one.has("if") && other.has("if")) {
      return both(one, Conditionals.asChoice(other, this, path), path);
    }
    ObjectNode merged = ObjectMerging.closed(one, other);
    ObjectNode added = ObjectMerging.closed(other, one);
    losses += ObjectMerging.loses(one, other) ? 1 : 0;
    for (Map.Entry<String, JsonNode> field : added.properties()) {
      JsonNode had = merged.get(field.getKey());
      merged.set(
          field.getKey(),
          had == null || had.equals(field.getValue())
              ? field.getValue()
              : both(field.getKey(), had, field.getValue(), path));
    }
    ArrayMerging.items(one, other).ifPresent(merged::setAll);
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
      case "multipleOf" -> multiple(a.decimalValue(), b.decimalValue());
      case "required" -> union(a, b);
      case "properties", "patternProperties", "dependentSchemas" ->
          ObjectMerging.members((ObjectNode) a, (ObjectNode) b);
      case "dependentRequired" -> dependents((ObjectNode) a, (ObjectNode) b);
      case "items", "propertyNames", "additionalProperties" -> all(a, b);
      case "uniqueItems" -> BooleanNode.valueOf(a.booleanValue() || b.booleanValue());
      case "not" -> {
        Set<JsonNode> unwanted = new LinkedHashSet<>(Negation.unwanted(a));
        unwanted.addAll(Negation.unwanted(b));
        yield Negation.none(unwanted);
      }
      case "oneOf", "anyOf" -> pairs(a, b);
      case "contains" -> {
        // One item may be what the one asks for, another what the other does.
        losses++;
        yield all(a, b);
      }
      default -> {
        losses++;
        yield a;
      }
    };
  }

  /// The numbers that are multiples of both.
  private static JsonNode multiple(BigDecimal a, BigDecimal b) {
    int scale = Math.max(0, Math.max(a.scale(), b.scale()));
    BigInteger one = a.movePointRight(scale).toBigInteger();
    BigInteger other = b.movePointRight(scale).toBigInteger();
    BigInteger least = one.multiply(other).divide(one.gcd(other)).abs();
    return JSON.numberNode(new BigDecimal(least, scale).stripTrailingZeros());
  }

  /// Each branch of the one with each of the other: of two choices, or of exactly one each.
  private JsonNode pairs(JsonNode a, JsonNode b) {
    if ((long) a.size() * b.size() > MOST_BRANCHES) {
      losses++;
      return a;
    }
    ArrayNode pairs = JSON.arrayNode();
    for (JsonNode one : a) {
      for (JsonNode other : b) {
        pairs.add(all(one, other));
      }
    }
    return pairs;
  }

  private static ObjectNode dependents(ObjectNode a, ObjectNode b) {
    ObjectNode merged = a.deepCopy();
    for (Map.Entry<String, JsonNode> field : b.properties()) {
      JsonNode had = merged.get(field.getKey());
      merged.set(field.getKey(), had == null ? field.getValue() : union(had, field.getValue()));
    }
    return merged;
  }

  /// The types that `type` names.
  public static Set<String> names(JsonNode type) {
    Set<String> names = new LinkedHashSet<>();
    list(type).forEach(name -> names.add(name.asText()));
    return names;
  }

  private static ArrayNode list(JsonNode value) {
    return value instanceof ArrayNode array ? array : JSON.arrayNode().add(value);
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
    ArrayNode types = JSON.arrayNode();
    names.forEach(types::add);
    return types;
  }

  private static ArrayNode common(JsonNode a, JsonNode b, String path) {
    ArrayNode values = JSON.arrayNode();
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
    return JSON.arrayNode().addAll(values);
  }

  /// A schema of what both allow, not put together yet.
  public static ObjectNode all(JsonNode a, JsonNode b) {
    ObjectNode both = JSON.objectNode();
    both.putArray("allOf").add(a).add(b);
    return both;
  }
}
