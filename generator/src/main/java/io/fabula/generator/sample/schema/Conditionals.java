package io.fabula.generator.sample.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// `if`, `then` and `else`, and what depends on a member, as the choices that they are.
final class Conditionals {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Conditionals() {}

  /// The schema without its `if`, and with a choice instead.
  static ObjectNode asChoice(ObjectNode schema, Merging merging, String path) {
    ObjectNode choice = JSON.objectNode();
    ArrayNode branches = choice.putArray("anyOf");
    branches(schema).forEach(branches::add);
    ObjectNode rest = schema.deepCopy();
    rest.remove(List.of("if", "then", "else"));
    return merging.both(rest, choice, path);
  }

  /// What a value is like that meets the condition, and what one that does not.
  static List<ObjectNode> branches(ObjectNode schema) {
    JsonNode condition = schema.get("if");
    return List.of(
        with(condition, schema.path("then")), with(Negation.not(condition), schema.path("else")));
  }

  private static ObjectNode with(JsonNode schema, JsonNode consequence) {
    ObjectNode both = JSON.objectNode();
    ArrayNode all = both.putArray("allOf").add(schema);
    if (!consequence.isMissingNode()) {
      all.add(consequence);
    }
    return both;
  }

  /// What an object is like that lacks a member, and what one that has it and meets a schema then.
  static List<ObjectNode> branches(String member, JsonNode schema) {
    ObjectNode without = JSON.objectNode();
    without.putObject("properties").put(member, false);
    ObjectNode having = JSON.objectNode();
    having.putArray("required").add(member);
    return List.of(without, with(having, schema));
  }
}
