package io.fabula.providers.vendor;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Set;

/// Which schemas Anthropic's structured outputs take: the API refuses a request with any other
/// (`platform.claude.com/docs/en/build-with-claude/structured-outputs`, JSON Schema limitations).
final class ClosedSchema {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> KNOWN =
      Set.of(
          "type",
          "properties",
          "required",
          "additionalProperties",
          "items",
          "anyOf",
          "enum",
          "const",
          "title",
          "description");

  private ClosedSchema() {}

  static boolean is(String schema) {
    try {
      return fits(JSON.readTree(schema));
    } catch (JacksonException _) {
      return false;
    }
  }

  private static boolean fits(JsonNode schema) {
    if (!schema.isObject() || schema.isEmpty()) {
      return false;
    }
    for (var field : schema.properties()) {
      JsonNode value = field.getValue();
      boolean fits =
          switch (field.getKey()) {
            case "properties" -> all(value);
            case "items" -> fits(value);
            case "anyOf" -> all(value);
            default -> KNOWN.contains(field.getKey());
          };
      if (!fits) {
        return false;
      }
    }
    JsonNode type = schema.path("type");
    return !(type.asText("").equals("object") || type.isArray() || schema.has("properties"))
        || (type.isTextual()
            && schema.path("additionalProperties").isBoolean()
            && !schema.path("additionalProperties").booleanValue());
  }

  private static boolean all(JsonNode schemas) {
    for (JsonNode schema : schemas) {
      if (!fits(schema)) {
        return false;
      }
    }
    return true;
  }
}
