package io.fabula.generator.blueprint;

import io.fabula.generator.document.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The kinds of a blueprint by name. All are known before the first is compiled, so that an event
/// can name any. For the compiler only.
final class Kinds {
  private final Map<String, EntityKind> kinds = new LinkedHashMap<>();

  EntityKind add(String name, EntityKind.Population population) {
    EntityKind kind = new EntityKind(name, kinds.size(), population);
    kinds.put(name, kind);
    return kind;
  }

  Optional<EntityKind> named(String name) {
    return Optional.ofNullable(kinds.get(name));
  }

  Set<String> names() {
    return kinds.keySet();
  }

  List<EntityKind> all() {
    return List.copyOf(kinds.values());
  }

  /// Words behind "there is no entity 'x'".
  String hint(String name) {
    return Nearest.of(name, names())
        .map(nearest -> "; did you mean '" + nearest + "'?")
        .orElseGet(() -> names().isEmpty() ? "" : "; there are " + String.join(", ", names()));
  }
}
