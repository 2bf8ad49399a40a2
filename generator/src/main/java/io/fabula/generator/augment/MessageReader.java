package io.fabula.generator.augment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabula.generator.narrative.EventChecker;
import io.fabula.generator.narrative.Schemas;
import io.fabula.generator.replay.Direction;
import io.fabula.generator.replay.Surrogates;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Turns one object of a model's answer into a checked message, or says what is wrong with it. For
/// one thread.
final class MessageReader {
  private final Direction direction;
  private final Map<Said.Key, Checked> kinds = new LinkedHashMap<>();

  MessageReader(Direction direction, List<Kind> offered) {
    this.direction = direction;
    offered.forEach(
        kind -> kinds.put(kind.key(), new Checked(kind, Schemas.compile(kind.schema()))));
  }

  private record Checked(Kind kind, Schemas.Compiled schema) {}

  /// What became of an object.
  sealed interface Result {
    /// A message of that kind.
    ///
    /// @param message a text node where the kind is text
    record Good(Kind kind, JsonNode message) implements Result {}

    /// One that cannot be used.
    ///
    /// @param fault what is wrong, in words that a model can act on
    record Bad(String fault) implements Result {}
  }

  /// Reads `{"message": ...}`.
  Result read(String object) {
    @Nullable JsonNode read = Said.json(object);
    if (read == null) {
      return new Result.Bad("an object is not JSON, or nests deeper than 64");
    }
    JsonNode message = read.path("message");
    if (message.isMissingNode()) {
      return new Result.Bad("each of the events has a 'message' and nothing else");
    }
    @Nullable JsonNode json = message.isContainerNode() ? message : null;
    if (message.isTextual() && !kinds.containsKey(Said.key(direction, null))) {
      // A message in quotes is a message still.
      json = Said.json(message.textValue());
    }
    Said.Key key = Said.key(direction, json);
    @Nullable Checked checked = kinds.get(key);
    if (checked == null || (json == null && !message.isTextual())) {
      return new Result.Bad("a message is not of a kind that may be written: " + kinds());
    }
    return json == null ? check(checked, message) : check(checked, json);
  }

  private String kinds() {
    return kinds.keySet().stream()
        .map(key -> key.member().isEmpty() ? key.name() : key.member() + " " + key.name())
        .collect(Collectors.joining(", "));
  }

  private static Result check(Checked by, JsonNode message) {
    if (depth(message) > EventChecker.MAX_DEPTH) {
      return new Result.Bad("a message nests deeper than " + EventChecker.MAX_DEPTH);
    }
    JsonNode pruned = pruned(by.kind().shape(), message);
    String name = by.kind().key().name();
    Optional<String> fault =
        by.schema().check(pruned).stream().findFirst().map(v -> "a message '" + name + "'" + v(v));
    if (fault.isPresent()) {
      return new Result.Bad(fault.get());
    }
    String text = pruned instanceof TextNode said ? said.textValue() : pruned.toString();
    if (Surrogates.firstLone(text) >= 0) {
      return new Result.Bad("a message holds half a character");
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > EventChecker.MAX_BYTES) {
      return new Result.Bad("a message is larger than %d bytes".formatted(EventChecker.MAX_BYTES));
    }
    if (text.isEmpty()) {
      return new Result.Bad("a message is empty");
    }
    return new Result.Good(by.kind(), pruned);
  }

  private static String v(Schemas.Violation violation) {
    String text = violation.toString();
    String bounded = text.length() > 300 ? text.substring(0, 300) + "..." : text;
    return violation.pointer().isEmpty() ? ": " + bounded : bounded;
  }

  private static int depth(JsonNode node) {
    int deepest = 0;
    for (JsonNode child : node) {
      deepest = Math.max(deepest, depth(child));
    }
    return deepest + 1;
  }

  /// Without nulls for members that may be left out and were never null: models that keep to a
  /// schema strictly write every member.
  private static JsonNode pruned(Shape shape, JsonNode value) {
    if (!(value instanceof ObjectNode object)) {
      return value;
    }
    ObjectNode pruned = object.objectNode();
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      JsonNode its = object.get(name);
      @Nullable Shape member = shape.members.get(name);
      boolean needless =
          its.isNull() && member != null && member.nulls == 0 && !shape.requires(member);
      if (!needless) {
        pruned.set(name, member == null ? its : pruned(member, its));
      }
    }
    return pruned;
  }
}
