package io.fabula.bench.scenario;

import io.fabula.bench.client.Crowd;
import io.fabula.bench.client.Samples;
import java.util.Arrays;

/// When the messages of one client came, beside when they were due: message k at k divided by the
/// rate. What all share (the way through the system, and what is early by nothing) is taken out:
/// the promptest message counts as punctual.
final class Schedule implements Crowd.Arrivals {
  private final double rate;
  private long[] counts = new long[1 << 12];
  private long[] nanos = new long[1 << 12];
  private int size;
  private long total;

  Schedule(double rate) {
    this.rate = rate;
  }

  @Override
  public void came(int client, int count, long at) {
    if (size == counts.length) {
      counts = Arrays.copyOf(counts, 2 * size);
      nanos = Arrays.copyOf(nanos, 2 * size);
    }
    total += count;
    counts[size] = total;
    nanos[size++] = at;
  }

  /// How far the measured rate is from the one asked for, in percent.
  double error() {
    double measured = (counts[size - 1] - counts[0]) * 1e9 / (nanos[size - 1] - nanos[0]);
    return Math.abs(measured / rate - 1) * 100;
  }

  /// How late each message was.
  Samples lateness() {
    double least = Double.MAX_VALUE;
    for (int i = 0; i < size; i++) {
      least = Math.min(least, nanos[i] - due(counts[i]));
    }
    Samples late = new Samples((int) Math.min(total, Integer.MAX_VALUE - 8));
    long told = 0;
    for (int i = 0; i < size; i++) {
      for (long k = told + 1; k <= counts[i]; k++) {
        late.add(Math.round(nanos[i] - due(k) - least));
      }
      told = counts[i];
    }
    return late;
  }

  private double due(long k) {
    return (k - 1) * 1e9 / rate;
  }
}
