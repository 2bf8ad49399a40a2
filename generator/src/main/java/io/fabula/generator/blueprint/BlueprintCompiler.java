package io.fabula.generator.blueprint;

import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Nearest;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Problems;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Compiles a blueprint document to a [Plan] in one pass that finds every fault.
final class BlueprintCompiler {
  private static final long MAX_CELLS = 1_000_000;
  static final double MAX_WEIGHT = 1e9;
  private final Problems problems;
  private final Pools pools;
  private final Columns columns = new Columns();
  private final Kinds kinds = new Kinds();
  private final Map<String, Value> values = new LinkedHashMap<>();
  private final Map<String, MappingReader> phases = new LinkedHashMap<>();
  private final Phrases phrases;
  private final EventCompiler events;
  private final KindCompiler entities;

  BlueprintCompiler(Problems problems) {
    this.problems = problems;
    this.pools = new Pools(problems);
    this.phrases = new Phrases(problems, columns);
    ValueCompiler compiler = new ValueCompiler(problems, pools, phrases, columns, kinds);
    this.events = new EventCompiler(problems, compiler, columns, kinds);
    this.entities = new KindCompiler(problems, compiler, columns, kinds, events, this);
  }

  Plan compile(Node document) {
    MappingReader keys = MappingReader.of(document, "a blueprint", problems);
    keys.text("$schema");
    keys.node(Written.KEY);
    keys.node(MishapReader.KEY);
    if (keys.integer("blueprint", 1, 1).isEmpty()) {
      problems.add(keys.place(), "\"blueprint\": 1 is missing, the version of this format");
    }
    keys.mapping("pools").ifPresent(m -> m.members().forEach((k, v) -> pools.define(k, v.value())));
    keys.mapping("phrases")
        .ifPresent(m -> m.members().forEach((k, v) -> phrases.define(k, v.value())));
    keys.mapping("phases").ifPresent(this::phases);
    keys.mapping("values").ifPresent(this::values);
    keys.mapping("events").ifPresent(m -> m.members().forEach((k, v) -> events.define(k, v)));
    keys.mapping("entities").ifPresent(entities::compile);
    keys.rejectUnknown();
    check(keys);
    return new Plan(
        kinds.all(),
        columns.all(),
        columns.counters(),
        columns.bags(),
        List.copyOf(phases.keySet()),
        events.used());
  }

  private void check(MappingReader keys) {
    if (kinds.names().isEmpty()) {
      problems.add(keys.place(), "no entities: who does what happens?");
    }
    if (events.names().isEmpty()) {
      problems.add(keys.place(), "no events: what happens?");
    }
    if (columns.cells() > MAX_CELLS) {
      problems.add(
          keys.placeOf("entities"),
          "the world keeps %,d values (entities times fields), more than %,d"
              .formatted(columns.cells(), MAX_CELLS));
    }
    for (String event : events.names()) {
      if (!events.used().contains(event)) {
        problems.add(keys.placeOf("events"), "nobody does the event '%s'".formatted(event));
      }
    }
    phases.forEach(
        (name, phase) -> {
          phase.mapping("events").ifPresent(m -> known(m, events.used(), "event"));
          phase.mapping("entities").ifPresent(m -> known(m, kinds.names(), "entity"));
          phase.mapping("values").ifPresent(m -> known(m, values.keySet(), "value"));
          phase.node(MishapReader.KEY);
          phase.rejectUnknown();
        });
  }

  private void known(MappingReader names, Collection<String> all, String what) {
    names
        .members()
        .forEach(
            (name, member) -> {
              if (!all.contains(name)) {
                problems.add(
                    member.keyPlace(), "no %s '%s'%s".formatted(what, name, hint(name, all)));
              }
            });
  }

  private static String hint(String name, Collection<String> all) {
    return Nearest.of(name, all).map(n -> "; did you mean '" + n + "'?").orElse("");
  }

  private void phases(MappingReader all) {
    all.members()
        .forEach(
            (name, member) ->
                phases.put(
                    name, MappingReader.of(member.value(), "the phase '" + name + "'", problems)));
  }

  /// Numbers that a phase can change: a row per phase, the first for no phase.
  private void values(MappingReader all) {
    for (String name : all.members().keySet()) {
      KindCompiler.mustBeName(name, all.placeOf(name), problems);
      double[] rows = perPhase("values", name, all.number(name, -1e15, 1e15).orElse(0.0), false);
      values.put(
          name,
          Value.number(
              Numbers.MAX_DECIMALS, new Term.ByPhase(Arrays.stream(rows).boxed().toList())));
    }
  }

  Map<String, Value> values() {
    return values;
  }

  /// A number for each phase.
  ///
  /// @param factor whether the phase's own number multiplies the usual one or replaces it
  double[] perPhase(String section, String name, double usual, boolean factor) {
    double[] rows = new double[phases.size() + 1];
    rows[0] = usual;
    int row = 1;
    for (MappingReader phase : phases.values()) {
      Optional<Double> own =
          phase
              .mapping(section)
              .flatMap(m -> m.number(name, factor ? 0 : -1e15, factor ? MAX_WEIGHT : 1e15));
      rows[row++] = own.map(n -> factor ? usual * n : n).orElse(usual);
    }
    return rows;
  }
}
