package io.fabula.server.app;

import io.fabula.server.config.RateLimit;
import java.util.function.LongSupplier;

/// What one connection may still say: a bucket that holds `burst` messages and fills at the limit's
/// rate, kept as the one number of the generic cell rate algorithm (ITU-T I.371). Guava's
/// RateLimiter saves up one second of its rate at most, so it could not let a minute's worth come
/// at once. For the thread that reads the connection.
final class Allowance {
  private final LongSupplier nanos;
  private final long each;
  private final long most;
  private boolean spent;
  private long owed;
  private long before;

  /// A full bucket.
  ///
  /// @param nanos a clock that only runs forward, in nanoseconds
  Allowance(RateLimit limit, LongSupplier nanos) {
    this.nanos = nanos;
    this.each = limit.per().toNanos() / limit.messages();
    this.most = each * limit.burst();
    this.before = nanos.getAsLong();
  }

  /// Whether another message is within the limit, which it then counts against. One beyond it costs
  /// nothing, so who goes on too fast still gets the limit's rate through.
  boolean take() {
    if (spent) {
      return false;
    }
    long now = nanos.getAsLong();
    owed = Math.max(0, owed - (now - before));
    before = now;
    if (owed > most - each) {
      return false;
    }
    owed += each;
    return true;
  }

  /// Nothing is within the limit any more.
  void end() {
    spent = true;
  }
}
