package io.fabula.generator.blueprint;

import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Place;
import java.util.Optional;

/// The generators that lead from one entity to others: links, and lists of what belongs to one.
final class LinkGenerators {
  private final ValueCompiler values;
  private final Kinds kinds;

  LinkGenerators(ValueCompiler values, Kinds kinds) {
    this.values = values;
    this.kinds = kinds;
  }

  /// A link to some entity of a kind, any but the one that acts; or to one of those who belong to
  /// an entity. With `when`, to one for whom that holds.
  Value pick(MappingReader keys, String path, Place place, Scope scope) {
    Optional<Scope.Parts> parts = scope.parts(path);
    if (parts.isPresent()) {
      EntityKind kind = parts.get().kind();
      Row owner = parts.get().owner();
      return link(
          kind,
          when(keys, kind, scope)
              .<Term>map(when -> new Search(kind, Optional.of(owner), when))
              .orElseGet(() -> new Term.PickOf(kind, owner)));
    }
    Optional<EntityKind> kind = kinds.named(path);
    if (kind.isEmpty()) {
      return unknown(path, place);
    }
    if (!scope.knows(kind.get())) {
      return values.refused(
          place,
          "no '%s' is there yet when a new one is made: declare '%s' above, or start with {\"$none\": \"%s\"}"
              .formatted(path, path, path));
    }
    return link(
        kind.get(),
        when(keys, kind.get(), scope)
            .<Term>map(when -> new Search(kind.get(), Optional.empty(), when))
            .orElseGet(() -> new Term.Pick(kind.get())));
  }

  /// What is asked of each candidate, in its names.
  private Optional<Value.Formula> when(MappingReader keys, EntityKind kind, Scope scope) {
    return keys.node("when").map(node -> values.formula(node, "when", scope.within(kind)));
  }

  /// A link to nobody.
  Value none(String name, Place place) {
    return kinds
        .named(name)
        .map(kind -> link(kind, new Term.Constant(kind.nobody())))
        .orElseGet(() -> unknown(name, place));
  }

  /// A list with an item for each that belongs to an entity.
  Value list(MappingReader keys, String path, Scope scope) {
    Optional<Scope.Parts> parts = scope.parts(path);
    if (parts.isEmpty()) {
      return values.refused(
          keys.placeOf("$list"),
          "$list needs a kind that belongs to an entity (\"of\"), such as line or order.line; '%s' is none"
              .formatted(path));
    }
    Value item = values.part(keys, "of", scope.within(parts.get().kind()));
    return new Value.Structure(new Aggregate.Listed(parts.get(), item));
  }

  private static Value link(EntityKind kind, Term term) {
    return new Value.Computed(Shape.link(kind), term);
  }

  private Value unknown(String name, Place place) {
    return values.refused(place, "there is no entity '%s'%s".formatted(name, kinds.hint(name)));
  }
}
