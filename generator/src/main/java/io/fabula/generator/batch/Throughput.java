package io.fabula.generator.batch;

import java.util.OptionalDouble;

/// How many events a second one call after the other brings. Guarded by its owner's lock.
final class Throughput {
  private static final double WEIGHT = 0.5;
  private static final int FEW = 2;

  private double perSecond;
  private int calls;

  /// A call has brought so many events; too few tell nothing.
  void callEnded(int events, long nanos) {
    if (events < FEW) {
      return;
    }
    double measured = events / Math.max(nanos / 1e9, 1e-6);
    perSecond = calls == 0 ? measured : WEIGHT * measured + (1 - WEIGHT) * perSecond;
    calls++;
  }

  /// Events a second of one writer; empty before the first call has ended.
  OptionalDouble perSecond() {
    return calls == 0 ? OptionalDouble.empty() : OptionalDouble.of(perSecond);
  }

  /// What so many writers keep, where that is less than `rate`; known after two calls, because the
  /// first may have been slow for reasons of its own.
  OptionalDouble shortOf(double rate, int writers) {
    double kept = perSecond * writers;
    return calls >= 2 && kept < 0.95 * rate ? OptionalDouble.of(kept) : OptionalDouble.empty();
  }
}
