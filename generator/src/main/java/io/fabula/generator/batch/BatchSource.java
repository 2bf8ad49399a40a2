package io.fabula.generator.batch;

import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.narrative.EventChecker;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.narrative.Schemas;
import io.fabula.generator.story.EventSource;
import io.fabula.generator.story.StoryClock;
import io.fabula.providers.fallback.Chain;
import io.fabula.providers.fallback.Link;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A model's events, one by one as they are written, asked for a batch at a time and just in time.
///
/// A call starts only when somebody asks for an event and no more than the measured lead is still
/// to come, so nothing is asked for ahead of need, and nothing at all while nobody listens. Where
/// one call after the other cannot keep the rate and the narrative allows more, several lanes write
/// at the same time. While no model is well, the blueprint is played, where the chain of providers
/// ends `offline`. Each call runs on a virtual thread of its own; [#next] is for one thread,
/// [#close] for any.
public final class BatchSource implements EventSource {
  private static final Logger LOG = LoggerFactory.getLogger(BatchSource.class);

  /// So many answers in a row may bring less than half of what they were asked for: one and two
  /// repairs.
  private static final int MOST_POOR_ANSWERS = 3;

  private final Narrative narrative;
  private final int mostLanes;
  private final Chain chain;
  private final OptionalLong lastSequence;
  private final Optional<Supplier<EventSource>> blueprint;
  private final PromptWriter prompts;
  private final DraftReader reader;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Draft> waiting = new ArrayDeque<>();
  private final List<Lane> lanes = new ArrayList<>(List.of(new Lane(1)));
  private final Map<Lane, Writing> running = new LinkedHashMap<>();
  private final Map<Link, Integer> poorAnswers = new HashMap<>();
  private final Map<String, Long> counters = new TreeMap<>();
  private final Lead lead = new Lead();
  private final Throughput throughput = new Throughput();
  private String writer;
  private OptionalDouble sustained = OptionalDouble.empty();
  private boolean saidSlow;
  private boolean offline;
  private boolean closed;
  private boolean resting;
  private @Nullable EventSource world;
  private @Nullable GenerationException failure;

  /// A source that makes no call before the first event is asked for.
  ///
  /// @param chain who writes; one model at least
  /// @param lastSequence number of the last event that will be asked for, where that is known
  /// @param blueprint opens what is played while no model is well, where there is something
  public BatchSource(
      Narrative narrative,
      Chain chain,
      OptionalLong lastSequence,
      Optional<Supplier<EventSource>> blueprint) {
    this.narrative = narrative;
    // When lanes are split depends on time, and recorded prompts must not.
    this.mostLanes = chain.recorded() ? 1 : narrative.parallel();
    this.chain = chain;
    this.lastSequence = lastSequence;
    this.blueprint = blueprint.filter(_ -> chain.endsOffline());
    this.writer = chain.links().getFirst().provider();
    this.prompts = new PromptWriter(narrative);
    this.reader = new DraftReader(EventChecker.of(narrative));
  }

  /// {@inheritDoc}
  ///
  /// @throws GenerationException where no provider can write on
  @Override
  public Optional<String> next(StoryClock clock, JsonBuffer data) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        callIfNeeded(clock);
        Draft draft = waiting.poll();
        if (draft != null) {
          data.put(draft.data().getBytes(StandardCharsets.UTF_8));
          return Optional.of(draft.type());
        }
        if (failure != null) {
          throw failure;
        }
        if (closed) {
          return Optional.empty();
        }
        if (offline && world != null) {
          return played(world, clock, data);
        }
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private Optional<String> played(EventSource from, StoryClock clock, JsonBuffer data)
      throws InterruptedException {
    Optional<String> type = from.next(clock, data);
    // The model that comes back must know what has happened meanwhile, though not what a blueprint
    // has spoilt.
    type.ifPresent(
        t -> {
          String told = data.toString();
          if (Schemas.isJson(told)) {
            lanes.forEach(lane -> lane.told(t, told));
          }
        });
    count("played");
    return type;
  }

  /// Asks for no further batch until [#goOn]. What is being written is still told.
  public void rest() {
    locked(() -> resting = true);
  }

  /// Asks for batches again.
  public void goOn() {
    locked(() -> resting = false);
  }

  private void callIfNeeded(StoryClock clock) {
    if (closed || resting || failure != null || (offline && !chain.anyAdmits())) {
      return;
    }
    double rate = clock.rate();
    for (Lane lane = idle(rate); lane != null; lane = idle(rate)) {
      long stock = waiting.size() + running.values().stream().mapToLong(Writing::toCome).sum();
      long wanted = lastSequence.orElse(Long.MAX_VALUE) - clock.sequence() + 1 - stock;
      if (wanted <= 0 || stock > lead.events(rate)) {
        return;
      }
      int events = (int) Math.min(narrative.batch(), wanted);
      Wish wish = lane.wish(events, clock.phaseAfter(stock), lanes.size());
      Writing writing = new Writing(lane, wish, rate);
      lane.busy(true);
      running.put(lane, writing);
      Thread.ofVirtual().name("model-call").start(writing.call);
    }
  }

  /// A lane that could write now, one more where those that there are cannot keep the rate.
  private @Nullable Lane idle(double rate) {
    // Who has waited longest: lanes go to the end of the list when they start.
    Optional<Lane> idle = lanes.stream().filter(lane -> !lane.busy()).findFirst();
    if (idle.isEmpty() || throughput.perSecond().isEmpty()) {
      return idle.orElse(null);
    }
    int wanted = (int) Math.ceil(Math.min(1e6, rate / throughput.perSecond().getAsDouble()));
    if (lanes.size() < Math.min(wanted, mostLanes)) {
      Lane largest =
          lanes.stream()
              .filter(lane -> !lane.busy())
              .max((a, b) -> Integer.compare(a.castSize(), b.castSize()))
              .orElseThrow();
      lanes.add(largest.split(lanes.size() + 1));
    }
    return idle.get();
  }

  /// One call, and what it has brought so far.
  private final class Writing implements Call.Desk {
    private final Lane lane;
    private final Wish wish;
    private final double rate;
    private final long begun = System.nanoTime();
    private final Lead.Measure measure;
    private final Call call;
    private String asked = "";
    private long askedNanos = begun;

    private Writing(Lane lane, Wish wish, double rate) {
      this.lane = lane;
      this.wish = wish;
      this.rate = rate;
      this.measure = lead.call(begun);
      this.call = new Call(chain, prompts, reader, this, wish);
    }

    /// Guarded by the lock.
    long toCome() {
      return Math.max(0, wish.events() - measure.arrived());
    }

    @Override
    public void asks(String provider) {
      locked(
          () -> {
            count("calls");
            asked = provider;
            askedNanos = System.nanoTime();
          });
    }

    @Override
    public void takes(DraftReader.Result result) {
      locked(
          () -> {
            switch (result) {
              case DraftReader.Result.Good good -> takes(good.draft());
              case DraftReader.Result.Repeated _ -> {
                count("repeated");
                lane.note("an event repeated an earlier one word for word");
              }
              case DraftReader.Result.Bad bad -> {
                count("invalid");
                lane.note(bad.fault());
              }
            }
          });
    }

    private void takes(Draft draft) {
      measure.eventArrives(System.nanoTime(), rate);
      waiting.add(draft);
      lane.told(draft.type(), draft.data());
      count("events");
      if (measure.arrived() == 1) {
        offline = false;
        writtenBy(asked);
      }
      changed.signalAll();
    }

    @Override
    public void notes(String fault) {
      locked(() -> lane.note(fault));
    }

    @Override
    public void remembers(String digest, List<String> cast) {
      locked(() -> lane.remember(digest, cast));
    }

    @Override
    public boolean answered(Link link, int asked, int brought) {
      lock.lock();
      try {
        boolean poor = brought * 2 < asked;
        int poorSoFar = poor ? poorAnswers.merge(link, 1, Integer::sum) : 0;
        if (!poor || poorSoFar >= MOST_POOR_ANSWERS) {
          poorAnswers.remove(link);
        }
        return poorSoFar >= MOST_POOR_ANSWERS;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public List<String> faults() {
      lock.lock();
      try {
        return List.copyOf(lane.faults());
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void counts(String what) {
      locked(() -> count(what));
    }

    @Override
    public void ends(Call.Outcome outcome) {
      locked(
          () -> {
            measure.ends();
            throughput.callEnded(measure.arrived(), System.nanoTime() - askedNanos);
            lane.busy(false);
            running.remove(lane);
            lanes.remove(lane);
            lanes.add(lane);
            // What closing cuts off is no failure of the story.
            switch (outcome) {
              case Call.Outcome.Wrote _ -> sayIfSlow(rate);
              case Call.Outcome.Dropped _ -> {}
              case Call.Outcome.Offline(String why) -> goOffline(why);
              case Call.Outcome.Failed failed -> failure = closed ? null : failed.exception();
            }
            changed.signalAll();
          });
    }
  }

  private void goOffline(String why) {
    if (closed || offline) {
      return;
    }
    if (blueprint.isEmpty()) {
      failure =
          new GenerationException(
              why + "; offline cannot go on: '%s' has no blueprint".formatted(narrative.name()),
              null,
              false);
      return;
    }
    offline = true;
    if (world == null) {
      world = blueprint.get().get();
    }
    writtenBy("offline");
  }

  /// Says who writes from now on, where that is somebody else.
  private void writtenBy(String provider) {
    if (!writer.equals(provider)) {
      count("failed_over");
      LOG.atWarn()
          .addKeyValue("narrative", narrative.name())
          .addKeyValue("from", writer)
          .addKeyValue("to", provider)
          .addKeyValue("why", String.join("; ", chain.faults()))
          .log("another provider writes the story on");
    }
    writer = provider;
  }

  private void sayIfSlow(double rate) {
    sustained = throughput.shortOf(rate, mostLanes);
    if (sustained.isPresent() && !saidSlow) {
      saidSlow = true;
      LOG.atWarn()
          .addKeyValue("narrative", narrative.name())
          .addKeyValue("provider", writer)
          .addKeyValue("rate", rate)
          .addKeyValue("sustainedRate", Math.round(sustained.getAsDouble() * 100) / 100.0)
          .log("the provider cannot keep the rate");
    }
  }

  /// The story so far, what has arrived and is not told yet included. Any thread may ask.
  public Recap recap() {
    lock.lock();
    try {
      Lane lane = lanes.getFirst();
      return new Recap(lane.digest(), lane.last(), running.isEmpty());
    } finally {
      lock.unlock();
    }
  }

  /// Goes on with a story that others have begun. To be called before the first event is asked for.
  public void goOnFrom(Recap before) {
    locked(
        () -> {
          lanes.getFirst().remember(before.digest(), List.of());
          lanes.getFirst().hear(before.events());
        });
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }

  private void count(String what) {
    counters.merge(what, 1L, Long::sum);
  }

  @Override
  public boolean ready() {
    lock.lock();
    try {
      return !waiting.isEmpty() || failure != null || closed || offline;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Map<String, Long> counters() {
    lock.lock();
    try {
      Map<String, Long> all = new TreeMap<>(counters);
      all.put("retried", chain.retried());
      all.put("input_tokens", chain.spent().total().inputTokens());
      all.put("output_tokens", chain.spent().total().outputTokens());
      return all;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public OptionalDouble sustained() {
    lock.lock();
    try {
      return sustained;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    List<Writing> open;
    lock.lock();
    try {
      closed = true;
      open = List.copyOf(running.values());
      if (world != null) {
        world.close();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    open.forEach(writing -> writing.call.cancel());
  }
}
