package io.fabula.generator.narrative;

/// How a story's events are spread over time. The rate says how many there are, and holds for each
/// of these: an interval is the time in which one event is due on average, whatever the rate at
/// that moment is. Immutable.
public sealed interface Arrival {
  /// Each event comes one interval after the one before.
  record Constant() implements Arrival {}

  /// A Poisson process: events know nothing of each other, and gaps are exponential with a mean of
  /// one interval.
  record Poisson() implements Arrival {}

  /// Events come in bursts of geometric size, within them [#SPACING] of an interval apart. The gaps
  /// between bursts are exponential, and long enough to make up for that.
  ///
  /// @param size how many events a burst has on average
  record Bursts(double size) implements Arrival {
    /// How far apart the events of a burst are, in intervals.
    public static final double SPACING = 0.1;

    /// The size where a narrative gives none.
    public static final double USUAL_SIZE = 10;

    /// So many that even at the lowest rate the next burst comes within weeks.
    public static final double MAX_SIZE = 10_000;

    public Bursts {
      if (!(size >= 1 && size <= MAX_SIZE)) {
        throw new IllegalArgumentException(
            "a burst has from 1 to %.0f events on average, not %s".formatted(MAX_SIZE, size));
      }
    }

    /// The mean of the gaps between bursts, in intervals: with it the mean of all gaps is one.
    public double meanGap() {
      return size - SPACING * (size - 1);
    }
  }
}
