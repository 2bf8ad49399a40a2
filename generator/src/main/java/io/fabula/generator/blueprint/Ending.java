package io.fabula.generator.blueprint;

import io.fabula.generator.story.StoryClock;

/// Knows when a telling that ends by its count or its duration has no more events left than are
/// held back. For one thread.
final class Ending {
  /// Up to this moment of the story there is room for so many events.
  private long roomUntil = Long.MIN_VALUE;

  private long room;

  /// Whether the event at which the clock stands is one of the last `events`.
  boolean isNear(StoryClock clock, int events) {
    if (events == 0) {
      return false;
    }
    if (clock.lastSequence() - clock.sequence() < events) {
      return true;
    }
    if (clock.endNanos() == Long.MAX_VALUE
        || (clock.offsetNanos() <= roomUntil && events <= room)) {
      return false;
    }
    return !looked(clock, events);
  }

  /// Looks further ahead than is asked for, so that it need not look again soon.
  private boolean looked(StoryClock clock, int events) {
    StoryClock ahead = clock.copy();
    long more = 2L * events + 64;
    for (long i = 0; i < more; i++) {
      ahead.advance();
    }
    long until = ahead.offsetNanos();
    for (long i = 0; i < more; i++) {
      ahead.advance();
    }
    if (ahead.offsetNanos() < clock.endNanos()) {
      roomUntil = until;
      room = more;
      return true;
    }
    ahead = clock.copy();
    for (int i = 1; i < events + 1; i++) {
      ahead.advance();
    }
    return ahead.offsetNanos() < clock.endNanos();
  }
}
