package io.fabula.server.interactive;

import java.time.Duration;

/// Moments at equal distances, counted from the first, so that nothing adds up. A moment that has
/// passed while nobody could look is left out. For one thread.
final class Timetable {
  private final long start;
  private final long interval;
  private long beat;

  /// @param start in nanoseconds of any clock; the first moment is one interval later
  Timetable(Duration interval, long start) {
    this.interval = interval.toNanos();
    this.start = start;
  }

  /// A timetable that begins now.
  static Timetable now(Duration interval) {
    return new Timetable(interval, System.nanoTime());
  }

  /// The next moment: later than the one before, and the last one that is due where several are.
  ///
  /// @param now in nanoseconds of the clock that `start` was taken from
  long next(long now) {
    beat = Math.max(beat + 1, (now - start) / interval);
    return start + beat * interval;
  }

  /// Waits for the next moment.
  void await() throws InterruptedException {
    long now = System.nanoTime();
    long left = next(now) - now;
    if (left > 0) {
      Thread.sleep(Duration.ofNanos(left));
    }
  }
}
