package io.fabula.generator.sample.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabula.generator.match.Patterns;
import java.util.Map;

/// What two schemas say about the members of an object that both must hold.
final class ObjectMerging {
  private ObjectMerging() {}

  /// A copy of `open` that says of its own members what `closing` says of them, which knows them as
  /// additional ones only.
  static ObjectNode closed(ObjectNode open, ObjectNode closing) {
    ObjectNode closed = open.deepCopy();
    JsonNode additional = closing.get("additionalProperties");
    if (additional == null || !(closed.get("properties") instanceof ObjectNode properties)) {
      return closed;
    }
    for (Map.Entry<String, JsonNode> property : open.get("properties").properties()) {
      String name = property.getKey();
      boolean declared =
          closing.path("properties").has(name)
              || closing.path("patternProperties").properties().stream()
                  .anyMatch(pattern -> matches(pattern.getKey(), name));
      if (!declared) {
        properties.set(name, Merging.all(property.getValue(), additional));
      }
    }
    return closed;
  }

  /// Whether a name is of a pattern; one that cannot be used is refused elsewhere.
  static boolean matches(String pattern, String name) {
    try {
      return Patterns.compile(pattern, 0).matcher(name).find();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// Whether names of the one's patterns are additional ones to the other, which is not put down.
  static boolean loses(ObjectNode one, ObjectNode other) {
    return (one.has("additionalProperties") && other.has("patternProperties"))
        || (other.has("additionalProperties") && one.has("patternProperties"));
  }

  static ObjectNode members(ObjectNode a, ObjectNode b) {
    ObjectNode merged = a.deepCopy();
    for (Map.Entry<String, JsonNode> field : b.properties()) {
      JsonNode had = merged.get(field.getKey());
      boolean same = had == null || had.equals(field.getValue());
      merged.set(field.getKey(), same ? field.getValue() : Merging.all(had, field.getValue()));
    }
    return merged;
  }
}
