package io.fabula.generator.narrative;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Decides whether an event may appear in a narrative. Immutable, for any thread.
public final class EventChecker {
  /// What one event's data may weigh as JSON.
  public static final int MAX_BYTES = 64 * 1024;

  /// How deep one event's data may nest.
  public static final int MAX_DEPTH = 32;

  /// What stands under `type`: safe in JSON, in SSE and in a metric without escapes.
  public static final String TYPE_NAME = "[A-Za-z0-9_.:-]{1,64}";

  private final Map<String, Optional<Schemas.Compiled>> types;

  private EventChecker(Map<String, Optional<Schemas.Compiled>> types) {
    this.types = types;
  }

  /// A checker of the narrative's declared types; where none is declared, every type may appear.
  public static EventChecker of(Narrative narrative) {
    return new EventChecker(
        narrative.events().values().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    EventType::name, type -> type.schema().map(Schemas::compile))));
  }

  /// What is wrong with an event, in words that a model or a person can act on; empty where nothing
  /// is.
  public Optional<String> fault(String type, JsonNode data) {
    if (!type.matches(TYPE_NAME)) {
      return Optional.of("the type '%s' is not a name".formatted(shortened(type)));
    }
    if (!types.isEmpty() && !types.containsKey(type)) {
      return Optional.of(
          "the type '%s' is not declared; declared are %s"
              .formatted(type, types.keySet().stream().sorted().collect(Collectors.joining(", "))));
    }
    if (depth(data) > MAX_DEPTH) {
      return Optional.of("%s nests deeper than %d".formatted(type, MAX_DEPTH));
    }
    return types.getOrDefault(type, Optional.empty()).map(s -> s.check(data)).stream()
        .flatMap(List::stream)
        .findFirst()
        .map(violation -> type + " data" + violation);
  }

  /// Says that `name` cannot stand under `type`.
  static String notAType(String name) {
    return "an event type has 1 to 64 letters, digits or _ . : -, not '%s'".formatted(name);
  }

  private static int depth(JsonNode node) {
    int deepest = 0;
    for (JsonNode child : node) {
      deepest = Math.max(deepest, depth(child));
    }
    return deepest + 1;
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
