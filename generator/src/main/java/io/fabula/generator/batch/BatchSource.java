package io.fabula.generator.batch;

import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.narrative.EventChecker;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.story.EventSource;
import io.fabula.generator.story.StoryClock;
import io.fabula.providers.Answer;
import io.fabula.providers.LanguageModel;
import io.fabula.providers.ProviderException;
import io.fabula.providers.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A model's events, one by one as they are written, asked for a batch at a time and just in time.
///
/// A call starts only when somebody asks for an event and no more than the measured lead is left,
/// so nothing is asked for ahead of need, and nothing at all while nobody listens. Each call runs
/// on a virtual thread of its own; [#next] is for one thread, [#close] for any.
public final class BatchSource implements EventSource {
  private static final Logger LOG = LoggerFactory.getLogger(BatchSource.class);
  private static final int LAST_EVENTS = 8;
  private static final int MAX_FAULTS = 5;
  private static final int MAX_DIGEST = 1200;
  private static final int MAX_EMPTY_ANSWERS = 2;
  private static final List<Duration> PAUSES =
      List.of(Duration.ofMillis(500), Duration.ofMillis(2000));
  private static final Duration MAX_PAUSE = Duration.ofSeconds(60);

  private final Narrative narrative;
  private final LanguageModel model;
  private final OptionalLong lastSequence;
  private final PromptWriter prompts;
  private final DraftReader reader;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Draft> waiting = new ArrayDeque<>();
  private final Deque<String> last = new ArrayDeque<>();
  private final Set<String> faults = new LinkedHashSet<>();
  private final Map<String, Long> counters = new TreeMap<>();
  private final Lead lead = new Lead();
  private String digest = "";
  private int emptyAnswers;
  private boolean closed;
  private @Nullable Thread call;
  private @Nullable Answer answer;
  private @Nullable GenerationException failure;

  /// A source that makes no call before the first event is asked for.
  ///
  /// @param lastSequence number of the last event that will be asked for, where that is known
  public BatchSource(Narrative narrative, LanguageModel model, OptionalLong lastSequence) {
    this.narrative = narrative;
    this.model = model;
    this.lastSequence = lastSequence;
    this.prompts = new PromptWriter(narrative);
    this.reader = new DraftReader(EventChecker.of(narrative));
  }

  /// {@inheritDoc}
  ///
  /// @throws GenerationException where the model failed for good
  @Override
  public Optional<String> next(StoryClock clock, JsonBuffer data) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      callIfNeeded(clock);
      while (waiting.isEmpty() && failure == null && !closed) {
        changed.await();
        callIfNeeded(clock);
      }
      Draft draft = waiting.poll();
      if (draft != null) {
        data.put(draft.data().getBytes(StandardCharsets.UTF_8));
        return Optional.of(draft.type());
      }
      if (failure != null) {
        throw failure;
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private void callIfNeeded(StoryClock clock) {
    if (call != null || closed || failure != null) {
      return;
    }
    double rate = clock.rate();
    long wanted = lastSequence.orElse(Long.MAX_VALUE) - clock.sequence() + 1 - waiting.size();
    if (wanted <= 0 || waiting.size() > lead.events(rate)) {
      return;
    }
    PromptWriter.Wish wish =
        new PromptWriter.Wish(
            (int) Math.min(narrative.batch(), wanted),
            clock.currentPhase(),
            digest,
            List.copyOf(last),
            List.copyOf(faults));
    faults.clear();
    lead.callStarts(System.nanoTime());
    call = Thread.ofVirtual().name("model-call").start(() -> run(wish, rate));
  }

  /// One call with its repetitions, on a thread of its own.
  private void run(PromptWriter.Wish wish, double rate) {
    try {
      for (int attempt = 0; ; attempt++) {
        try {
          stream(wish, rate);
          break;
        } catch (ProviderException.Retriable e) {
          if (receivedSome()) {
            LOG.atWarn()
                .addKeyValue("why", e.getMessage())
                .log("an answer was cut; its whole events are kept");
            break;
          }
          if (attempt == PAUSES.size()) {
            throw e;
          }
          LOG.atWarn()
              .addKeyValue("why", e.getMessage())
              .log("a model call failed and is repeated");
          Thread.sleep(pause(e, PAUSES.get(attempt)));
        }
      }
      end(null);
    } catch (ProviderException e) {
      end(new GenerationException(String.valueOf(e.getMessage()), e));
    } catch (InterruptedException e) {
      end(null);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // Nobody else sees this thread: what it does not hand on, a listener waits for in vain.
      end(new GenerationException("the model call failed: " + e, e));
    }
  }

  /// What the provider asks for, within reason, where that is longer than usual.
  private static Duration pause(ProviderException.Retriable e, Duration usual) {
    Duration asked = e.retryAfter().orElse(usual);
    return asked.compareTo(usual) < 0 ? usual : asked.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : asked;
  }

  private void stream(PromptWriter.Wish wish, double rate) throws InterruptedException {
    EventScanner scanner = new EventScanner(2 * EventChecker.MAX_BYTES);
    int objects = 0;
    try (Answer reply = start(wish)) {
      for (var piece = reply.next(); piece.isPresent(); piece = reply.next()) {
        scanner.feed(piece.get());
        for (var object = scanner.poll(); object.isPresent(); object = scanner.poll()) {
          take(reader.read(object.get()), rate);
          objects++;
        }
        if (objects > 2 * wish.events()) {
          // It goes on and on; what it has written beyond its task is nobody's.
          break;
        }
      }
      Usage usage = reply.usage();
      lock.lock();
      try {
        count("input_tokens", usage.inputTokens());
        count("output_tokens", usage.outputTokens());
        if (scanner.oversized() > 0) {
          fault("an event was longer than allowed");
        }
        keepDigest(scanner.digest());
      } finally {
        lock.unlock();
      }
    }
  }

  private Answer start(PromptWriter.Wish wish) throws InterruptedException {
    lock.lock();
    try {
      if (closed) {
        throw new InterruptedException("closed");
      }
      count("calls", 1);
      Answer started = model.ask(prompts.write(wish));
      answer = started;
      return started;
    } finally {
      lock.unlock();
    }
  }

  private void take(DraftReader.Result result, double rate) {
    lock.lock();
    try {
      switch (result) {
        case DraftReader.Result.Good good -> {
          lead.eventArrives(System.nanoTime(), rate);
          waiting.add(good.draft());
          last.add(
              "{\"type\":\"%s\",\"data\":%s}".formatted(good.draft().type(), good.draft().data()));
          if (last.size() > LAST_EVENTS) {
            last.remove();
          }
          count("events", 1);
          emptyAnswers = 0;
          changed.signalAll();
        }
        case DraftReader.Result.Repeated _ -> {
          count("repeated", 1);
          note("an event repeated an earlier one word for word");
        }
        case DraftReader.Result.Bad bad -> fault(bad.fault());
      }
    } finally {
      lock.unlock();
    }
  }

  private void fault(String fault) {
    count("invalid", 1);
    note(fault);
  }

  /// Keeps what to tell the model with the next call.
  private void note(String fault) {
    if (faults.size() < MAX_FAULTS) {
      faults.add(fault);
    }
  }

  private boolean receivedSome() {
    lock.lock();
    try {
      return lead.arrived() > 0;
    } finally {
      lock.unlock();
    }
  }

  private void keepDigest(String written) {
    if (!written.isEmpty()) {
      String text = DraftReader.text(written);
      digest = text.substring(0, Math.min(MAX_DIGEST, text.length()));
    }
  }

  private void end(@Nullable GenerationException failed) {
    lock.lock();
    try {
      call = null;
      answer = null;
      // What closing cuts off is no failure of the story.
      failure = closed ? null : failed;
      if (failed == null && lead.arrived() == 0 && !closed) {
        emptyAnswers++;
        if (emptyAnswers > MAX_EMPTY_ANSWERS) {
          failure = useless();
        }
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private GenerationException useless() {
    String why = faults.isEmpty() ? "it held no events" : String.join("; ", faults);
    return new GenerationException(
        "%s (%s) gave no usable event in %d answers: %s"
            .formatted(model.provider(), model.model(), emptyAnswers, why));
  }

  private void count(String what, long howMany) {
    counters.merge(what, howMany, Long::sum);
  }

  @Override
  public boolean ready() {
    lock.lock();
    try {
      return !waiting.isEmpty() || failure != null || closed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Map<String, Long> counters() {
    lock.lock();
    try {
      return Map.copyOf(counters);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    Answer open;
    Thread running;
    lock.lock();
    try {
      closed = true;
      open = answer;
      running = call;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (running != null) {
      running.interrupt();
    }
    if (open != null) {
      open.close();
    }
  }
}
