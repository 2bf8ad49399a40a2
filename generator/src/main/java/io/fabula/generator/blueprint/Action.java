package io.fabula.generator.blueprint;

import io.fabula.generator.event.JsonBuffer;
import java.util.List;
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
  private final List<Move> moves;
  private final int to;
  private Deed deed;
  private int uses;

  /// @param weights share among the state's actions, per phase
  /// @param parts its guard, what changes before the data is written, and the data
  /// @param moves who else comes into another state
  /// @param to the state that follows
  Action(String type, double[] weights, Deed.Parts parts, List<Move> moves, int to) {
    this.type = Optional.of(type);
    this.weights = weights;
    this.parts = parts;
    this.moves = moves;
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

  List<Move> moves() {
    return moves;
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
