package io.fabula.generator.augment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabula.generator.replay.Direction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the program itself writes into generated messages, because it follows a rule in the
/// recording: numbers that count up go on behind the highest one that side of the conversation has
/// used, in whatever kind of message, so that none appears twice; times show what the recording's
/// own would at that spot. Recorded messages stay as they are. For one thread.
final class Filling {
  private final Map<String, Long> highest = new HashMap<>();

  Filling(Kinds kinds) {
    for (Kind kind : kinds.all()) {
      count(kind.shape(), kind.key().direction(), "");
    }
  }

  private void count(Shape shape, Direction direction, String path) {
    shape.members.forEach(
        (name, member) -> {
          String at = path + "/" + name;
          if (member.isCounter(name)) {
            highest.merge(
                direction + at, member.trend == null ? 0 : member.trend.highest(), Math::max);
          }
          count(member, direction, at);
        });
  }

  /// Takes over the numbers of a message that an earlier run has put in.
  void meet(Kind kind, JsonNode message) {
    meet(kind.shape(), message, kind.key().direction(), "");
  }

  private void meet(Shape shape, JsonNode value, Direction direction, String path) {
    shape.members.forEach(
        (name, member) -> {
          String at = path + "/" + name;
          JsonNode its = value.path(name);
          if (its.isIntegralNumber() && highest.containsKey(direction + at)) {
            highest.merge(direction + at, its.longValue(), Math::max);
          }
          meet(member, its, direction, at);
        });
  }

  /// The message with all that the program writes, its members in the recording's order.
  JsonNode fill(Kind kind, JsonNode message, long micros) {
    return fill(kind.shape(), message, micros, kind.key().direction(), "");
  }

  private JsonNode fill(
      Shape shape, JsonNode value, long micros, Direction direction, String path) {
    if (!(value instanceof ObjectNode object)) {
      return value;
    }
    ObjectNode filled = JsonNodeFactory.instance.objectNode();
    shape.members.forEach(
        (name, member) -> {
          @Nullable JsonNode its = object.get(name);
          boolean wanted = its != null || shape.requires(member);
          String at = path + "/" + name;
          if (wanted && member.isClock() && member.trend != null) {
            filled.set(name, member.trend.at(micros));
          } else if (wanted && member.isCounter(name)) {
            filled.put(name, highest.merge(direction + at, 1L, Long::sum));
          } else if (its != null) {
            filled.set(name, fill(member, its, micros, direction, at));
          }
        });
    for (Map.Entry<String, JsonNode> other : object.properties()) {
      if (!filled.has(other.getKey())) {
        filled.set(other.getKey(), other.getValue());
      }
    }
    return filled;
  }

  /// What is filled in into messages of a kind, as JSON Pointers.
  static List<String> filledIn(Kind kind) {
    List<String> paths = new ArrayList<>();
    gather(kind.shape(), "", paths);
    return paths;
  }

  private static void gather(Shape shape, String path, List<String> paths) {
    shape.members.forEach(
        (name, member) -> {
          String at = path + "/" + name;
          if (member.isClock() || member.isCounter(name)) {
            paths.add(at);
          }
          gather(member, at, paths);
        });
  }
}
