package io.fabula.bench.scenario;

import io.fabula.bench.process.Lab;
import io.fabula.bench.result.Goal;
import io.fabula.bench.result.Measurement;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What a benchmark is given.
///
/// @param rounds how often each figure is measured
/// @param lines takes what was measured
/// @param said takes how far it has come, for people who wait
public record Run(Lab lab, int rounds, Consumer<Measurement> lines, Consumer<String> said) {
  /// A figure beside that of a reference.
  void add(
      Scenario bench,
      String what,
      String unit,
      List<Double> ours,
      String reference,
      List<Double> theirs,
      Goal goal) {
    lines.accept(
        new Measurement(
            bench.name(),
            what,
            unit,
            ours,
            Optional.of(new Measurement.Reference(reference, theirs)),
            goal));
  }

  /// A figure that stands alone.
  void add(Scenario bench, String what, String unit, List<Double> ours, Goal goal) {
    lines.accept(Measurement.of(bench.name(), what, unit, ours, goal));
  }
}
