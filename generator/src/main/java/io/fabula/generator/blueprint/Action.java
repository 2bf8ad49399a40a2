package io.fabula.generator.blueprint;

import io.fabula.generator.blueprint.EntityKind.Assignment;
import io.fabula.generator.event.JsonBuffer;
import java.util.Optional;

/// What an entity can do in one state: it makes an event and may change the state.
final class Action {
  private final Optional<String> type;
  private final double[] weights;
  private final Value.Formula guard;
  private final Assignment[] before;
  private final Value data;
  private final int to;

  /// @param weights share among the state's actions, per phase
  /// @param guard not zero where the action is possible
  /// @param before what changes before the data is written
  /// @param to the state that follows
  Action(
      String type, double[] weights, Value.Formula guard, Assignment[] before, Value data, int to) {
    this.type = Optional.of(type);
    this.weights = weights;
    this.guard = guard;
    this.before = before;
    this.data = data;
    this.to = to;
  }

  double weight(World world) {
    double weight = weights[world.phase];
    return weight > 0 && guard.of(world) != 0 ? weight : 0;
  }

  int to() {
    return to;
  }

  Optional<String> run(World world, JsonBuffer out) {
    for (Assignment assignment : before) {
      assignment.run(world);
    }
    data.json(world, out);
    return type;
  }
}
