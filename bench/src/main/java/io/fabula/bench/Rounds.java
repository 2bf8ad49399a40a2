package io.fabula.bench;

import java.util.Arrays;
import java.util.Locale;

/// Measures work on one thread: warm-up, then rounds of about a second, of which the median counts.
final class Rounds {
  private static final long WARM_UP = 4_000_000_000L;
  private static final int ROUNDS = 7;
  private static final long ROUND = 1_000_000_000L;
  private static final int BLOCK = 10_000;

  private Rounds() {}

  /// Makes events.
  @FunctionalInterface
  interface Work {
    /// Makes so many events.
    ///
    /// @return their bytes
    long run(int events) throws InterruptedException;
  }

  /// What was measured.
  ///
  /// @param perSecond events a second, the median of all rounds
  /// @param spread how far the rounds lie apart, as part of the median
  record Result(double bytesAnEvent, double perSecond, double spread) {
    String row(String name) {
      return String.format(
          Locale.ROOT, "%-24s %7.0f %12.0f %6.0f %%", name, bytesAnEvent, perSecond, spread * 100);
    }
  }

  static String head() {
    return String.format("%-24s %7s %12s %8s", "", "bytes", "events/s", "spread");
  }

  static Result measure(Work work) throws InterruptedException {
    return measure(work, BLOCK);
  }

  /// @param block events between two looks at the clock
  static Result measure(Work work, int block) throws InterruptedException {
    for (long start = System.nanoTime(); System.nanoTime() - start < WARM_UP; ) {
      work.run(block);
    }
    double[] rates = new double[ROUNDS];
    long bytes = 0;
    long events = 0;
    for (int i = 0; i < ROUNDS; i++) {
      long before = events;
      long start = System.nanoTime();
      long passed = 0;
      while (passed < ROUND) {
        bytes += work.run(block);
        events += block;
        passed = System.nanoTime() - start;
      }
      rates[i] = (events - before) * 1e9 / passed;
    }
    Arrays.sort(rates);
    double median = rates[ROUNDS / 2];
    return new Result((double) bytes / events, median, (rates[ROUNDS - 1] - rates[0]) / median);
  }
}
