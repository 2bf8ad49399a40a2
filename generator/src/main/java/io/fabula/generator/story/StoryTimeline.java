package io.fabula.generator.story;

import io.fabula.generator.event.Event;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.event.Timeline;
import io.fabula.generator.narrative.Condition;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.narrative.Phase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;

/// One telling: the source writes, the clock numbers and times, conditions react, limits end it.
public final class StoryTimeline implements Timeline {
  private final StoryClock clock;
  private final EventSource source;
  private final Conditions conditions;
  private final long seed;
  private final long lastSequence;
  private final long endNanos;
  private final Queue<Condition.Emit> emitted = new ArrayDeque<>();
  private final JsonBuffer data = new JsonBuffer(256);
  private boolean restarts;
  private boolean over;

  private StoryTimeline(
      StoryClock clock,
      EventSource source,
      Conditions conditions,
      long seed,
      long lastSequence,
      long endNanos) {
    this.clock = clock;
    this.source = source;
    this.conditions = conditions;
    this.seed = seed;
    this.lastSequence = lastSequence;
    this.endNanos = endNanos;
  }

  /// Opens a telling and goes to its first event: what stands before `telling.from()` is made and
  /// dropped, so that the rest is what it would have been.
  ///
  /// @param start when the event `telling.from()` is due, where the telling does not say when the
  ///   story starts
  /// @throws InterruptedException when interrupted on the way there
  public static StoryTimeline open(
      Narrative narrative, Telling telling, long seed, EventSource source, Instant start)
      throws InterruptedException {
    OptionalLong count = telling.count().isPresent() ? telling.count() : narrative.count();
    boolean countFromHere = telling.count().isPresent();
    long before = telling.from() - 1;
    long last = count.orElse(Long.MAX_VALUE);
    StoryTimeline timeline =
        new StoryTimeline(
            StoryClock.of(narrative, telling.rate(), telling.start().orElse(start)),
            source,
            new Conditions(narrative.conditions()),
            seed,
            countFromHere && last < Long.MAX_VALUE - before ? last + before : last,
            telling
                .duration()
                .or(narrative::duration)
                .map(Duration::toNanos)
                .orElse(Long.MAX_VALUE));
    timeline.skip(before, telling.start().isEmpty());
    return timeline;
  }

  /// Yields now and then: a virtual thread that computes for long would hold its carrier.
  @SuppressWarnings("ThreadPriorityCheck")
  private void skip(long events, boolean restart) throws InterruptedException {
    for (long i = 0; i < events && next().isPresent(); i++) {
      if ((i & 1023) == 1023) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        Thread.yield();
      }
    }
    restarts = restart && events > 0;
  }

  @Override
  public Optional<Event> next() throws InterruptedException {
    if ((over && emitted.isEmpty()) || clock.sequence() >= lastSequence) {
      return end();
    }
    clock.advance();
    if (restarts) {
      clock.shift(-clock.offsetNanos());
      restarts = false;
    }
    if (clock.offsetNanos() >= endNanos) {
      return end();
    }
    data.clear();
    Condition.Emit emit = emitted.poll();
    Optional<String> type = emit == null ? source.next(clock, data) : Optional.of(told(emit));
    if (type.isEmpty() || clock.offsetNanos() >= endNanos) {
      return end();
    }
    Event event = Event.of(type.get(), clock.sequence(), clock.epochNanos(), data);
    if (emit == null) {
      conditions.after(event).forEach(this::apply);
    }
    return Optional.of(event);
  }

  private String told(Condition.Emit emit) {
    data.put(emit.data().getBytes(StandardCharsets.UTF_8));
    return emit.type();
  }

  private Optional<Event> end() {
    over = true;
    emitted.clear();
    return Optional.empty();
  }

  private void apply(Condition.Then then) {
    then.phase().filter(phase -> !phase().equals(Optional.of(phase))).ifPresent(clock::jump);
    then.rate().ifPresent(rate -> clock.fixRate(rate, clock.epochNanos(), false));
    then.emit().ifPresent(emitted::add);
    over |= then.stop();
  }

  @Override
  public boolean ready() {
    return !emitted.isEmpty() || source.ready();
  }

  @Override
  public Optional<Event> rate(double perSecond, long epochNanos, Optional<Event> pending) {
    clock.fixRate(perSecond, epochNanos, pending.isPresent());
    return pending.map(event -> event.at(clock.epochNanos()));
  }

  @Override
  public double rate() {
    return clock.rate();
  }

  @Override
  public void shift(long nanos) {
    clock.shift(nanos);
  }

  @Override
  public Optional<String> phase() {
    return clock.currentPhase().map(Phase::name);
  }

  @Override
  public Map<String, Long> counters() {
    return source.counters();
  }

  @Override
  public long seed() {
    return seed;
  }

  @Override
  public void close() {
    source.close();
  }
}
