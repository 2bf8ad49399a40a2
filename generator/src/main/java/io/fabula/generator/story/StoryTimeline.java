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
  public Optional<Event> next() throws InterruptedException {
    skipUntold();
    return make();
  }

  @Override
  public boolean writeNext(EventEncoder encoder, JsonBuffer out) throws InterruptedException {
    if (reacts) {
      return Timeline.super.writeNext(encoder, out);
    }
    skipUntold();
    Optional<String> type = write(Optional.empty());
    if (type.isPresent()) {
      encoder.encode(type.get(), clock.sequence(), clock.epochNanos(), data, out);
    }
    return type.isPresent();
  }

  private void skipUntold() throws InterruptedException {
    while (untold > 0 && make().isPresent()) {
      untold--;
      if ((untold & 1023) == 0) {
        letOthersRun();
      }
    }
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

  private Optional<Event> make() throws InterruptedException {
    Optional<Condition.Emit> emit = Optional.ofNullable(emitted.peek());
    Optional<String> type = write(emit);
    if (type.isEmpty()) {
      return Optional.empty();
    }
    Event event = Event.of(type.get(), clock.sequence(), clock.epochNanos(), data);
    if (reacts && emit.isEmpty() && !stopped) {
      conditions.after(event, clock).forEach(this::apply);
    } else if (reacts) {
      conditions.count(event);
    }
    return Optional.of(event);
  }

  /// Moves on to the next event and writes its data; answers its type.
  ///
  /// @param emit what a condition has asked for
  private Optional<String> write(Optional<Condition.Emit> emit) throws InterruptedException {
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
    Optional<String> type =
        emit.isPresent() ? Optional.of(told(emit.get())) : source.next(clock, data);
    return type.isEmpty() || clock.offsetNanos() >= clock.endNanos() ? end() : type;
  }

  private String told(Condition.Emit emit) {
    emitted.remove();
    data.put(emit.data().getBytes(StandardCharsets.UTF_8));
    return emit.type();
  }

  private Optional<String> end() {
    over = true;
    emitted.clear();
    return Optional.empty();
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
