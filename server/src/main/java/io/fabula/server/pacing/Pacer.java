package io.fabula.server.pacing;

import com.google.common.util.concurrent.RateLimiter;
import io.fabula.generator.event.Timeline;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Releases the events of a timeline when they are due.
///
/// Due times are deadlines on a clock that never goes back, so lateness does not add up. Where
/// events are closer together than a tick, all that are due leave once a tick. After a short hiccup
/// the backlog leaves at no more than twice the rate (of bursts, the rate within them), metered by
/// a [RateLimiter] with the permits of a tick at a time, or of a few events where a tick has none.
/// On a machine that is too slow for its streams, which is where much of what is released is late
/// for a while, a few events leave together by and by, each with the last of them; when it is no
/// longer, each leaves on its own again. After a stall (a slow client, a slow model, a pause) there
/// is no backlog: the story stood still, and its clock moves on by that much.
///
/// [#next], [#poll] and [#due] are for one thread, which may be a virtual one; the rest for any.
public final class Pacer {
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long STALL = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long HICCUP = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int MOST_EVENTS = 1024;

  /// Enough that a system call costs an event nothing, and no more: many a Linux takes the
  /// processor from no system call, so whoever else is due waits for the end of a write.
  private static final int MOST_BYTES = 64 * 1024;

  private static final double TICK_SECONDS = TICK / 1e9;

  /// So many leave together at most where a tick has fewer, in a backlog, or on a machine that is
  /// too slow for its streams: each write then carries more.
  private static final int FEW = 4;

  /// Who is late with a quarter of what it releases in so long, as no hiccup makes it, is on such a
  /// machine.
  private static final long LOOK = TimeUnit.SECONDS.toNanos(1);

  /// Who is punctual with nearly all in so long may be on one no more. Long, for a thousand streams
  /// that try it every few seconds keep their machine at its edge.
  private static final long RELIEF = TimeUnit.SECONDS.toNanos(60);

  /// An event waits no longer for those that leave with it.
  private static final double PATIENCE_SECONDS = 0.04;

  /// Above this rate, in events a second, events leave by the tick.
  private static final double DENSE = 2000;

  private final Timeline timeline;
  private final LongSupplier nanoTime;
  private final long epochOffset;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean paused;
  private OptionalDouble newRate = OptionalDouble.empty();

  /// Whether the event at which the timeline stands is still to be released.
  private boolean pending;

  private boolean begun;

  /// So long a backlog has to wait until it is looked at again; 0 where there is nothing to wait
  /// for.
  private long metered;

  private long notBefore = Long.MIN_VALUE;

  /// How many events that are not dense leave together; a power of two up to [#FEW].
  private int together = 1;

  private long lookSince;
  private int releases;
  private int lateReleases;
  private long punctualSince;
  private @Nullable RateLimiter backlog;
  private volatile Progress progress;
  private volatile Runnable onChange = () -> {};

  /// A pacer that starts now.
  ///
  /// @param nanoTime as [System#nanoTime]
  public Pacer(Timeline timeline, Clock clock, LongSupplier nanoTime) {
    this.timeline = timeline;
    this.nanoTime = nanoTime;
    Instant now = clock.instant();
    this.epochOffset = now.getEpochSecond() * 1_000_000_000L + now.getNano() - nanoTime.getAsLong();
    this.lookSince = now();
    this.punctualSince = lookSince;
    this.progress =
        new Progress(0, timeline.rate(), timeline.phase(), Map.of(), OptionalDouble.empty());
  }

  /// How far a telling has come.
  ///
  /// @param sequence of the last event released
  /// @param rate events a second at this moment of the story
  /// @param counters what was counted while the story was written
  /// @param sustained events a second that the writer can keep, where that is less
  public record Progress(
      long sequence,
      double rate,
      Optional<String> phase,
      Map<String, Long> counters,
      OptionalDouble sustained) {}

  /// Takes what is released.
  @FunctionalInterface
  public interface Sink {
    /// The event at which the timeline stands is due. Only to be read from.
    void take(Timeline told);
  }

  /// Waits until an event is due and releases all that are, in their order.
  ///
  /// @return whether there was one; else the story is over
  /// @throws InterruptedException when the waiting thread is interrupted
  public boolean next(Sink sink) throws InterruptedException {
    boolean waited = false;
    while (true) {
      switch (poll(sink)) {
        case RELEASED -> {
          if (!waited) {
            letOthersRun();
          }
          return true;
        }
        case OVER -> {
          return false;
        }
        case EARLY -> {
          await();
          waited = true;
        }
      }
    }
  }

  /// What [#poll] has found.
  public enum Found {
    /// Events were due and have been released.
    RELEASED,
    /// Nothing is due before [#due].
    EARLY,
    /// The story is over.
    OVER
  }

  /// Releases what is due, without waiting for it. Waits only where the timeline does, which one
  /// that is immediate does not.
  public Found poll(Sink sink) throws InterruptedException {
    metered = 0;
    if (early()) {
      return Found.EARLY;
    }
    if (!pending) {
      // An event is made when it is due, so that it knows its time.
      skipStall(timeline.nextEpochNanos());
      pending = timeline.advance();
      if (!pending) {
        return Found.OVER;
      }
      if (early()) {
        return Found.EARLY;
      }
    }
    // A model may have written it long after it was due.
    skipStall(timeline.epochNanos());
    long now = now();
    long overdue = now - Math.max(timeline.epochNanos(), notBefore);
    int most = permitted(overdue);
    if (most == 0) {
      return Found.EARLY;
    }
    // What is written slowly says nothing about the machine.
    adapt(overdue >= HICCUP && timeline.immediate(), now);
    release(sink, now, most);
    begun = true;
    return Found.RELEASED;
  }

  /// When something may be due, as the clock of [System#nanoTime] shows it; [Long#MAX_VALUE] during
  /// a pause.
  public long due() {
    lock.lock();
    try {
      if (paused) {
        return Long.MAX_VALUE;
      }
      return metered > 0 ? nanoTime.getAsLong() + metered : dueEpochNanos() - epochOffset;
    } finally {
      lock.unlock();
    }
  }

  private long dueEpochNanos() {
    return Math.max(nextDue(), notBefore);
  }

  /// Whether nothing is due; makes way for a new rate.
  private boolean early() {
    lock.lock();
    try {
      if (newRate.isPresent()) {
        timeline.rate(newRate.getAsDouble(), now());
        newRate = OptionalDouble.empty();
        report(progress.sequence());
      }
      return paused || dueEpochNanos() > now();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until something may be due, or for the end of a pause.
  private void await() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = metered;
      while (left > 0) {
        left = changed.awaitNanos(left);
      }
      while (newRate.isEmpty() && metered == 0) {
        long wait = dueEpochNanos() - now();
        if (paused) {
          changed.await();
        } else if (wait > 0) {
          var _ = changed.awaitNanos(wait);
        } else {
          return;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void report(long sequence) {
    progress =
        new Progress(
            sequence, timeline.rate(), timeline.phase(), timeline.counters(), timeline.sustained());
  }

  /// A stream that never waits would keep its carrier from all other virtual threads.
  @SuppressWarnings("ThreadPriorityCheck")
  private static void letOthersRun() {
    if (Thread.currentThread().isVirtual()) {
      Thread.yield();
    }
  }

  private void release(Sink sink, long now, int most) throws InterruptedException {
    int count = 0;
    int bytes = 0;
    long last;
    boolean more;
    do {
      last = timeline.sequence();
      sink.take(timeline);
      count++;
      bytes += timeline.dataLength();
      pending = false;
      more = count < most && bytes < MOST_BYTES;
    } while (more && advanceTo(now));
    if (more) {
      // All that was due has left; what is due next waits for those that it leaves with.
      double rate = timeline.rate();
      int others = (int) Math.min(together - 1, rate * PATIENCE_SECONDS);
      notBefore =
          rate > DENSE
              ? now + TICK
              : others > 0 ? nextDue() + (long) (others * 1e9 / rate) : Long.MIN_VALUE;
    }
    report(last);
  }

  private long nextDue() {
    return pending ? timeline.epochNanos() : timeline.nextEpochNanos();
  }

  /// Has more leave together where the machine is too slow for its streams, and fewer when it no
  /// longer is.
  private void adapt(boolean late, long now) {
    releases++;
    lateReleases += late ? 1 : 0;
    if (now - lookSince < LOOK) {
      return;
    }
    if (4 * lateReleases > releases) {
      together = Math.min(FEW, 2 * together);
      punctualSince = now;
    } else if (10 * lateReleases > releases) {
      punctualSince = now;
    } else if (now - punctualSince > RELIEF) {
      together = Math.max(1, together / 2);
      punctualSince = now;
    }
    lookSince = now;
    releases = 0;
    lateReleases = 0;
  }

  /// Moves on to the next event; answers whether it is due already. One that is not is pending.
  private boolean advanceTo(long now) throws InterruptedException {
    if (timeline.nextEpochNanos() > now || !timeline.ready() || !timeline.advance()) {
      return false;
    }
    pending = timeline.epochNanos() > now;
    return !pending;
  }

  /// Where what was due is later than any hiccup, the story has stood still meanwhile; and a story
  /// begins when its first event is there, however long that took.
  private void skipStall(long due) {
    long lag = now() - due;
    if (lag > (begun ? STALL : 0)) {
      // Where events leave by the tick, those of one tick are due at once: it may be the writing to
      // ten thousand clients that takes so long, and the story would go on by one event each time.
      boolean dense = begun && timeline.rate() > DENSE;
      timeline.shift(dense ? lag - TICK : lag);
      backlog = null;
    }
  }

  /// How many events may leave now, given how late the first of them is.
  private int permitted(long lag) {
    if (lag < HICCUP) {
      backlog = null;
      return MOST_EVENTS;
    }
    double twice = 2 * timeline.peakRate();
    if (backlog == null) {
      backlog = RateLimiter.create(twice);
    }
    backlog.setRate(twice);
    int due = together + (int) (lag / 1e9 * timeline.peakRate());
    int least = Math.min(due, FEW);
    int permits = (int) Math.clamp(Math.ceil(twice * TICK_SECONDS), least, MOST_EVENTS);
    if (backlog.tryAcquire(permits)) {
      return permits;
    }
    metered = Math.max(TICK, (long) (permits / twice * 1e9 / 2));
    return 0;
  }

  /// The story stands still until [#resume].
  public void pause() {
    set(() -> paused = true);
  }

  public void resume() {
    set(() -> paused = false);
  }

  public boolean paused() {
    lock.lock();
    try {
      return paused;
    } finally {
      lock.unlock();
    }
  }

  /// From now on, this constant number of events a second.
  public void rate(double perSecond) {
    set(() -> newRate = OptionalDouble.of(perSecond));
  }

  /// How far the telling has come. A rate that was just asked for already counts.
  public Progress progress() {
    Progress reached = progress;
    lock.lock();
    try {
      return newRate.isPresent()
          ? new Progress(
              reached.sequence(),
              newRate.getAsDouble(),
              reached.phase(),
              reached.counters(),
              reached.sustained())
          : reached;
    } finally {
      lock.unlock();
    }
  }

  private void set(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    onChange.run();
  }

  /// Is run whenever [#due] may have come nearer.
  public void onChange(Runnable nearer) {
    onChange = nearer;
  }

  private long now() {
    return nanoTime.getAsLong() + epochOffset;
  }
}
