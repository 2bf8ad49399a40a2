package io.fabula.server.interactive;

import java.time.Duration;

/// Moments at equal distances, counted from the first, so that nothing adds up. A moment that has
/// passed while nobody could look is left out. For one thread.
final class Timetable {
  private final long start = System.nanoTime();
  private final long interval;
  private long beat;

  Timetable(Duration interval) {
    this.interval = interval.toNanos();
  }

  /// Waits for the next moment.
  void await() throws InterruptedException {
    long passed = System.nanoTime() - start;
    beat = Math.max(beat + 1, passed / interval);
    long left = start + beat * interval - System.nanoTime();
    if (left > 0) {
      Thread.sleep(Duration.ofNanos(left));
    }
  }
}
