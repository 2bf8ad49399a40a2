package io.fabula.generator.story;

import io.fabula.generator.event.Event;
import io.fabula.generator.event.EventEncoder;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.event.Timeline;
import io.fabula.generator.narrative.Condition;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.narrative.Phase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Queue;

/// One telling: the source writes, the clock numbers and times, conditions react, limits end it.
public final class StoryTimeline implements Timeline {
  private final StoryClock clock;
  private final EventSource source;
  private final Conditions conditions;
  private final boolean reacts;
  private final long seed;
  private final Queue<Condition.Emit> emitted = new ArrayDeque<>();
  private final JsonBuffer data = new JsonBuffer(256);
  private final boolean fixedRate;
  private final long startNanos;
  private String type = "";
  private long untold;
  private boolean restarts;
  private boolean stopped;
  private boolean over;

  private StoryTimeline(
      StoryClock clock,
      EventSource source,
      List<Condition> conditions,
      long seed,
      boolean fixedRate,
      long untold,
      boolean restarts) {
    this.clock = clock;
    this.source = source;
    this.conditions = new Conditions(conditions);
    this.reacts = !conditions.isEmpty();
    this.seed = seed;
    this.fixedRate = fixedRate;
    this.untold = untold;
    this.startNanos = clock.nextEpochNanos();
    this.restarts = restarts;
  }

  /// Opens a telling. What stands before `telling.from()` is made and dropped when the first event
  /// is asked for, so that the rest is what it would have been.
  ///
  /// @param start when the event `telling.from()` is due, where the telling does not say when the
  ///   story starts
  public static StoryTimeline open(
      Narrative narrative, Telling telling, long seed, EventSource source, Instant start) {
    OptionalLong count = telling.count().isPresent() ? telling.count() : narrative.count();
    boolean countFromHere = telling.count().isPresent();
    long before = telling.from() - 1;
    long last = count.orElse(Long.MAX_VALUE);
    return new StoryTimeline(
        StoryClock.of(
            narrative,
            telling.rate(),
            telling.start().orElse(start),
            seed,
            countFromHere && last < Long.MAX_VALUE - before ? last + before : last,
            telling
                .duration()
                .or(narrative::duration)
                .map(Duration::toNanos)
                .orElse(Long.MAX_VALUE)),
        source,
        narrative.conditions(),
        seed,
        telling.rate().isPresent(),
        before,
        before > 0 && telling.start().isEmpty());
  }

  @Override
  public boolean advance() throws InterruptedException {
    while (untold > 0 && make()) {
      untold--;
      if ((untold & 1023) == 0) {
        letOthersRun();
      }
    }
    return make();
  }

  @Override
  public long sequence() {
    return clock.sequence();
  }

  @Override
  public long epochNanos() {
    return clock.epochNanos();
  }

  @Override
  public int dataLength() {
    return data.length();
  }

  @Override
  public void write(EventEncoder encoder, JsonBuffer out) {
    encoder.encode(type, clock.sequence(), clock.epochNanos(), data, out);
  }

  @Override
  public Event event() {
    return Event.of(type, clock.sequence(), clock.epochNanos(), data);
  }

  /// A virtual thread that computes for long would hold its carrier.
  @SuppressWarnings("ThreadPriorityCheck")
  private static void letOthersRun() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Thread.yield();
  }

  private boolean isOver() {
    return over
        || (stopped && emitted.isEmpty() && !source.holdsBack())
        || clock.sequence() >= clock.lastSequence();
  }

  /// Moves on by one event, and has the conditions look at it.
  private boolean make() throws InterruptedException {
    if (!reacts) {
      return write(Optional.empty());
    }
    Optional<Condition.Emit> emit = Optional.ofNullable(emitted.peek());
    if (!write(emit)) {
      return false;
    }
    Event event = event();
    if (emit.isEmpty() && !stopped) {
      conditions.after(event, clock).forEach(this::apply);
    } else {
      conditions.count(event);
    }
    return true;
  }

  /// Moves on by one event and writes its data.
  ///
  /// @param emit what a condition has asked for
  private boolean write(Optional<Condition.Emit> emit) throws InterruptedException {
    if (isOver()) {
      return end();
    }
    clock.advance();
    if (restarts && untold == 0) {
      // The event that is told first is due at the start.
      clock.shift(-clock.offsetNanos());
      restarts = false;
    }
    if (clock.offsetNanos() >= clock.endNanos()) {
      return end();
    }
    data.clear();
    Optional<String> told =
        emit.isPresent() ? Optional.of(told(emit.get())) : source.next(clock, data);
    if (told.isEmpty() || clock.offsetNanos() >= clock.endNanos()) {
      return end();
    }
    type = told.get();
    return true;
  }

  private String told(Condition.Emit emit) {
    emitted.remove();
    data.put(emit.data().getBytes(StandardCharsets.UTF_8));
    return emit.type();
  }

  private boolean end() {
    over = true;
    emitted.clear();
    return false;
  }

  private void apply(Condition.Then then) {
    then.phase().filter(name -> !phase().equals(Optional.of(name))).ifPresent(clock::jump);
    if (!fixedRate) {
      // Whoever asked for a constant rate gets it, whatever the story says.
      then.rate().ifPresent(clock::changeRate);
    }
    then.emit().ifPresent(emitted::add);
    if (then.stop()) {
      stopped = true;
      source.finish();
    }
  }

  @Override
  public boolean ready() {
    return !emitted.isEmpty() || source.ready();
  }

  @Override
  public boolean immediate() {
    return source.immediate();
  }

  @Override
  public long nextEpochNanos() {
    if (isOver()) {
      return clock.epochNanos();
    }
    return untold > 0 ? startNanos : clock.nextEpochNanos();
  }

  @Override
  public void rate(double perSecond, long epochNanos) {
    clock.fixRate(perSecond, epochNanos);
  }

  @Override
  public double rate() {
    return clock.rate();
  }

  @Override
  public double peakRate() {
    return clock.peakRate();
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
  public OptionalDouble sustained() {
    return source.sustained();
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
