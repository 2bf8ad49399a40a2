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
  private static final Map<String, Value> BUILT_IN =
      Map.of(
          "now", new Value.Computed(Shape.TIME, builtIn("now", Functions::now)),
          "elapsed", Value.number(3, builtIn("elapsed", Functions::elapsed)),
          "seq", Value.number(0, builtIn("seq", Functions::seq)),
          "index", Value.number(0, builtIn("index", Functions::index)),
          "number", Value.number(0, builtIn("number", Functions::number)));

  private final Map<String, Slot> locals = new LinkedHashMap<>();
  private final Map<String, Slot> fields;
  private final Map<String, Value> phaseValues;

  /// @param fields of the acting entity; read when a name is looked up
  /// @param phaseValues the blueprint's `values`
  Scope(Map<String, Slot> fields, Map<String, Value> phaseValues) {
    this.fields = fields;
    this.phaseValues = phaseValues;
  }

  private static Term builtIn(String method, Value.Formula played) {
    return new Term.Call(method, (world, _) -> played.of(world), List.of());
  }

  void local(String name, Slot slot) {
    locals.put(name, slot);
  }

  /// The slot at a path such as `price` or `customer.name`.
  Optional<Slot> slot(String path) {
    int dot = path.indexOf('.');
    String head = dot < 0 ? path : path.substring(0, dot);
    Optional<Slot> slot =
        Optional.ofNullable(locals.get(head)).or(() -> Optional.ofNullable(fields.get(head)));
    return dot < 0 ? slot : slot.flatMap(s -> linked(s, path.substring(dot + 1)));
  }

  /// Follows a link: the row of the field is what the link holds.
  private static Optional<Slot> linked(Slot link, String path) {
    int dot = path.indexOf('.');
    String head = dot < 0 ? path : path.substring(0, dot);
    Row row = new Row.Linked(link.cell());
    Optional<Slot> field =
        link.shape()
            .to()
            .map(kind -> kind.fields.get(head))
            .map(target -> new Slot(target.column(), row, target.shape()));
    return dot < 0 ? field : field.flatMap(f -> linked(f, path.substring(dot + 1)));
  }

  Optional<Value> value(String path) {
    return slot(path)
        .map(Slot::read)
        .or(() -> Optional.ofNullable(phaseValues.get(path)))
        .or(() -> Optional.ofNullable(BUILT_IN.get(path)));
  }

  /// Every name that can be used without a dot.
  Set<String> names() {
    Set<String> names = new TreeSet<>(BUILT_IN.keySet());
    names.addAll(phaseValues.keySet());
    names.addAll(fields.keySet());
    names.addAll(locals.keySet());
    return names;
  }
}
