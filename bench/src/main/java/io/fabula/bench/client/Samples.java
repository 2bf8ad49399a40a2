package io.fabula.bench.client;

import java.util.Arrays;

/// Durations that were measured one by one, in nanoseconds; those beyond the room are not kept. For
/// one thread.
public final class Samples {
  private final long[] values;
  private int size;

  /// Room for so many.
  public Samples(int most) {
    values = new long[most];
  }

  /// Keeps one.
  public void add(long nanos) {
    if (size < values.length) {
      values[size++] = nanos;
    }
  }

  /// How many there are.
  public int size() {
    return size;
  }

  /// The value that so great a part of all do not exceed, in nanoseconds; 0 where there are none.
  ///
  /// @param part from 0 to 1
  public long percentile(double part) {
    long[] sorted = Arrays.copyOf(values, size);
    Arrays.sort(sorted);
    return size == 0 ? 0 : sorted[(int) Math.min(size - 1L, (long) Math.ceil(part * size))];
  }

  /// Adds all of these to others.
  public void copyTo(Samples others) {
    for (int i = 0; i < size; i++) {
      others.add(values[i]);
    }
  }
}
