package io.fabula.generator.blueprint;

import io.fabula.generator.blueprint.EntityKind.Assignment;
import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Nearest;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problems;
import io.fabula.generator.narrative.EventChecker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Compiles a blueprint document to a [Plan] in one pass that finds every fault.
final class BlueprintCompiler {
  private static final int MAX_ENTITIES = 100_000;
  private static final long MAX_CELLS = 1_000_000;
  private static final double MAX_WEIGHT = 1e9;
  private static final Pattern DICE =
      Pattern.compile("\\b(chance|int|uniform|(log)?normal|exponential|poisson|zipf|revert) *\\(");

  private final Problems problems;
  private final Pools pools;
  private final Columns columns = new Columns();
  private final Map<String, EntityKind> kinds = new LinkedHashMap<>();
  private final Map<String, Value> values = new LinkedHashMap<>();
  private final Map<String, MappingReader> phases = new LinkedHashMap<>();
  private final Map<String, Node> events = new LinkedHashMap<>();
  private final Set<String> used = new LinkedHashSet<>();
  private final ValueCompiler compiler;

  BlueprintCompiler(Problems problems) {
    this.problems = problems;
    this.pools = new Pools(problems);
    this.compiler = new ValueCompiler(problems, pools, columns, kinds);
  }

  Plan compile(Node document) {
    MappingReader keys = MappingReader.of(document, "a blueprint", problems);
    keys.text("$schema");
    keys.node(Written.KEY);
    if (keys.integer("blueprint", 1, 1).isEmpty()) {
      problems.add(keys.place(), "\"blueprint\": 1 is missing, the version of this format");
    }
    keys.mapping("pools").ifPresent(m -> m.members().forEach((k, v) -> pools.define(k, v.value())));
    keys.mapping("phases").ifPresent(this::phases);
    keys.mapping("values").ifPresent(this::values);
    keys.mapping("events").ifPresent(m -> m.members().forEach((k, v) -> events.put(k, v.value())));
    keys.mapping("entities")
        .ifPresent(m -> m.members().forEach((k, v) -> entity(k, v.keyPlace(), v.value())));
    keys.rejectUnknown();
    check(keys);
    return new Plan(
        List.copyOf(kinds.values()),
        columns.all(),
        columns.counters(),
        List.copyOf(phases.keySet()),
        used);
  }

  private void check(MappingReader keys) {
    if (kinds.isEmpty()) {
      problems.add(keys.place(), "no entities: who does what happens?");
    }
    if (events.isEmpty()) {
      problems.add(keys.place(), "no events: what happens?");
    }
    if (columns.cells() > MAX_CELLS) {
      problems.add(
          keys.placeOf("entities"),
          "the world keeps %,d values (entities times fields), more than %,d"
              .formatted(columns.cells(), MAX_CELLS));
    }
    for (String event : events.keySet()) {
      if (!used.contains(event)) {
        problems.add(keys.placeOf("events"), "nobody does the event '%s'".formatted(event));
      }
    }
    phases.forEach(
        (name, phase) -> {
          phase.mapping("events").ifPresent(m -> known(m, used, "event"));
          phase.mapping("entities").ifPresent(m -> known(m, kinds.keySet(), "entity"));
          phase.mapping("values").ifPresent(m -> known(m, values.keySet(), "value"));
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
      mustBeName(name, all.placeOf(name));
      double[] rows = perPhase("values", name, all.number(name, -1e15, 1e15).orElse(0.0), false);
      values.put(
          name,
          Value.number(
              Numbers.MAX_DECIMALS, new Term.ByPhase(Arrays.stream(rows).boxed().toList())));
    }
  }

  /// A number for each phase.
  ///
  /// @param factor whether the phase's own number multiplies the usual one or replaces it
  private double[] perPhase(String section, String name, double usual, boolean factor) {
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

  private void entity(String name, Place place, Node node) {
    MappingReader keys = MappingReader.of(node, "the entity '" + name + "'", problems);
    mustBeName(name, place);
    int count = keys.integer("count", 1, MAX_ENTITIES).orElse(1L).intValue();
    boolean renew = keys.flag("renew").orElse(true);
    EntityKind kind = new EntityKind(name, kinds.size(), count, renew);
    kind.weights =
        perPhase("entities", name, keys.number("weight", 0, MAX_WEIGHT).orElse(1.0), true);
    keys.mapping("fields").ifPresent(fields -> fields(kind, fields));
    kinds.put(name, kind);
    states(kind, keys, place);
    keys.rejectUnknown();
  }

  private void fields(EntityKind kind, MappingReader fields) {
    Scope scope = new Scope(kind.fields, values);
    fields
        .members()
        .forEach(
            (name, member) -> {
              mustBeName(name, member.keyPlace());
              Value value = compiler.value(member.value(), scope);
              Slot slot = columns.add(value.shape(), kind.count(), Slot.SELF);
              kind.births.add(new Assignment(slot, value));
              kind.fields.put(name, slot);
            });
  }

  private void mustBeName(String name, Place place) {
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,63}")) {
      problems.add(place, "a name has letters, digits and _, not '%s'".formatted(name));
    }
  }

  private void states(EntityKind kind, MappingReader keys, Place place) {
    Optional<MappingReader> lifecycle =
        keys.mapping("states").filter(all -> !all.members().isEmpty());
    Optional<String> start = keys.text("start");
    Optional<Node.Sequence> actions = keys.sequence("actions");
    if (lifecycle.isPresent() == actions.isPresent()) {
      if (actions.isPresent()) {
        problems.add(place, "'%s' has both states and actions; give one".formatted(kind.name()));
      }
      kind.states = new EntityKind.State[] {new EntityKind.State("")};
      kind.weights = new double[phases.size() + 1];
      return;
    }
    List<String> names = lifecycle.map(m -> List.copyOf(m.members().keySet())).orElse(List.of(""));
    kind.states = names.stream().map(EntityKind.State::new).toArray(EntityKind.State[]::new);
    actions.ifPresent(list -> kind.states[0].actions = actions(kind, list, 0, names));
    lifecycle.ifPresent(
        all -> {
          int[] next = {0};
          all.members()
              .forEach(
                  (name, member) -> {
                    int state = next[0]++;
                    MappingReader one = MappingReader.of(member.value(), name, problems);
                    one.sequence("actions")
                        .map(list -> actions(kind, list, state, names))
                        .ifPresent(possible -> kind.states[state].actions = possible);
                    one.rejectUnknown();
                  });
          kind.start = start.map(s -> state(s, names, keys.placeOf("start"))).orElse(0);
        });
    if (kind.states[kind.start].isFinal()) {
      problems.add(
          place, "'%s' starts in a state in which it can do nothing".formatted(kind.name()));
    }
  }

  private int state(String name, List<String> names, Place place) {
    int index = names.indexOf(name);
    if (index < 0) {
      problems.add(place, "no state '%s'%s".formatted(name, hint(name, names)));
      return 0;
    }
    return index;
  }

  private Action[] actions(EntityKind kind, Node.Sequence list, int state, List<String> states) {
    List<Action> actions = new ArrayList<>();
    for (Node node : list.items()) {
      MappingReader keys = MappingReader.of(node, "an action", problems);
      Optional<String> event = keys.text("event");
      double weight = keys.number("weight", 0, MAX_WEIGHT).orElse(1.0);
      Scope scope = new Scope(kind.fields, values);
      Value.Formula guard =
          keys.node("when")
              .map(n -> compiler.formula(n, "when", scope))
              .orElse(new Term.Constant(1));
      kind.chancy |= keys.node("when").map(BlueprintCompiler::rollsDice).orElse(false);
      int to = keys.text("to").map(t -> state(t, states, keys.placeOf("to"))).orElse(state);
      keys.rejectUnknown();
      Optional<Node> template = event.map(events::get);
      if (event.isEmpty() || template.isEmpty()) {
        problems.add(
            keys.placeOf("event"),
            "an action needs the name of an event under 'events'"
                + event.map(name -> hint(name, events.keySet())).orElse(""));
      } else {
        double[] weights = perPhase("events", event.get(), weight, true);
        actions.add(action(event.get(), template.get(), weights, guard, scope, to));
      }
    }
    return actions.toArray(Action[]::new);
  }

  private static boolean rollsDice(Node guard) {
    return !(guard instanceof Node.Scalar formula) || DICE.matcher(formula.text()).find();
  }

  /// An event is compiled for each action that makes it, with the names of the entity that acts.
  private Action action(
      String name, Node template, double[] weights, Value.Formula guard, Scope scope, int to) {
    used.add(name);
    MappingReader keys = MappingReader.of(template, "the event '" + name + "'", problems);
    if (!name.matches(EventChecker.TYPE_NAME)) {
      problems.add(keys.place(), "'%s' is not the name of an event type".formatted(name));
    }
    List<Assignment> before = new ArrayList<>();
    keys.mapping("let").ifPresent(let -> let(let, before, scope));
    keys.mapping("set").ifPresent(set -> set(set, before, scope));
    Value data =
        keys.node("data")
            .map(node -> compiler.value(node, scope))
            .orElseGet(() -> Value.constant(Shape.JSON, "{}", Double.NaN));
    keys.rejectUnknown();
    return new Action(name, weights, guard, before.toArray(Assignment[]::new), data, to);
  }

  private void let(MappingReader let, List<Assignment> before, Scope scope) {
    let.members()
        .forEach(
            (name, member) -> {
              mustBeName(name, member.keyPlace());
              Value value = compiler.value(member.value(), scope);
              Slot slot = columns.add(value.shape(), 1, Slot.ONLY);
              before.add(new Assignment(slot, value));
              scope.local(name, slot);
            });
  }

  private void set(MappingReader set, List<Assignment> before, Scope scope) {
    set.members()
        .forEach(
            (path, member) -> {
              Optional<Slot> slot = scope.slot(path);
              if (slot.isEmpty()) {
                problems.add(
                    member.keyPlace(),
                    "no field '%s'%s".formatted(path, hint(path, scope.names())));
                return;
              }
              Value value = compiler.update(member.value(), slot.get(), scope);
              if (!slot.get().shape().takes(value.shape()) && !ValueCompiler.failed(value)) {
                problems.add(
                    member.value().place(),
                    "'%s' is %s and cannot become %s"
                        .formatted(path, slot.get().shape(), value.shape()));
              }
              before.add(new Assignment(slot.get(), value));
            });
  }
}
