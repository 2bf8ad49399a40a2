package io.fabula.generator.blueprint;

import java.util.Arrays;

/// Times at which rows are due: a heap of four branches that knows where each row stands in it, so
/// that any alarm can be cancelled.
final class Alarms {
  private static final int NONE = -1;
  private static final int BRANCHES = 4;

  /// By the place in the heap.
  private final long[] times;

  private final int[] rows;

  /// By the row.
  private final int[] places;

  private int size;

  /// @param rows 0 where no alarm is ever set
  Alarms(int rows) {
    this.times = new long[rows];
    this.rows = new int[rows];
    this.places = new int[rows];
    Arrays.fill(places, NONE);
  }

  /// The earliest time set, [Cast#NEVER] where there is none.
  long earliest() {
    return size == 0 ? Cast.NEVER : times[0];
  }

  /// The row of the earliest time; of equal times, that of the lowest row.
  int first() {
    return rows[0];
  }

  /// Sets the row's only alarm; it has none before.
  void set(int row, long time) {
    rise(size++, row, time);
  }

  /// The row has no alarm from now on.
  void cancel(int row) {
    if (size == 0 || places[row] == NONE) {
      return;
    }
    int place = places[row];
    places[row] = NONE;
    size--;
    if (place < size) {
      // The last one fills the gap, or is sent where it belongs.
      int last = rows[size];
      long time = times[size];
      rise(sink(place, last, time), last, time);
    }
  }

  private static boolean before(long time, int row, long otherTime, int otherRow) {
    return time < otherTime || (time == otherTime && row < otherRow);
  }

  /// Puts a row at a place, or above it.
  private void rise(int from, int row, long time) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) / BRANCHES;
      if (!before(time, row, times[parent], rows[parent])) {
        break;
      }
      put(place, rows[parent], times[parent]);
      place = parent;
    }
    put(place, row, time);
  }

  /// Makes room for a row at a place or below it; answers where.
  private int sink(int from, int row, long time) {
    int place = from;
    while (BRANCHES * place + 1 < size) {
      int child = firstBelow(place);
      if (!before(times[child], rows[child], time, row)) {
        break;
      }
      put(place, rows[child], times[child]);
      place = child;
    }
    return place;
  }

  private int firstBelow(int place) {
    int first = BRANCHES * place + 1;
    int end = Math.min(first + BRANCHES, size);
    int least = first;
    long time = times[first];
    for (int child = first + 1; child < end; child++) {
      long other = times[child];
      boolean earlier = other < time || (other == time && rows[child] < rows[least]);
      least = earlier ? child : least;
      time = Math.min(time, other);
    }
    return least;
  }

  private void put(int place, int row, long time) {
    times[place] = time;
    rows[place] = row;
    places[row] = place;
  }
}
