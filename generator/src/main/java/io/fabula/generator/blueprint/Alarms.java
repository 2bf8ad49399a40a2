package io.fabula.generator.blueprint;

import java.util.Arrays;

/// Times at which rows are due: a binary heap that knows where each row stands in it, so that any
/// alarm can be cancelled.
final class Alarms {
  private static final int NONE = -1;

  private final long[] times;
  private final int[] heap;
  private final int[] places;
  private int size;

  /// @param rows 0 where no alarm is ever set
  Alarms(int rows) {
    times = new long[rows];
    heap = new int[rows];
    places = new int[rows];
    Arrays.fill(places, NONE);
  }

  /// The earliest time set, [Cast#NEVER] where there is none.
  long earliest() {
    return size == 0 ? Cast.NEVER : times[heap[0]];
  }

  /// The row of the earliest time; of equal times, that of the lowest row.
  int first() {
    return heap[0];
  }

  /// Sets the row's only alarm; it has none before.
  void set(int row, long time) {
    times[row] = time;
    rise(size++, row);
  }

  /// The row has no alarm from now on.
  void cancel(int row) {
    if (size == 0 || places[row] == NONE) {
      return;
    }
    int place = places[row];
    places[row] = NONE;
    size--;
    int last = heap[size];
    if (last != row) {
      sink(place, last);
      if (places[last] == place) {
        rise(place, last);
      }
    }
  }

  private boolean before(int a, int b) {
    return times[a] < times[b] || (times[a] == times[b] && a < b);
  }

  private void rise(int from, int row) {
    int place = from;
    while (place > 0 && before(row, heap[(place - 1) / 2])) {
      put(place, heap[(place - 1) / 2]);
      place = (place - 1) / 2;
    }
    put(place, row);
  }

  private void sink(int from, int row) {
    int place = from;
    while (2 * place + 1 < size) {
      int child = 2 * place + 1;
      if (child + 1 < size && before(heap[child + 1], heap[child])) {
        child++;
      }
      if (!before(heap[child], row)) {
        break;
      }
      put(place, heap[child]);
      place = child;
    }
    put(place, row);
  }

  private void put(int place, int row) {
    heap[place] = row;
    places[row] = place;
  }
}
