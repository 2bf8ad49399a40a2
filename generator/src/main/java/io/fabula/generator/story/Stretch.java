package io.fabula.generator.story;

/// A part of a story in which the rate changes steadily at first and then stays. Says when how many
/// events have happened, in closed form, by exactly rounded operations only. Immutable.
///
/// @param from where it starts, in nanoseconds of the story
/// @param until where it ends
/// @param first events a second at its start
/// @param last events a second after the ramp
/// @param ramp how many seconds the rate takes from the first to the last
record Stretch(long from, long until, double first, double last, double ramp) {
  static final long NEVER = Long.MAX_VALUE;

  private static final double NANOS = 1e9;

  /// When `events` have happened, in nanoseconds of the story.
  long due(double events) {
    return from + Math.round(timeOf(events) * NANOS);
  }

  /// Events that have happened at `offset`, which is not before the start.
  double eventsAt(long offset) {
    double seconds = (offset - from) / NANOS;
    if (seconds >= ramp) {
      return (first + last) / 2 * ramp + (seconds - ramp) * last;
    }
    return first * seconds + (last - first) / (2 * ramp) * seconds * seconds;
  }

  /// Events a second at `offset`.
  double rateAt(long offset) {
    double seconds = Math.max(0, offset - from) / NANOS;
    return seconds >= ramp ? last : first + (last - first) * seconds / ramp;
  }

  /// The same stretch, so many nanoseconds later.
  Stretch shifted(long nanos) {
    return new Stretch(later(from, nanos), later(until, nanos), first, last, ramp);
  }

  /// Seconds from the start until `events` have happened.
  private double timeOf(double events) {
    double inRamp = (first + last) / 2 * ramp;
    if (events >= inRamp) {
      return ramp + (events - inRamp) / last;
    }
    if (events <= 0) {
      return 0;
    }
    double slope = (last - first) / (2 * ramp);
    return 2 * events / (first + Math.sqrt(first * first + 4 * slope * events));
  }

  static long later(long start, long nanos) {
    return start > NEVER - nanos ? NEVER : start + nanos;
  }
}
