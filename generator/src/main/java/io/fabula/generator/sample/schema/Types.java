package io.fabula.generator.sample.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The types that a schema's values are drawn of.
public final class Types {
  private Types() {}

  /// Those that it names; else the one that its keywords speak of, else an object at the root and
  /// text elsewhere.
  ///
  /// @param path where the schema stands
  /// @param numeric whether what is called so is a number, where nothing else tells
  public static Set<String> of(ObjectNode schema, String path, boolean numeric) {
    Set<String> types = schema.has("type") ? Merging.names(schema.get("type")) : new HashSet<>();
    if (types.contains("number")) {
      types.remove("integer");
    }
    return types.isEmpty() ? Set.of(likely(schema, path, numeric)) : types;
  }

  private static String likely(ObjectNode schema, String path, boolean numeric) {
    Map<String, List<String>> telling = new LinkedHashMap<>();
    telling.put(
        "object",
        List.of(
            "properties",
            "required",
            "minProperties",
            "maxProperties",
            "patternProperties",
            "propertyNames",
            "additionalProperties",
            "dependentRequired"));
    telling.put(
        "array",
        List.of("items", "prefixItems", "minItems", "maxItems", "contains", "uniqueItems"));
    telling.put("string", List.of("pattern", "format", "minLength", "maxLength"));
    telling.put(
        "number",
        List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"));
    for (Map.Entry<String, List<String>> type : telling.entrySet()) {
      if (type.getValue().stream().anyMatch(schema::has)) {
        return type.getKey();
      }
    }
    return path.isEmpty() ? "object" : numeric ? "number" : "string";
  }
}
