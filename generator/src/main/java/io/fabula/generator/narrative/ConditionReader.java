package io.fabula.generator.narrative;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Nearest;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problems;
import io.fabula.generator.match.NodePath;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/// Reads the conditions of a narrative against the phases and event types that it has.
final class ConditionReader {
  private final Problems problems;
  private final Set<String> phases;
  private final Set<String> types;
  private final Map<String, Schemas.Compiled> schemas;

  /// @param types what is declared; where nothing is, any type may appear
  ConditionReader(
      Problems problems,
      Set<String> phases,
      Set<String> types,
      Map<String, Schemas.Compiled> schemas) {
    this.problems = problems;
    this.phases = phases;
    this.types = types;
    this.schemas = schemas;
  }

  Optional<Condition> read(Node node) {
    MappingReader keys = MappingReader.of(node, "a condition", problems);
    Optional<Node> condition = keys.node("when");
    Optional<Condition.When> when = condition.flatMap(this::when);
    Optional<Condition.Then> then = keys.mapping("then").map(this::then);
    boolean once = keys.flag("once").orElse(false);
    Optional<Duration> cooldown = keys.duration("cooldown");
    keys.rejectUnknown();
    if (condition.isEmpty() || keys.node("then").isEmpty()) {
      problems.add(keys.place(), "a condition needs 'when' and 'then'");
    }
    if (once && cooldown.isPresent()) {
      problems.add(keys.placeOf("cooldown"), "what happens once needs no cooldown");
    }
    return when.isPresent() && then.isPresent()
        ? Optional.of(new Condition(when.get(), then.get(), once, cooldown.orElse(Duration.ZERO)))
        : Optional.empty();
  }

  private Optional<Condition.When> when(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return path(scalar.place(), scalar.text()).map(Condition.When::found);
    }
    if (!(node instanceof Node.Mapping)) {
      problems.add(node.place(), "when must be a JSONPath or a mapping, not " + node.kindName());
      return Optional.empty();
    }
    MappingReader keys = MappingReader.of(node, "when", problems);
    Optional<String> event = keys.text("event");
    Optional<NodePath> path = event.flatMap(text -> path(keys.placeOf("event"), text));
    Optional<String> type = keys.text("type");
    type.ifPresent(name -> mustBeAType(name, keys.placeOf("type")));
    Optional<String> phase = keys.text("phase");
    phase.ifPresent(name -> mustBeOneOf(phases, name, "phase", keys.placeOf("phase")));
    OptionalLong count = OptionalLong.empty();
    Map<String, Long> counts = Map.of();
    if (keys.node("count").orElse(null) instanceof Node.Mapping) {
      counts = keys.mapping("count").map(this::counts).orElse(Map.of());
    } else {
      count = number(keys.integer("count", 1, Long.MAX_VALUE));
    }
    Optional<Duration> after = keys.duration("after");
    keys.rejectUnknown();
    if (keys.members().values().stream().allMatch(m -> isNothing(m.value()))) {
      problems.add(keys.place(), "'when' says nothing; give event, type, phase, count or after");
    }
    return Optional.of(new Condition.When(path, type, phase, count, counts, after));
  }

  private static boolean isNothing(Node node) {
    return node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.NOTHING;
  }

  private static OptionalLong number(Optional<Long> value) {
    return value.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  private Map<String, Long> counts(MappingReader keys) {
    Map<String, Long> counts = new LinkedHashMap<>();
    keys.members()
        .forEach(
            (type, member) -> {
              mustBeAType(type, member.keyPlace());
              keys.integer(type, 1, Long.MAX_VALUE).ifPresent(n -> counts.put(type, n));
            });
    if (keys.members().isEmpty()) {
      problems.add(keys.place(), "count must be a number or name event types, as { trade: 100 }");
    }
    return counts;
  }

  private Optional<NodePath> path(Place place, String text) {
    try {
      return Optional.of(NodePath.compile(text));
    } catch (IllegalArgumentException e) {
      problems.add(place, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Condition.Then then(MappingReader keys) {
    Optional<String> phase = keys.text("phase");
    phase.ifPresent(name -> mustBeOneOf(phases, name, "phase", keys.placeOf("phase")));
    OptionalDouble rate =
        keys.number("rate", Narrative.MIN_RATE, Narrative.MAX_RATE)
            .map(OptionalDouble::of)
            .orElseGet(OptionalDouble::empty);
    Optional<Condition.Emit> emit = keys.mapping("emit").flatMap(this::emit);
    boolean stop = keys.flag("stop").orElse(false);
    keys.rejectUnknown();
    if (phase.isEmpty() && rate.isEmpty() && keys.node("emit").isEmpty() && !stop) {
      problems.add(keys.place(), "'then' does nothing; give phase, rate, emit or stop: true");
    }
    return new Condition.Then(phase, rate, emit, stop);
  }

  private Optional<Condition.Emit> emit(MappingReader keys) {
    Optional<String> type = keys.text("type");
    JsonNode data =
        keys.node("data").map(Node::json).orElseGet(JsonNodeFactory.instance::objectNode);
    keys.rejectUnknown();
    if (type.isEmpty()) {
      problems.add(keys.place(), "emit needs the 'type' of an event, and its 'data'");
      return Optional.empty();
    }
    mustBeAType(type.get(), keys.placeOf("type"));
    Schemas.Compiled schema = schemas.get(type.get());
    if (schema != null) {
      schema
          .check(Schemas.asParsed(data))
          .forEach(v -> problems.add(keys.placeOf("data"), "data" + v));
    }
    return Optional.of(new Condition.Emit(type.get(), data.toString()));
  }

  private void mustBeAType(String name, Place place) {
    if (!types.isEmpty()) {
      mustBeOneOf(types, name, "event type", place);
    } else if (!name.matches(EventChecker.TYPE_NAME)) {
      problems.add(place, EventChecker.notAType(name));
    }
  }

  private void mustBeOneOf(Collection<String> names, String name, String what, Place place) {
    if (!names.contains(name)) {
      String hint = Nearest.of(name, names).map(n -> "; did you mean '" + n + "'?").orElse("");
      problems.add(place, "no %s '%s'%s".formatted(what, name, hint));
    }
  }
}
