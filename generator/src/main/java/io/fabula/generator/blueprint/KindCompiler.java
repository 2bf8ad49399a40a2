package io.fabula.generator.blueprint;

import io.fabula.generator.blueprint.EntityKind.Assignment;
import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Nearest;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Compiles the kinds of entity: first how many there are and their states, so that all can name
/// each other, then what they hold, then what they do.
final class KindCompiler {
  private static final int MAX_ENTITIES = 100_000;
  private static final int MAX_PARTS = 1_000;
  private static final long USUAL_LIMIT = 1_000;
  private static final Pattern DICE =
      Pattern.compile("\\b(chance|int|uniform|(log)?normal|exponential|poisson|zipf|revert) *\\(");

  private final Problems problems;
  private final ValueCompiler compiler;
  private final Columns columns;
  private final Kinds kinds;
  private final EventCompiler events;
  private final BlueprintCompiler blueprint;
  private final Map<EntityKind, MappingReader> readers = new LinkedHashMap<>();

  KindCompiler(
      Problems problems,
      ValueCompiler compiler,
      Columns columns,
      Kinds kinds,
      EventCompiler events,
      BlueprintCompiler blueprint) {
    this.problems = problems;
    this.compiler = compiler;
    this.columns = columns;
    this.kinds = kinds;
    this.events = events;
    this.blueprint = blueprint;
  }

  void compile(MappingReader all) {
    Set<String> born = events.born();
    all.members().forEach((name, member) -> declare(name, member, born.contains(name)));
    readers.forEach(this::fields);
    readers.forEach(this::actions);
    readers.values().forEach(MappingReader::rejectUnknown);
  }

  static void mustBeName(String name, Place place, Problems problems) {
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,63}")) {
      problems.add(place, "a name has letters, digits and _, not '%s'".formatted(name));
    }
  }

  private static String hint(String name, Iterable<String> all) {
    List<String> names = new ArrayList<>();
    all.forEach(names::add);
    return Nearest.of(name, names).map(n -> "; did you mean '" + n + "'?").orElse("");
  }

  private void declare(String name, Node.Member member, boolean born) {
    MappingReader keys = MappingReader.of(member.value(), "the entity '" + name + "'", problems);
    mustBeName(name, member.keyPlace(), problems);
    EntityKind kind = kinds.add(name, population(name, keys, born));
    kind.weights =
        blueprint.perPhase(
            "entities",
            name,
            keys.number("weight", 0, BlueprintCompiler.MAX_WEIGHT).orElse(1.0),
            true);
    kind.states =
        keys
            .mapping("states")
            .map(states -> List.copyOf(states.members().keySet()))
            .filter(states -> !states.isEmpty())
            .orElse(List.of(""))
            .stream()
            .map(EntityKind.State::new)
            .toArray(EntityKind.State[]::new);
    readers.put(kind, keys);
  }

  private EntityKind.Population population(String name, MappingReader keys, boolean born) {
    Optional<String> of = keys.text("of");
    if (of.isPresent()) {
      return parts(keys, of.get());
    }
    int count = keys.integer("count", 0, MAX_ENTITIES).orElse(born ? 0L : 1L).intValue();
    boolean renew = keys.flag("renew").orElse(!born);
    int limit =
        keys.integer("limit", Math.max(1, count), MAX_ENTITIES)
            .orElse(Math.max(count, born ? USUAL_LIMIT : 1))
            .intValue();
    if (count == 0 && !born) {
      problems.add(
          keys.placeOf("count"),
          "no '%s' ever comes: the count is 0, and no event has {\"$new\": \"%s\"}"
              .formatted(name, name));
    }
    return new EntityKind.Population(count, limit, renew, born, Optional.empty(), 0);
  }

  /// So many of them come with each owner.
  private EntityKind.Population parts(MappingReader keys, String of) {
    Optional<EntityKind> owner = kinds.named(of);
    if (owner.isEmpty()) {
      problems.add(
          keys.placeOf("of"),
          "no entity '%s' is declared above this one%s".formatted(of, kinds.hint(of)));
    }
    int most = keys.integer("limit", 1, MAX_PARTS).orElseGet(() -> highest(keys)).intValue();
    int owners = owner.map(EntityKind::limit).orElse(1);
    int limit = Math.toIntExact(Math.min((long) owners * most, Integer.MAX_VALUE));
    if (limit > MAX_ENTITIES) {
      problems.add(
          keys.placeOf("of"),
          "%,d for each of %,d are more than %,d".formatted(most, owners, MAX_ENTITIES));
      limit = most;
    }
    boolean renew = keys.flag("renew").orElse(true);
    return new EntityKind.Population(0, limit, renew, false, owner, most);
  }

  /// The highest number that `count` says: 3, or the end of [1, 5].
  private Long highest(MappingReader keys) {
    Node count = keys.node("count").orElse(new Node.Scalar(keys.place(), Node.Kind.INTEGER, "1"));
    Node last =
        count instanceof Node.Sequence range && range.items().size() == 2
            ? range.items().getLast()
            : count;
    if (last instanceof Node.Scalar s
        && s.text().matches("[0-9]{1,4}")
        && Long.parseLong(s.text()) > 0) {
      return Long.parseLong(s.text());
    }
    problems.add(
        count.place(), "'count' is a number, two numbers [1, 5], or a formula beside a 'limit'");
    return 1L;
  }

  private void fields(EntityKind kind, MappingReader keys) {
    kind.owner().ifPresent(owner -> belongs(kind, owner, keys));
    Scope scope = Scope.atBirth(kind, blueprint.values());
    keys.mapping("fields")
        .ifPresent(
            fields -> fields.members().forEach((name, member) -> field(kind, name, member, scope)));
    kind.arrivals.add(Practice.of(kind.births.toArray(Change[]::new)));
  }

  private void field(EntityKind kind, String name, Node.Member member, Scope scope) {
    mustBeName(name, member.keyPlace(), problems);
    if (kind.fields.containsKey(name)) {
      problems.add(member.keyPlace(), "'%s' is the link to the owner".formatted(name));
      return;
    }
    Value value = compiler.value(member.value(), scope);
    Slot slot = columns.add(value.shape(), kind.limit() + 1, Slot.SELF);
    kind.births.add(new Assignment(slot, value));
    kind.fields.put(name, slot);
  }

  /// A part has a link to its owner, called as the owner's kind, and a number that the owner says.
  private void belongs(EntityKind kind, EntityKind owner, MappingReader keys) {
    Shape link = Shape.link(owner);
    Slot slot = columns.add(link, kind.limit() + 1, Slot.SELF);
    int most = kind.most();
    Value toOwner =
        new Value.Computed(link, world -> world.casts[owner.index()].link(world.self / most));
    kind.births.add(new Assignment(slot, toOwner));
    kind.fields.put(owner.name(), slot);
    Scope scope = Scope.atBirth(owner, blueprint.values());
    Optional<Node> count = keys.node("count");
    kind.size =
        count.isEmpty()
            ? new Term.Constant(1)
            : count.get() instanceof Node.Sequence range && range.items().size() == 2
                ? Functions.call(
                    "int",
                    range.items().stream().map(n -> compiler.formula(n, "count", scope)).toList())
                : compiler.formula(count.get(), "count", scope);
  }

  private void actions(EntityKind kind, MappingReader keys) {
    Optional<MappingReader> lifecycle =
        keys.mapping("states").filter(all -> !all.members().isEmpty());
    Optional<String> start = keys.text("start");
    Optional<Node.Sequence> actions = keys.sequence("actions");
    if (lifecycle.isPresent() && actions.isPresent()) {
      problems.add(
          keys.place(), "'%s' has both states and actions; give one".formatted(kind.name()));
    }
    if (lifecycle.isEmpty()) {
      state(kind, 0, keys);
      if (actions.isEmpty()) {
        // Somebody who only is there.
        kind.states[0].waits = true;
        kind.weights = new double[kind.weights.length];
      }
      return;
    }
    lifecycle
        .get()
        .members()
        .forEach(
            (name, member) -> {
              MappingReader one = MappingReader.of(member.value(), name, problems);
              int index = kind.state(name);
              kind.states[index].waits = one.flag("waits").orElse(false);
              state(kind, index, one);
              if (kind.states[index].waits && kind.states[index].actions.length > 0) {
                problems.add(
                    one.placeOf("waits"),
                    "who waits for others in '%s' has no actions there".formatted(name));
              }
              one.rejectUnknown();
            });
    kind.start = start.map(s -> state(s, kind, keys.placeOf("start"))).orElse(0);
    if (!kind.acts()) {
      kind.weights = new double[kind.weights.length];
    }
    if (kind.states[kind.start].isFinal()) {
      problems.add(
          keys.place(), "'%s' starts in a state in which it can do nothing".formatted(kind.name()));
    }
  }

  private int state(String name, EntityKind kind, Place place) {
    int index = kind.state(name);
    if (index < 0) {
      problems.add(place, "no state '%s'%s".formatted(name, hint(name, kind.stateNames())));
      return 0;
    }
    return index;
  }

  /// What is done in a state, and how long one rests there.
  private void state(EntityKind kind, int index, MappingReader keys) {
    EntityKind.State state = kind.states[index];
    Optional<Node> dwell = keys.node("dwell");
    Scope scope = new Scope(kind, blueprint.values());
    state.dwell = dwell.map(node -> Practice.of(compiler.formula(node, "dwell", scope)));
    List<Action> all = new ArrayList<>();
    Rates rates = new Rates();
    keys.sequence("actions")
        .ifPresent(
            list ->
                list.items().forEach(node -> action(kind, index, node, rates).ifPresent(all::add)));
    state.actions = all.toArray(Action[]::new);
    if (rates.count > 0) {
      if (rates.count < all.size() || dwell.isPresent()) {
        problems.add(
            keys.place(),
            "where an action has a 'rate', all of the state have one, and none a 'dwell'");
      } else {
        double mean = 1 / rates.sum;
        state.dwell =
            Optional.of(
                Practice.of(Functions.call("exponential", List.of(new Term.Constant(mean)))));
      }
    }
  }

  /// Transitions at so many a second: the first to come is the one that happens.
  private static final class Rates {
    private int count;
    private double sum;

    private double add(double rate) {
      count++;
      sum += rate;
      return rate;
    }
  }

  private Optional<Action> action(EntityKind kind, int state, Node node, Rates rates) {
    MappingReader keys = MappingReader.of(node, "an action", problems);
    Optional<String> event = keys.text("event");
    Optional<Double> rate = keys.number("rate", 1e-9, 1e9);
    Optional<Double> share = keys.number("weight", 0, BlueprintCompiler.MAX_WEIGHT);
    if (rate.isPresent() && share.isPresent()) {
      problems.add(keys.placeOf("rate"), "an action has a weight or a rate, not both");
    }
    double weight = rate.map(rates::add).or(() -> share).orElse(1.0);
    Scope scope = new Scope(kind, blueprint.values());
    Value.Formula guard =
        keys.node("when").map(n -> compiler.formula(n, "when", scope)).orElse(new Term.Constant(1));
    kind.chancy |= keys.node("when").map(KindCompiler::rollsDice).orElse(false);
    int to = keys.text("to").map(t -> state(t, kind, keys.placeOf("to"))).orElse(state);
    keys.rejectUnknown();
    if (event.isEmpty() || !events.names().contains(event.get())) {
      problems.add(
          keys.placeOf("event"),
          "an action needs the name of an event under 'events'"
              + event.map(name -> hint(name, events.names())).orElse(""));
      return Optional.empty();
    }
    double[] weights = blueprint.perPhase("events", event.get(), weight, true);
    EventCompiler.Happening happening = events.compile(event.get(), guard, scope);
    return Optional.of(new Action(event.get(), weights, happening.parts(), happening.moves(), to));
  }

  private static boolean rollsDice(Node guard) {
    return !(guard instanceof Node.Scalar formula) || DICE.matcher(formula.text()).find();
  }
}
