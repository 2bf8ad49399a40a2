package io.fabula.generator.sample.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a value may be like that a schema does not allow: one of several schemas. A value breaks a
/// schema where it breaks one of its keywords. What breaks some of them (`pattern`, `uniqueItems`)
/// is not described: there a value is drawn and checked.
public final class Negation {
  private static final List<String> TYPES =
      List.of("object", "array", "string", "number", "integer", "boolean", "null");
  private static final Set<String> DESCRIBED =
      Set.of(
          "type",
          "minimum",
          "exclusiveMinimum",
          "maximum",
          "exclusiveMaximum",
          "minLength",
          "maxLength",
          "minItems",
          "maxItems",
          "minProperties",
          "maxProperties",
          "required",
          "properties",
          "items",
          "contains",
          "not",
          "anyOf",
          "allOf");
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Negation() {}

  /// The schemas none of which a value may meet, of what stands under `not`: those of an `anyOf`
  /// count one by one, so that each is dealt with once.
  static List<JsonNode> unwanted(JsonNode not) {
    List<JsonNode> unwanted = new ArrayList<>();
    if (not.size() == 1 && not.get("anyOf") instanceof ArrayNode branches && !branches.isEmpty()) {
      branches.forEach(branch -> unwanted.addAll(unwanted(branch)));
    } else {
      unwanted.add(not);
    }
    return unwanted;
  }

  /// What stands under `not` where a value may meet none of some schemas.
  static ObjectNode none(Collection<JsonNode> unwanted) {
    return JSON.objectNode().set("anyOf", JSON.arrayNode().addAll(unwanted));
  }

  /// Schemas of which a value meets one to break `schema`.
  ///
  /// @param schema with its references followed
  static List<ObjectNode> of(JsonNode schema) {
    List<ObjectNode> breaking = new ArrayList<>();
    if (!(schema instanceof ObjectNode object)) {
      if (schema.isBoolean() && !schema.booleanValue()) {
        breaking.add(JSON.objectNode());
      }
      return breaking;
    }
    for (Map.Entry<String, JsonNode> keyword : object.properties()) {
      breaking.addAll(of(keyword.getKey(), keyword.getValue()));
    }
    return breaking;
  }

  /// Whether there is no other way to break `schema`.
  static boolean complete(JsonNode schema) {
    return schema.properties().stream()
        .map(Map.Entry::getKey)
        .allMatch(keyword -> DESCRIBED.contains(keyword) || Merging.NOTES.contains(keyword));
  }

  private static List<ObjectNode> of(String keyword, JsonNode value) {
    return switch (keyword) {
      case "type" -> otherTypes(value);
      case "minimum" -> bound("number", "exclusiveMaximum", value, 0);
      case "exclusiveMinimum" -> bound("number", "maximum", value, 0);
      case "maximum" -> bound("number", "exclusiveMinimum", value, 0);
      case "exclusiveMaximum" -> bound("number", "minimum", value, 0);
      case "minLength" -> bound("string", "maxLength", value, -1);
      case "maxLength" -> bound("string", "minLength", value, 1);
      case "minItems" -> bound("array", "maxItems", value, -1);
      case "maxItems" -> bound("array", "minItems", value, 1);
      case "minProperties" -> bound("object", "maxProperties", value, -1);
      case "maxProperties" -> bound("object", "minProperties", value, 1);
      case "required" -> without(value);
      case "properties" -> otherwise(value);
      case "items" -> List.of(typed("array").set("contains", not(value)));
      case "contains" -> List.of(typed("array").set("items", not(value)));
      case "not" -> List.of(value instanceof ObjectNode object ? object : all(List.of(value)));
      // None of several: one after the other, see Choices.
      case "anyOf" -> List.of(not(JSON.objectNode().set("anyOf", value)));
      case "allOf" -> nots(value);
      default -> List.of();
    };
  }

  private static ObjectNode typed(String type) {
    return JSON.objectNode().put("type", type);
  }

  /// A schema of what `schema` does not allow.
  public static ObjectNode not(JsonNode schema) {
    return JSON.objectNode().set("not", schema);
  }

  private static List<ObjectNode> nots(JsonNode schemas) {
    List<ObjectNode> nots = new ArrayList<>();
    schemas.forEach(schema -> nots.add(not(schema)));
    return nots;
  }

  private static ObjectNode all(List<? extends JsonNode> schemas) {
    ArrayNode all = JSON.arrayNode().addAll(schemas);
    return JSON.objectNode().set("allOf", all);
  }

  /// A whole number is a number too, and a number may be whole.
  private static List<ObjectNode> otherTypes(JsonNode type) {
    Set<String> named = Merging.names(type);
    ArrayNode others = JSON.arrayNode();
    for (String other : TYPES) {
      boolean numeric = other.equals("number") || other.equals("integer");
      boolean kin = numeric && (named.contains("number") || named.contains("integer"));
      if (!named.contains(other) && !kin) {
        others.add(other);
      }
    }
    return others.isEmpty() ? List.of() : List.of(JSON.objectNode().set("type", others));
  }

  private static List<ObjectNode> bound(String type, String keyword, JsonNode value, int step) {
    if (!value.isNumber() || (step < 0 && value.doubleValue() < 1)) {
      return List.of();
    }
    ObjectNode schema = typed(type);
    return List.of(
        step == 0 ? schema.set(keyword, value) : schema.put(keyword, value.longValue() + step));
  }

  private static List<ObjectNode> without(JsonNode required) {
    List<ObjectNode> schemas = new ArrayList<>();
    for (JsonNode name : required) {
      ObjectNode schema = typed("object");
      schema.putObject("properties").set(name.asText(), BooleanNode.FALSE);
      schemas.add(schema);
    }
    return schemas;
  }

  private static List<ObjectNode> otherwise(JsonNode properties) {
    List<ObjectNode> schemas = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : properties.properties()) {
      ObjectNode schema = typed("object");
      schema.putArray("required").add(property.getKey());
      schema.putObject("properties").set(property.getKey(), not(property.getValue()));
      schemas.add(schema);
    }
    return schemas;
  }
}
