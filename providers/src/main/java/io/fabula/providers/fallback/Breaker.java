package io.fabula.providers.fallback;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// A circuit breaker: whoever failed is left alone for a while, then tried with one call, and is
/// well again when that succeeds (M. Nygard, Release It!). For any thread.
final class Breaker {
  private final Duration cooldown;
  private final LongSupplier nanoTime;
  private State state = new State.Closed();

  /// @param cooldown how long a failure keeps it open
  /// @param nanoTime as [System#nanoTime]
  Breaker(Duration cooldown, LongSupplier nanoTime) {
    this.cooldown = cooldown;
    this.nanoTime = nanoTime;
  }

  private sealed interface State {
    record Closed() implements State {}

    /// Nobody enters before `until`.
    record Open(long until, String why) implements State {}

    /// One is trying; the others stay out.
    record HalfOpen(String why) implements State {}
  }

  /// Whether a call may be made now. Where the answer is yes, one of [#succeeded], [#failed] and
  /// [#abandoned] must follow.
  synchronized boolean enter() {
    return switch (state) {
      case State.Closed _ -> true;
      case State.HalfOpen _ -> false;
      case State.Open open -> {
        if (!over(open)) {
          yield false;
        }
        state = new State.HalfOpen(open.why());
        yield true;
      }
    };
  }

  /// Whether [#enter] would let somebody in.
  synchronized boolean admits() {
    return switch (state) {
      case State.Closed _ -> true;
      case State.HalfOpen _ -> false;
      case State.Open open -> over(open);
    };
  }

  private boolean over(State.Open open) {
    return open.until() - nanoTime.getAsLong() <= 0;
  }

  synchronized void succeeded() {
    state = new State.Closed();
  }

  /// @param longer to be left alone for, where that is longer than the cool-down
  synchronized void failed(String why, Duration longer) {
    Duration wait = longer.compareTo(cooldown) > 0 ? longer : cooldown;
    state = new State.Open(nanoTime.getAsLong() + wait.toNanos(), why);
  }

  /// The call came to nothing for reasons that say nothing about the other side.
  synchronized void abandoned() {
    if (state instanceof State.HalfOpen(String why)) {
      state = new State.Open(nanoTime.getAsLong(), why);
    }
  }

  /// Why nobody may enter; empty while all may.
  synchronized Optional<String> fault() {
    return switch (state) {
      case State.Closed _ -> Optional.empty();
      case State.HalfOpen half -> Optional.of(half.why());
      case State.Open open -> Optional.of(open.why());
    };
  }
}
