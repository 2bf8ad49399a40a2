package io.fabula.generator.batch;

/// Measures how far ahead of need a call must be made so that nobody waits: had the events of a
/// call been needed at the stream's rate from its start on, how late would the latest have been?
/// The worst of the latest calls counts. Guarded by its owner's lock.
final class Lead {
  private static final double DECAY = 0.7;
  private static final double SAFETY = 1.25;

  private double seconds;

  /// Starts to measure a call.
  Measure call(long nanos) {
    return new Measure(nanos);
  }

  /// How many events must still be to come when the next call starts.
  int events(double rate) {
    return (int) Math.min(1_000_000, Math.ceil(seconds * SAFETY * rate)) + 1;
  }

  /// The events of one call as they come.
  final class Measure {
    private final long startNanos;
    private double worst;
    private int arrived;

    private Measure(long startNanos) {
      this.startNanos = startNanos;
    }

    void eventArrives(long nanos, double rate) {
      // The rate is 0 at the foot of a ramp.
      double late = (nanos - startNanos) / 1e9 - (arrived == 0 ? 0 : arrived / rate);
      worst = Math.max(worst, late);
      seconds = Math.max(seconds, worst);
      arrived++;
    }

    /// Events of this call so far.
    int arrived() {
      return arrived;
    }

    void ends() {
      seconds = Math.max(worst, seconds * DECAY);
    }
  }
}
