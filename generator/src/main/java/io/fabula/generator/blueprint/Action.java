package io.fabula.generator.blueprint;

import io.fabula.generator.event.JsonBuffer;
import java.util.List;
import java.util.Optional;

/// What an entity can do in one state: it makes an event and may change the state.
final class Action {
  private final Optional<String> type;
  private final double[] weights;
  private final boolean always;
  private final Practice practice;
  private final List<Move> moves;
  private final int to;

  /// @param weights share among the state's actions, per phase
  /// @param parts its guard, what changes before the data is written, and the data
  /// @param moves who else comes into another state
  /// @param to the state that follows
  Action(String type, double[] weights, Deed.Parts parts, List<Move> moves, int to) {
    this.type = Optional.of(type);
    this.weights = weights;
    this.always = parts.isAlwaysPossible();
    this.practice = new Practice(parts);
    this.moves = moves;
    this.to = to;
  }

  double weight(World world) {
    double weight = weights[world.phase];
    if (!(weight > 0)) {
      return 0;
    }
    return always || practice.deed().guard(world) != 0 ? weight : 0;
  }

  int to() {
    return to;
  }

  List<Move> moves() {
    return moves;
  }

  Practice practice() {
    return practice;
  }

  Optional<String> run(World world, JsonBuffer out) {
    Deed deed = practice.deed();
    deed.before(world);
    deed.data(world, out);
    return type;
  }
}
