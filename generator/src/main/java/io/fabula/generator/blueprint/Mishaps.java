package io.fabula.generator.blueprint;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How likely each mishap is, in each phase. Immutable.
final class Mishaps {
  private final List<Odds> byPhase;

  /// @param byPhase the first where no phase says otherwise, then one for each phase of the plan
  Mishaps(List<Odds> byPhase) {
    this.byPhase = List.copyOf(byPhase);
  }

  /// The odds in a phase.
  ///
  /// @param phase index of the phase in the plan plus 1; 0 for none
  Odds in(int phase) {
    return byPhase.get(phase);
  }

  /// The odds at a time.
  ///
  /// @param chances probabilities, which add up to 1 at most
  /// @param lateSeconds by how much a late event is late on average
  record Odds(Map<Mishap, Double> chances, double lateSeconds) {
    static final double USUAL_LATE_SECONDS = 5;
    static final Odds NONE = new Odds(Map.of(), USUAL_LATE_SECONDS);

    Odds {
      // In the order of declaration: sums of doubles depend on it.
      EnumMap<Mishap, Double> ordered = new EnumMap<>(Mishap.class);
      ordered.putAll(chances);
      chances = Collections.unmodifiableMap(ordered);
    }

    double sum() {
      return chances.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /// What happens to an event.
    ///
    /// @param unit a draw from 0 up to 1
    Optional<Mishap> draw(double unit) {
      double left = unit;
      for (Map.Entry<Mishap, Double> chance : chances.entrySet()) {
        left -= chance.getValue();
        if (left < 0) {
          return Optional.of(chance.getKey());
        }
      }
      return Optional.empty();
    }
  }
}
