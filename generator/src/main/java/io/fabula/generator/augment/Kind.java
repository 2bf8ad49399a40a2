package io.fabula.generator.augment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashSet;
import java.util.Set;

/// Messages of one kind, and what they have in common. For one thread.
final class Kind {
  private static final int REMEMBERED = 64;

  private final Said.Key key;
  private final Shape shape;
  private final Set<Integer> hashes = new HashSet<>();
  private Said.Role role = Said.Role.NOTE;
  private long messages;
  private long characters;
  private boolean repeats;

  Kind(Said.Key key, Shape.Room room) {
    this.key = key;
    this.shape = new Shape(room, 0);
  }

  void learn(Said said) {
    String text = said.text().orElseThrow();
    messages++;
    characters += text.length();
    Said.Role its = Said.role(said.json());
    role = its == Said.Role.NOTE ? role : its;
    if (!repeats && hashes.size() < REMEMBERED) {
      repeats = !hashes.add(text.hashCode());
    }
    shape.learn(said.json() == null ? TextNode.valueOf(text) : said.json(), said.micros());
  }

  /// Takes a message that was put in.
  void meet(JsonNode message) {
    shape.meet(message);
  }

  Said.Key key() {
    return key;
  }

  Shape shape() {
    return shape;
  }

  Said.Role role() {
    return role;
  }

  long messages() {
    return messages;
  }

  /// The mean length in characters.
  int length() {
    return (int) (characters / Math.max(1, messages));
  }

  /// Whether the recording itself says the same twice.
  boolean repeats() {
    return repeats;
  }

  /// What generated messages obey.
  ObjectNode schema() {
    return typed(ShapeSchema.toCheck(shape));
  }

  /// What messages are drawn from.
  ObjectNode drawing() {
    return typed(ShapeSchema.toDraw(shape));
  }

  private ObjectNode typed(ObjectNode schema) {
    if (!key.member().isEmpty() && schema.path("properties") instanceof ObjectNode properties) {
      JsonNodeFactory json = JsonNodeFactory.instance;
      properties.set(key.member(), json.objectNode().set("enum", json.arrayNode().add(key.name())));
    }
    return schema;
  }
}
