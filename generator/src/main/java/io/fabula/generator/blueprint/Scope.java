package io.fabula.generator.blueprint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The names that a value may refer to at its place, from the nearest: values of this event, fields
/// of the acting entity, values that phases change, and what every event has.
final class Scope {
  static final String SELF = "self";
  static final String STATE = "state";

  private static final Map<String, Value> BUILT_IN =
      Map.of(
          "now", new Value.Computed(Shape.TIME, builtIn("now", Functions::now)),
          "elapsed", Value.number(3, builtIn("elapsed", Functions::elapsed)),
          "seq", Value.number(0, builtIn("seq", Functions::seq)),
          "index", Value.number(0, builtIn("index", Functions::index)),
          "number", Value.number(0, builtIn("number", Functions::number)));

  private final Map<String, Slot> locals = new LinkedHashMap<>();
  private final EntityKind kind;
  private final Map<String, Value> phaseValues;
  private final boolean atBirth;

  /// @param kind of the acting entity; its fields are read when a name is looked up
  /// @param phaseValues the blueprint's `values`
  Scope(EntityKind kind, Map<String, Value> phaseValues) {
    this(kind, phaseValues, false);
  }

  private Scope(EntityKind kind, Map<String, Value> phaseValues, boolean atBirth) {
    this.kind = kind;
    this.phaseValues = phaseValues;
    this.atBirth = atBirth;
  }

  /// The names for the first values of an entity that is being made.
  static Scope atBirth(EntityKind kind, Map<String, Value> phaseValues) {
    return new Scope(kind, phaseValues, true);
  }

  /// Whether the one who acts is of this kind.
  boolean isOf(EntityKind other) {
    return kind == other;
  }

  /// Whether entities of the kind can be there already.
  boolean knows(EntityKind other) {
    return !atBirth || other.first().index() < kind.first().index();
  }

  private static Term builtIn(String method, Value.Formula played) {
    return new Term.Call(method, (world, _) -> played.of(world), List.of());
  }

  /// The names for an entity of a part: its fields, and the values of this event.
  Scope within(EntityKind part) {
    Scope inner = new Scope(part, phaseValues);
    inner.locals.putAll(locals);
    return inner;
  }

  void local(String name, Slot slot) {
    locals.put(name, slot);
  }

  /// An entity that a path leads to: its kind, and its row.
  record Entity(EntityKind kind, Row row) {
    Optional<Slot> field(String name) {
      return Optional.ofNullable(kind.fields.get(name))
          .map(field -> new Slot(field.column(), row, field.shape()));
    }
  }

  /// The slot at a path such as `price` or `customer.name`.
  Optional<Slot> slot(String path) {
    int dot = path.lastIndexOf('.');
    String name = path.substring(dot + 1);
    return dot < 0
        ? Optional.ofNullable(locals.get(name)).or(() -> own().field(name))
        : entity(path.substring(0, dot)).flatMap(entity -> entity.field(name));
  }

  /// The entity that a path such as `trip.driver` leads to.
  Optional<Entity> entity(String path) {
    Optional<Slot> link = slot(path);
    if (link.isEmpty() && path.equals(SELF)) {
      return Optional.of(own());
    }
    return link.flatMap(
        slot -> slot.shape().to().map(to -> new Entity(to, new Row.Linked(slot.cell()))));
  }

  private Entity own() {
    return new Entity(kind, Slot.SELF);
  }

  /// A kind whose entities belong to another.
  record Parts(EntityKind kind, Row owner) {}

  /// The parts that a path such as `line`, in the events of their owner, or `order.line` means.
  Optional<Parts> parts(String path) {
    int dot = path.lastIndexOf('.');
    Optional<Entity> owner =
        dot >= 0 ? entity(path.substring(0, dot)) : atBirth ? Optional.empty() : Optional.of(own());
    return owner.flatMap(
        entity ->
            entity.kind().parts.stream()
                .filter(part -> part.name().equals(path.substring(dot + 1)))
                .findFirst()
                .map(part -> new Parts(part, entity.row())));
  }

  Optional<Value> value(String path) {
    return slot(path)
        .map(Slot::read)
        .or(() -> Optional.ofNullable(phaseValues.get(path)))
        .or(() -> Optional.ofNullable(BUILT_IN.get(path)))
        .or(() -> path.equals(SELF) ? Optional.of(self()) : Optional.empty())
        .or(() -> holderOfState(path).map(holder -> new Value.Text(new StateName(holder))));
  }

  private Value self() {
    return new Value.Computed(Shape.link(kind), builtIn("self", Functions::self));
  }

  /// Whose state a path such as `state` or `order.state` means.
  Optional<Entity> holderOfState(String path) {
    if (path.equals(STATE)) {
      return Optional.of(own());
    }
    int dot = path.lastIndexOf('.');
    return dot >= 0 && path.substring(dot + 1).equals(STATE)
        ? entity(path.substring(0, dot))
        : Optional.empty();
  }

  /// Every name that can be used without a dot.
  Set<String> names() {
    Set<String> names = new TreeSet<>(BUILT_IN.keySet());
    names.addAll(phaseValues.keySet());
    names.addAll(kind.fields.keySet());
    names.addAll(locals.keySet());
    return names;
  }

  /// The name of the state in which an entity is; nothing where it is gone.
  record StateName(Entity entity) implements Bytes {
    private static final byte[] NONE = {};

    @Override
    public byte[] of(World world) {
      int state = world.casts[entity.kind().index()].states[entity.row().of(world)];
      return state < 0 ? NONE : entity.kind().states[state].text;
    }
  }
}
