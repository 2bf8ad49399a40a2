package io.fabula.generator.blueprint;

import io.fabula.generator.blueprint.EntityKind.Assignment;
import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Nearest;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Problems;
import io.fabula.generator.narrative.EventChecker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Compiles an event for each action that makes it, with the names of the entity that acts.
final class EventCompiler {
  private final Problems problems;
  private final ValueCompiler compiler;
  private final Columns columns;
  private final Kinds kinds;
  private final Map<String, Node.Member> events = new LinkedHashMap<>();
  private final Set<String> used = new LinkedHashSet<>();

  EventCompiler(Problems problems, ValueCompiler compiler, Columns columns, Kinds kinds) {
    this.problems = problems;
    this.compiler = compiler;
    this.columns = columns;
    this.kinds = kinds;
  }

  void define(String name, Node.Member event) {
    events.put(name, event);
  }

  Set<String> names() {
    return events.keySet();
  }

  /// The events that somebody makes.
  Set<String> used() {
    return used;
  }

  /// The kinds of which events bring new ones into the world.
  Set<String> born() {
    Set<String> born = new LinkedHashSet<>();
    for (Node.Member event : events.values()) {
      member(event.value(), "let")
          .ifPresent(
              let ->
                  let.members()
                      .values()
                      .forEach(
                          l ->
                              member(l.value(), "$new", Node.Scalar.class)
                                  .map(Node.Scalar::text)
                                  .ifPresent(born::add)));
    }
    return born;
  }

  private static Optional<Node.Mapping> member(Node node, String key) {
    return member(node, key, Node.Mapping.class);
  }

  private static <N extends Node> Optional<N> member(Node node, String key, Class<N> type) {
    return node instanceof Node.Mapping mapping && mapping.members().containsKey(key)
        ? Optional.of(mapping.members().get(key).value()).filter(type::isInstance).map(type::cast)
        : Optional.empty();
  }

  /// What an action does.
  ///
  /// @param guard as the action says it
  /// @param scope names of the entity that acts
  Happening compile(String name, Value.Formula guard, Scope scope) {
    used.add(name);
    Node.Member template = events.get(name);
    if (template == null) {
      throw new IllegalArgumentException("no event " + name);
    }
    MappingReader keys = MappingReader.of(template.value(), "the event '" + name + "'", problems);
    if (!name.matches(EventChecker.TYPE_NAME)) {
      problems.add(keys.place(), "'%s' is not the name of an event type".formatted(name));
    }
    Draft draft = new Draft(scope);
    keys.mapping("let").ifPresent(draft::let);
    keys.mapping("set").ifPresent(draft::set);
    Value data =
        keys.node("data")
            .map(node -> compiler.value(node, scope))
            .orElseGet(() -> Value.constant(Shape.JSON, "{}", Double.NaN));
    keys.rejectUnknown();
    return new Happening(
        new Deed.Parts(draft.guarded(guard), draft.before.toArray(Change[]::new), data),
        List.copyOf(draft.moves));
  }

  /// A compiled event.
  record Happening(Deed.Parts parts, List<Move> moves) {}

  /// One event for one kind, while it is compiled.
  private final class Draft {
    private final Scope scope;
    private final List<Change> before = new ArrayList<>();
    private final List<Move> moves = new ArrayList<>();
    private final Map<EntityKind, Integer> picked = new HashMap<>();
    private final Map<EntityKind, Integer> born = new LinkedHashMap<>();

    private Draft(Scope scope) {
      this.scope = scope;
    }

    /// An event that needs somebody, or room for somebody new, is not possible without.
    private Value.Formula guarded(Value.Formula guard) {
      Value.Formula all = guard;
      for (var entry : picked.entrySet()) {
        all = both(atLeast(entry.getKey(), Term.Population.LIVING, entry.getValue()), all);
      }
      for (var entry : born.entrySet()) {
        all = both(atLeast(entry.getKey(), Term.Population.VACANCIES, entry.getValue()), all);
      }
      return all;
    }

    private static Value.Formula both(Value.Formula a, Value.Formula b) {
      return b instanceof Term.Constant c && c.value() == 1 ? a : new Term.Both(a, b);
    }

    private static Value.Formula atLeast(EntityKind kind, String what, int count) {
      return new Term.Comparison(
          Term.Relation.AT_LEAST, new Term.Population(kind, what), new Term.Constant(count));
    }

    private void let(MappingReader let) {
      let.members()
          .forEach(
              (name, member) -> {
                KindCompiler.mustBeName(name, member.keyPlace(), problems);
                boolean isNew = member(member.value(), "$new", Node.class).isPresent();
                Value value = isNew ? born(member.value()) : compiler.value(member.value(), scope);
                member(member.value(), "$pick", Node.Scalar.class).ifPresent(this::needs);
                Slot slot = columns.add(value.shape(), 1, Slot.ONLY);
                before.add(new Assignment(slot, value));
                scope.local(name, slot);
              });
    }

    private void needs(Node.Scalar pick) {
      if (scope.parts(pick.text()).isPresent()) {
        return;
      }
      kinds
          .named(pick.text())
          .ifPresent(
              kind -> {
                int needed = scope.isOf(kind) ? 2 : 1;
                if (!kind.alwaysHas(needed)) {
                  picked.merge(kind, needed, Math::max);
                }
              });
    }

    /// Somebody new, whose fields begin with what stands under `set`, and else as declared.
    private Value born(Node node) {
      MappingReader keys = MappingReader.of(node, "$new", problems);
      String name = keys.text("$new").orElse("");
      Optional<MappingReader> set = keys.mapping("set");
      keys.rejectUnknown();
      Optional<EntityKind> kind = kinds.named(name).filter(k -> k.owner().isEmpty());
      if (kind.isEmpty()) {
        return compiler.refused(
            keys.placeOf("$new"),
            kinds.named(name).isPresent()
                ? "'%s' comes with the entity that it belongs to, and not alone".formatted(name)
                : "there is no entity '%s'%s".formatted(name, kinds.hint(name)));
      }
      born.merge(kind.get(), 1, Integer::sum);
      List<Assignment> births = new ArrayList<>(kind.get().births);
      set.ifPresent(fields -> fields.members().forEach((f, m) -> first(kind.get(), f, m, births)));
      Practice arrival = Practice.of(births.toArray(Change[]::new));
      kind.get().arrivals.add(arrival);
      return new Value.Computed(Shape.link(kind.get()), world -> world.bear(kind.get(), arrival));
    }

    /// A first value is computed by who acts, before the new one is there.
    private void first(EntityKind kind, String field, Node.Member member, List<Assignment> births) {
      Optional<Slot> own = Optional.ofNullable(kind.fields.get(field));
      if (own.isEmpty()) {
        problems.add(
            member.keyPlace(),
            "'%s' has no field '%s'%s"
                .formatted(kind.name(), field, hint(field, kind.fields.keySet())));
        return;
      }
      Value value = compiler.value(member.value(), scope);
      mustFit(field, own.get(), value, member.value());
      Slot kept = columns.add(own.get().shape(), 1, Slot.ONLY);
      before.add(new Assignment(kept, value));
      births.replaceAll(
          birth -> birth.slot().equals(own.get()) ? new Assignment(own.get(), kept.read()) : birth);
    }

    private void set(MappingReader set) {
      set.members()
          .forEach(
              (path, member) -> {
                Optional<Slot> slot = scope.slot(path);
                Optional<Scope.Entity> moved = scope.holderOfState(path);
                if (slot.isPresent()) {
                  before.add(assignment(path, slot.get(), member.value(), scope));
                } else if (moved.isPresent()) {
                  move(path, moved.get(), member);
                } else if (!setEach(path, member.value())) {
                  problems.add(
                      member.keyPlace(),
                      "no field '%s'%s".formatted(path, hint(path, scope.names())));
                }
              });
    }

    private Assignment assignment(String path, Slot slot, Node node, Scope names) {
      Value value = compiler.update(node, slot, names);
      mustFit(path, slot, value, node);
      return new Assignment(slot, value);
    }

    /// Of a path such as `line.price` or `order.line.price` the field of each line; the value is in
    /// the names of the line. False where the path leads to nothing of this kind.
    private boolean setEach(String path, Node node) {
      for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
        Optional<Scope.Parts> parts = scope.parts(path.substring(0, dot));
        if (parts.isPresent()) {
          Scope inner = scope.within(parts.get().kind());
          Optional<Slot> slot = inner.slot(path.substring(dot + 1));
          slot.ifPresent(
              s -> before.add(new Change.ForEach(parts.get(), assignment(path, s, node, inner))));
          return slot.isPresent();
        }
      }
      return false;
    }

    private void move(String path, Scope.Entity entity, Node.Member member) {
      EntityKind kind = entity.kind();
      String state = member.value() instanceof Node.Scalar s ? s.text() : "";
      int index = kind.state(state);
      if (!(entity.row() instanceof Row.Linked linked)) {
        problems.add(member.keyPlace(), "the state of who acts changes by 'to' in the action");
      } else if (index < 0) {
        problems.add(
            member.value().place(),
            "'%s' needs the name of a state of '%s'%s"
                .formatted(path, kind.name(), hint(state, kind.stateNames())));
      } else {
        moves.add(new Move(linked.link(), kind, index));
      }
    }

    private void mustFit(String path, Slot slot, Value value, Node node) {
      if (!slot.shape().takes(value.shape()) && !ValueCompiler.failed(value)) {
        problems.add(
            node.place(),
            "'%s' is %s and cannot become %s".formatted(path, slot.shape(), value.shape()));
      }
    }
  }

  private static String hint(String name, Iterable<String> all) {
    List<String> names = new ArrayList<>();
    all.forEach(names::add);
    return Nearest.of(name, names).map(n -> "; did you mean '" + n + "'?").orElse("");
  }
}
