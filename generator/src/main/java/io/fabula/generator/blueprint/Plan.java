package io.fabula.generator.blueprint;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A compiled blueprint. Immutable, shared by all its worlds.
///
/// @param kinds the kinds of entity in the order of declaration
/// @param columns what a world keeps
/// @param counters how many running numbers a world keeps
/// @param bags sizes of the bags that a world draws from
/// @param phases names of the phases that the blueprint knows; a world's phase is the index plus 1
/// @param events the types of event that can happen
record Plan(
    List<EntityKind> kinds,
    List<Column> columns,
    int counters,
    List<Integer> bags,
    List<String> phases,
    Set<String> events) {

  /// Rows that a world keeps of one field.
  record Column(Shape shape, int rows) {}

  /// Everything that anybody can do.
  Stream<Action> actions() {
    return kinds.stream()
        .flatMap(kind -> Arrays.stream(kind.states))
        .flatMap(state -> Arrays.stream(state.actions));
  }

  /// Everything that is compiled when it is done often.
  Stream<Practice> practices() {
    return Stream.of(
            actions().map(Action::practice),
            kinds.stream().flatMap(kind -> kind.arrivals.stream()),
            kinds.stream()
                .flatMap(kind -> Arrays.stream(kind.states))
                .flatMap(state -> state.dwell.stream()))
        .flatMap(all -> all);
  }

  /// The most actions that a state has.
  int mostActions() {
    return kinds.stream()
        .flatMap(kind -> Arrays.stream(kind.states))
        .mapToInt(state -> state.actions.length)
        .max()
        .orElse(0);
  }

  /// The most entities that an event moves.
  int mostMoves() {
    return actions().mapToInt(action -> action.moves().size()).max().orElse(0);
  }

  /// The sum of the kinds' weights in each phase.
  double[] totalWeights() {
    double[] totals = new double[phases.size() + 1];
    for (EntityKind kind : kinds) {
      for (int phase = 0; phase < totals.length; phase++) {
        totals[phase] += kind.weights[phase];
      }
    }
    return totals;
  }
}
