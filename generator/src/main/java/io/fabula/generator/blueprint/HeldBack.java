package io.fabula.generator.blueprint;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Events that have happened and are told later. Bounded in number and size; for one thread.
final class HeldBack {
  /// Where so much is held back, nothing more is.
  static final int MOST = 10_000;

  static final int MOST_BYTES = 16 << 20;

  /// A copy is told within so many events.
  static final int SOON = 8;

  /// Events out of order that follow each other at most.
  private static final int MOST_SWAPPED = 16;

  private final PriorityQueue<Held> late =
      new PriorityQueue<>(
          Comparator.comparingLong((Held held) -> held.due).thenComparingLong(held -> held.number));
  private final Deque<Held> swapped = new ArrayDeque<>();

  /// A copy for each of the next events, at the event's number.
  private final @Nullable Held[] copies = new Held[SOON];

  private int copied;
  private int bytes;
  private long event;
  private long number;
  private boolean followed;

  /// An event and when it is to be told, in nanoseconds of the story.
  static final class Held {
    final Optional<String> type;
    final byte[] data;
    private final long due;
    private final long number;

    private Held(Optional<String> type, byte[] data, long due, long number) {
      this.type = type;
      this.data = data;
      this.due = due;
      this.number = number;
    }
  }

  int count() {
    return late.size() + swapped.size() + copied;
  }

  boolean isEmpty() {
    return count() == 0;
  }

  /// Another event is about to be told.
  void nextEvent() {
    event++;
  }

  /// What happened last was told: what was to come after it may.
  void follow() {
    followed = true;
  }

  /// Whether there is room for data of this size.
  boolean takes(int size) {
    return count() < MOST && bytes + size <= MOST_BYTES;
  }

  /// To be told at `due` or later.
  void late(Optional<String> type, byte[] data, long due) {
    late.add(held(type, data, due));
  }

  /// To be told after the event that follows.
  ///
  /// @return whether there was room
  boolean swap(Optional<String> type, byte[] data) {
    if (swapped.size() >= MOST_SWAPPED) {
      return false;
    }
    followed = false;
    swapped.push(held(type, data, 0));
    return true;
  }

  /// To be told as the event that comes `after` events from now, or as another of those soon where
  /// that is promised to somebody.
  ///
  /// @param after from 1 to [#SOON]
  /// @return whether there was room
  boolean again(Optional<String> type, byte[] data, int after) {
    for (int i = 0; i < SOON; i++) {
      int place = (int) ((event + 1 + (after - 1 + i) % SOON) % SOON);
      if (copies[place] == null) {
        copies[place] = held(type, data, 0);
        copied++;
        return true;
      }
    }
    return false;
  }

  private Held held(Optional<String> type, byte[] data, long due) {
    bytes += data.length;
    return new Held(type, data, due, number++);
  }

  /// When the first of those that are late is due; [Long#MAX_VALUE] where none is.
  long firstLate() {
    Held first = late.peek();
    return first == null ? Long.MAX_VALUE : first.due;
  }

  /// What is to be told now.
  ///
  /// @param now nanoseconds of the story
  /// @param hurry whether the rest is told without waiting
  Optional<Held> take(long now, boolean hurry) {
    Held taken = copy(event);
    if (taken == null && (followed || hurry)) {
      taken = swapped.poll();
    }
    if (taken == null && (hurry || firstLate() <= now)) {
      taken = late.poll();
    }
    for (int i = 1; taken == null && hurry && i < SOON; i++) {
      taken = copy(event + i);
    }
    if (taken != null) {
      bytes -= taken.data.length;
    }
    return Optional.ofNullable(taken);
  }

  private @Nullable Held copy(long number) {
    int place = (int) (number % SOON);
    Held copy = copies[place];
    if (copy != null) {
      copies[place] = null;
      copied--;
    }
    return copy;
  }
}
