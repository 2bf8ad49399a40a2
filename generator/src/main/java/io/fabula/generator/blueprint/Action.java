package io.fabula.generator.blueprint;

import io.fabula.generator.blueprint.EntityKind.Assignment;
import io.fabula.generator.event.JsonBuffer;
import java.util.Optional;

/// What an entity can do in one state: it makes an event and may change the state.
///
/// What is done often is compiled to bytecode. Worlds on several threads may do that at the same
/// time, or not see yet that another one has: either deed does the same.
final class Action {
  /// So often it is asked for before it is compiled, which costs as much as some thousand events.
  private static final int OFTEN = 500;

  private final Optional<String> type;
  private final double[] weights;
  private final Deed.Parts parts;
  private final int to;
  private Deed deed;
  private int uses;

  /// @param weights share among the state's actions, per phase
  /// @param guard not zero where the action is possible
  /// @param before what changes before the data is written
  /// @param to the state that follows
  Action(
      String type, double[] weights, Value.Formula guard, Assignment[] before, Value data, int to) {
    this.type = Optional.of(type);
    this.weights = weights;
    this.parts = new Deed.Parts(guard, before, data);
    this.deed = parts;
    this.to = to;
  }

  double weight(World world) {
    double weight = weights[world.phase];
    if (!(weight > 0)) {
      return 0;
    }
    // Counted here and not where it runs: some guards are asked all the time and seldom say yes.
    if (uses < OFTEN && ++uses == OFTEN) {
      compile();
    }
    return deed.guard(world) != 0 ? weight : 0;
  }

  int to() {
    return to;
  }

  Optional<String> run(World world, JsonBuffer out) {
    deed.before(world);
    deed.data(world, out);
    return type;
  }

  /// From now on as bytecode.
  void compile() {
    deed = parts.compiled();
  }

  /// Never as bytecode.
  void interpret() {
    uses = OFTEN;
  }
}
