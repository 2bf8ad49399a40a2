package io.fabula.generator.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabula.generator.chance.Dice;
import java.util.List;

/// Writes schemas that nobody would write, of all keywords at random.
record SchemaAuthor(Dice chance) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final List<String> NAMES = List.of("a", "b", "c", "x_1", "x_2");
  private static final List<String> TYPES =
      List.of("object", "array", "string", "integer", "number", "boolean", "null");
  private static final List<String> PATTERNS = List.of("^x_", "^[a-c]$", "[0-9]{2}$", "^(ab|cd)+$");

  <T> T one(List<T> of) {
    return of.get(chance.below(of.size()));
  }

  JsonNode schema(int depth) {
    if (chance.below(20) == 0) {
      return JSON.booleanNode(chance.below(3) > 0);
    }
    ObjectNode schema = JSON.objectNode();
    String type = one(TYPES);
    if (chance.below(3) > 0) {
      schema.put("type", type);
    }
    for (int i = chance.below(3); i >= 0; i--) {
      schema.setAll(fitting(type, depth - 1));
    }
    return schema;
  }

  /// Mostly a keyword that has to do with the type.
  private ObjectNode fitting(String type, int depth) {
    if (depth < 0) {
      return simple();
    }
    int kind = chance.below(8);
    if (kind == 0) {
      return simple();
    }
    if (kind < 3) {
      return logic(depth);
    }
    return switch (type) {
      case "object" -> object(depth);
      case "array" -> items(depth);
      default -> simple();
    };
  }

  private ObjectNode keyword(String name, JsonNode value) {
    return JSON.objectNode().set(name, value);
  }

  private JsonNode number() {
    return JSON.numberNode(chance.below(12) - 2);
  }

  private JsonNode size() {
    return JSON.numberNode(chance.below(5));
  }

  private ArrayNode list(int depth) {
    ArrayNode list = JSON.arrayNode().add(schema(depth));
    return chance.below(3) > 0 ? list.add(schema(depth)) : list;
  }

  private ArrayNode names() {
    ArrayNode names = JSON.arrayNode().add(NAMES.get(chance.below(2)));
    return chance.below(2) == 0 ? names.add(NAMES.get(2 + chance.below(3))) : names;
  }

  private ObjectNode members(List<String> names, int depth) {
    ObjectNode members = JSON.objectNode();
    for (int i = chance.below(3); i >= 0; i--) {
      members.set(one(names), schema(depth));
    }
    return members;
  }

  private ObjectNode simple() {
    return switch (chance.below(11)) {
      case 0 -> keyword("minimum", number());
      case 1 -> keyword("exclusiveMaximum", number());
      case 2 -> keyword("multipleOf", JSON.numberNode(1 + chance.below(4)));
      case 3 -> keyword("minLength", size());
      case 4 -> keyword("maxLength", size());
      case 5 -> keyword("pattern", JSON.textNode(one(PATTERNS)));
      case 6 -> keyword("enum", JSON.arrayNode().add(number()).add("a").add(one(NAMES)).addNull());
      case 7 -> keyword("const", number());
      case 8 -> keyword("maximum", number());
      case 9 -> keyword("format", JSON.textNode(one(List.of("date", "email", "uuid"))));
      default -> keyword("$ref", JSON.textNode(one(List.of("#/$defs/d", "#/$defs/e", "#"))));
    };
  }

  private ObjectNode object(int depth) {
    return switch (chance.below(9)) {
      case 0, 1 -> keyword("properties", members(NAMES, depth));
      case 2 -> keyword("required", names());
      case 3 -> keyword("patternProperties", members(PATTERNS, depth));
      case 4 -> keyword("additionalProperties", schema(depth));
      case 5 -> keyword("propertyNames", schema(depth));
      case 6 -> keyword(chance.below(2) == 0 ? "minProperties" : "maxProperties", size());
      case 7 -> keyword("dependentRequired", keyword(one(NAMES), names()));
      default -> keyword("dependentSchemas", members(NAMES, depth));
    };
  }

  private ObjectNode items(int depth) {
    return switch (chance.below(8)) {
      case 0, 1 -> keyword("items", schema(depth));
      case 2 -> keyword("prefixItems", list(depth));
      case 3 -> keyword("contains", schema(depth));
      case 4 -> keyword(chance.below(2) == 0 ? "minContains" : "maxContains", size());
      case 5 -> keyword("minItems", size());
      case 6 -> keyword("maxItems", size());
      default -> keyword("uniqueItems", JSON.booleanNode(true));
    };
  }

  private ObjectNode logic(int depth) {
    return switch (chance.below(6)) {
      case 0 -> keyword("anyOf", list(depth));
      case 1 -> keyword("oneOf", list(depth));
      case 2 -> keyword("allOf", list(depth));
      case 3 -> keyword("not", schema(depth));
      default -> {
        ObjectNode conditional = keyword("if", schema(depth));
        conditional.set("then", schema(depth));
        yield chance.below(2) == 0 ? conditional : conditional.set("else", schema(depth));
      }
    };
  }

  ObjectNode document() {
    ObjectNode document = JSON.objectNode();
    while (document.isEmpty()) {
      if (schema(3) instanceof ObjectNode object) {
        document = object;
      }
    }
    document.putObject("$defs").set("d", schema(1));
    document.withObjectProperty("$defs").set("e", schema(1));
    return document;
  }
}
