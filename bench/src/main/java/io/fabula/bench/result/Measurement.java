package io.fabula.bench.result;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// One line of the table: a figure of ours, one value a round, beside that of a reference in the
/// same rounds.
///
/// @param bench the benchmark that measured it
/// @param what what the figure is of
/// @param unit what it counts
/// @param ours at least one value
public record Measurement(
    String bench,
    String what,
    String unit,
    List<Double> ours,
    Optional<Reference> reference,
    Goal goal) {
  public Measurement {
    ours = List.copyOf(ours);
    if (ours.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured of " + what);
    }
  }

  /// The same of somebody else.
  ///
  /// @param name who
  public record Reference(String name, List<Double> values) {
    public Reference {
      values = List.copyOf(values);
    }

    /// The middle value.
    public double median() {
      return Measurement.median(values);
    }
  }

  /// A figure that stands alone.
  public static Measurement of(
      String bench, String what, String unit, List<Double> ours, Goal goal) {
    return new Measurement(bench, what, unit, ours, Optional.empty(), goal);
  }

  /// The middle value.
  public double median() {
    return median(ours);
  }

  /// How far the values lie apart, as part of the median.
  public double spread() {
    double least = ours.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    double most = ours.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    return median() == 0 ? 0 : (most - least) / median();
  }

  /// Our median as part of the reference's.
  public OptionalDouble ratio() {
    return reference.isPresent() && reference.get().median() != 0
        ? OptionalDouble.of(median() / reference.get().median())
        : OptionalDouble.empty();
  }

  /// Whether the goal is reached.
  public boolean met() {
    return goal.met(this);
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
