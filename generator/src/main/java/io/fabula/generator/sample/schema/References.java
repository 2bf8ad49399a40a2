package io.fabula.generator.sample.schema;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Follows `$ref` and puts `allOf` together, within one schema document.
public final class References {
  private static final int DEEPEST = 50;
  private static final int MOST = 20_000;

  private final JsonNode root;
  private final Merging merging;
  private boolean all = true;
  private int steps;

  /// @param root the document that they are followed in
  public References(JsonNode root, Merging merging) {
    this.root = root;
    this.merging = merging;
  }

  /// A schema without `$ref` and `allOf`.
  ///
  /// @param path where it stands, for whoever looks for a fault
  public record Flat(ObjectNode schema, String path) {}

  /// Whether every reference so far was found.
  public boolean all() {
    return all;
  }

  /// The schema with what it refers to and its `allOf` put into it.
  ///
  /// @throws UnsatisfiableException where they contradict each other, or lead on without end
  public Flat flat(ObjectNode schema, String path) {
    return flat(schema, path, 0);
  }

  private Flat flat(ObjectNode schema, String path, int depth) {
    steps++;
    if (depth > DEEPEST || steps > MOST) {
      throw new UnsatisfiableException(path, "its references lead on without end");
    }
    ObjectNode own = plain(schema, path);
    if (!schema.has("$ref") && !schema.has("allOf")) {
      return new Flat(own, path);
    }
    Flat result = new Flat(own, path);
    if (schema.has("$ref")) {
      String reference = schema.get("$ref").asText();
      Optional<Flat> target = target(reference);
      all &= target.isPresent();
      if (target.isPresent()) {
        Flat followed = flat(target.get().schema(), target.get().path(), depth + 1);
        result = new Flat(merging.both(followed.schema(), own, path), followed.path());
      }
    }
    int i = 0;
    for (JsonNode part : schema.path("allOf")) {
      String at = path + "/allOf/" + i;
      i++;
      if (part instanceof ObjectNode object) {
        Flat other = flat(object, at, depth + 1);
        result = new Flat(merging.both(result.schema(), other.schema(), at), result.path());
      } else if (part.isBoolean() && !part.booleanValue()) {
        throw new UnsatisfiableException(at, "nothing is allowed here");
      }
    }
    return result;
  }

  /// What stands beside `$ref` and `allOf`, without what means nothing or has a newer name.
  private ObjectNode plain(ObjectNode schema, String path) {
    boolean unconditional = !schema.has("if") && (schema.has("then") || schema.has("else"));
    if (!unconditional && Stream.of("$ref", "allOf", "dependencies").noneMatch(schema::has)) {
      return schema;
    }
    ObjectNode own = schema.deepCopy();
    own.remove(List.of("$ref", "allOf"));
    if (unconditional) {
      own.remove(List.of("then", "else"));
    }
    return own.remove("dependencies") instanceof ObjectNode dependencies
        ? merging.both(own, dependent(dependencies), path)
        : own;
  }

  /// `dependencies`, which later drafts have in two, and which is still heeded.
  private static ObjectNode dependent(ObjectNode dependencies) {
    ObjectNode dependent = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> field : dependencies.properties()) {
      String key = field.getValue().isArray() ? "dependentRequired" : "dependentSchemas";
      dependent.withObjectProperty(key).set(field.getKey(), field.getValue());
    }
    return dependent;
  }

  private Optional<Flat> target(String reference) {
    String id = root.path("$id").asText("");
    String local =
        !id.isEmpty() && reference.startsWith(id) ? reference.substring(id.length()) : reference;
    if (local.isEmpty() || local.equals("#")) {
      return found(root, "");
    }
    if (!local.startsWith("#/")) {
      return root.findParents("$anchor").stream()
          .filter(node -> local.equals("#" + node.get("$anchor").asText()))
          .findFirst()
          .flatMap(node -> found(node, "/$defs"));
    }
    try {
      String pointer =
          URLDecoder.decode(local.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
      return found(root.at(JsonPointer.compile(pointer)), pointer);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Flat> found(JsonNode node, String path) {
    return node instanceof ObjectNode object
        ? Optional.of(new Flat(object, path))
        : Optional.empty();
  }
}
