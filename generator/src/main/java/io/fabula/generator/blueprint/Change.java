package io.fabula.generator.blueprint;

import io.fabula.generator.blueprint.EntityKind.Assignment;

/// What an event changes before its data is written.
sealed interface Change permits Assignment, Change.ForEach {
  void run(World world);

  /// The same for each of those who belong to an entity, in the names of each.
  record ForEach(Scope.Parts parts, Assignment assignment) implements Change {
    @Override
    public void run(World world) {
      world.each(parts.kind(), parts.owner().of(world), () -> assignment.run(world));
    }
  }
}
