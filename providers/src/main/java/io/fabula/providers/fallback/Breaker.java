package io.fabula.providers.fallback;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// A circuit breaker: whoever failed is left alone for a while, then tried with one call, and is
/// well again when that succeeds (M. Nygard, Release It!). For any thread.
///
/// Each call holds a pass, which tells calls from before a failure from those behind it: what was
/// under way when the breaker opened neither closes it nor ends somebody else's trial.
final class Breaker {
  /// Whoever wants to be left alone for longer is asked again anyway.
  static final Duration LONGEST = Duration.ofDays(1);

  private final Duration cooldown;
  private final LongSupplier nanoTime;
  private State state = new State.Closed();
  private long openings;

  /// @param cooldown how long a failure keeps it open
  /// @param nanoTime as [System#nanoTime]
  Breaker(Duration cooldown, LongSupplier nanoTime) {
    this.cooldown = cooldown;
    this.nanoTime = nanoTime;
  }

  /// The right to one call, to be given back by [#succeeded], [#failed] or [#abandoned].
  ///
  /// @param opening how often the breaker had opened when the call began
  record Pass(long opening) {}

  private sealed interface State {
    record Closed() implements State {}

    /// Nobody enters before `until`.
    record Open(long until, String why) implements State {}

    /// One is trying; the others stay out.
    record HalfOpen(String why) implements State {}
  }

  /// A pass, where a call may be made now.
  synchronized Optional<Pass> enter() {
    if (!admits()) {
      return Optional.empty();
    }
    if (state instanceof State.Open open) {
      state = new State.HalfOpen(open.why());
    }
    return Optional.of(new Pass(openings));
  }

  /// Whether [#enter] would let somebody in.
  synchronized boolean admits() {
    return switch (state) {
      case State.Closed _ -> true;
      case State.HalfOpen _ -> false;
      case State.Open open -> open.until() - nanoTime.getAsLong() <= 0;
    };
  }

  /// Waits while somebody is trying.
  ///
  /// @return whether anybody was
  synchronized boolean awaitTrial() throws InterruptedException {
    boolean any = false;
    while (state instanceof State.HalfOpen) {
      any = true;
      wait();
    }
    return any;
  }

  private void become(State next) {
    state = next;
    notifyAll();
  }

  synchronized void succeeded(Pass pass) {
    if (pass.opening() == openings) {
      become(new State.Closed());
    }
  }

  /// @param longer to be left alone for, where that is longer than the cool-down; a day at most
  synchronized void failed(Pass pass, String why, Duration longer) {
    if (pass.opening() != openings && !(state instanceof State.Open)) {
      return;
    }
    Duration wait = longer.compareTo(cooldown) > 0 ? longer : cooldown;
    long until = nanoTime.getAsLong() + (wait.compareTo(LONGEST) > 0 ? LONGEST : wait).toNanos();
    if (pass.opening() == openings) {
      openings++;
      become(new State.Open(until, why));
    } else if (state instanceof State.Open open && until - open.until() > 0) {
      state = new State.Open(until, why);
    }
  }

  /// The call came to nothing for reasons that say nothing about the other side.
  synchronized void abandoned(Pass pass) {
    if (pass.opening() == openings && state instanceof State.HalfOpen(String why)) {
      become(new State.Open(nanoTime.getAsLong(), why));
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
