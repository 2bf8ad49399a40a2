package io.fabula.generator.batch;

/// Measures how far ahead of need a call must be made so that nobody waits: had the events of a
/// call been needed at the stream's rate from its start on, how late would the latest have been?
/// Guarded by its owner's lock.
final class Lead {
  private static final double DECAY = 0.7;
  private static final double SAFETY = 1.25;

  private double before;
  private double current;
  private long startNanos;
  private int arrived;

  void callStarts(long nanos) {
    before = Math.max(current, before * DECAY);
    current = 0;
    startNanos = nanos;
    arrived = 0;
  }

  void eventArrives(long nanos, double rate) {
    // The rate is 0 at the foot of a ramp.
    double late = (nanos - startNanos) / 1e9 - (arrived == 0 ? 0 : arrived / rate);
    current = Math.max(current, late);
    arrived++;
  }

  /// Events of this call so far.
  int arrived() {
    return arrived;
  }

  /// How many events must still be waiting when the next call starts.
  int events(double rate) {
    return (int) Math.min(1_000_000, Math.ceil(Math.max(before, current) * SAFETY * rate)) + 1;
  }
}
