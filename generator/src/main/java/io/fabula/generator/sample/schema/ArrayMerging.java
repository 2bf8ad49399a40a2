package io.fabula.generator.sample.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// What two schemas say about the items of a list that both must hold.
final class ArrayMerging {
  private ArrayMerging() {}

  /// The `prefixItems` of both, where one has them: place by place, and what the other says of all
  /// that stands behind its own.
  static Optional<ObjectNode> items(ObjectNode one, ObjectNode other) {
    JsonNode a = one.path("prefixItems");
    JsonNode b = other.path("prefixItems");
    if (a.isEmpty() && b.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode merged = JsonNodeFactory.instance.objectNode();
    ArrayNode prefix = merged.putArray("prefixItems");
    for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
      JsonNode first = i < a.size() ? a.get(i) : one.path("items");
      JsonNode second = i < b.size() ? b.get(i) : other.path("items");
      if (first.isMissingNode() || second.isMissingNode()) {
        prefix.add(first.isMissingNode() ? second : first);
      } else {
        prefix.add(Merging.all(first, second));
      }
    }
    return Optional.of(merged);
  }
}
