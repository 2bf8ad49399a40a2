package io.fabula.generator.author;

import io.fabula.generator.batch.Recap;
import io.fabula.generator.blueprint.Blueprint;
import io.fabula.generator.lint.Finding;
import io.fabula.providers.fallback.Chain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One blueprint being written in the background. Begun once, on a thread of its own: the lint
/// computes for longer than a virtual thread should. For any thread.
final class Writing implements Editor {
  private static final Logger LOG = LoggerFactory.getLogger(Writing.class);

  /// What fits into a prompt, however many listen.
  private static final int MOST_EVENTS = 100;

  private enum State {
    WAITING,
    UNDER_WAY,
    WRITTEN,
    FAILED,
    GIVEN_UP
  }

  private final Assignment assignment;
  private final Supplier<Chain> chain;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final List<Seat> seats = new ArrayList<>();
  private final List<Runnable> listeners = new ArrayList<>();
  private State state = State.WAITING;
  private Recap told = Recap.NOTHING;
  private int rounds;
  private long endedAt;
  private boolean kept;
  private @Nullable Chain asked;
  private @Nullable Thread thread;
  private @Nullable Blueprint blueprint;

  Writing(Assignment assignment, Supplier<Chain> chain, Clock clock, LongSupplier nanoTime) {
    this.assignment = assignment;
    this.chain = chain;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /// Whether it is of this text of the narrative.
  boolean isOf(String fingerprint) {
    return assignment.fingerprint().equals(fingerprint);
  }

  /// A place for one stream; empty where it has to be written anew.
  ///
  /// @param cooldown nanoseconds for which a failure stands
  synchronized Optional<Seat> seat(Supplier<Recap> before, long cooldown) {
    boolean over =
        switch (state) {
          case WAITING, UNDER_WAY -> false;
          case FAILED -> nanoTime.getAsLong() - endedAt > cooldown;
          // Who removes the file wants another one.
          case WRITTEN -> kept && assignment.target().filter(Files::exists).isEmpty();
          case GIVEN_UP -> true;
        };
    if (over) {
      return Optional.empty();
    }
    Seat seat = new Seat(this, before);
    seats.add(seat);
    return Optional.of(seat);
  }

  /// Begins, unless somebody has.
  ///
  /// @return whether it did
  synchronized boolean begin() {
    if (state != State.WAITING) {
      return false;
    }
    state = State.UNDER_WAY;
    told = together(seats.stream().map(Seat::before).toList());
    thread = Thread.ofPlatform().daemon().name("blueprint-author").start(this::write);
    return true;
  }

  /// What all have told: everybody's cast goes on.
  private static Recap together(List<Recap> recaps) {
    Set<String> events = new LinkedHashSet<>();
    recaps.stream()
        .flatMap(recap -> recap.events().stream())
        .limit(MOST_EVENTS)
        .forEach(events::add);
    String digest = recaps.stream().map(Recap::digest).findFirst().orElse("");
    return new Recap(digest, List.copyOf(events), true);
  }

  private void write() {
    State end = State.FAILED;
    try {
      Chain writers = chain.get();
      hold(writers);
      Manuscript manuscript =
          new BlueprintAuthor(writers, clock, this).write(assignment.after(told()));
      keep(manuscript);
      end = State.WRITTEN;
    } catch (InterruptedException e) {
      end = State.GIVEN_UP;
    } catch (AuthoringException e) {
      if (!givenUp()) {
        LOG.atWarn()
            .addKeyValue("narrative", assignment.narrative().name())
            .addKeyValue("why", String.valueOf(e.getMessage()))
            .addKeyValue("findings", e.findings().size())
            .log("no blueprint could be written; the model goes on writing the events themselves");
      }
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // Nobody else sees this thread.
      LOG.atError()
          .addKeyValue("narrative", assignment.narrative().name())
          .setCause(e)
          .log("writing a blueprint failed");
    } finally {
      end(end);
    }
  }

  private void keep(Manuscript manuscript) {
    if (assignment.target().isEmpty()) {
      hold(manuscript, false);
      return;
    }
    Path target = assignment.target().get();
    try {
      BlueprintFile.write(target, manuscript.text());
      hold(manuscript, true);
      LOG.atInfo()
          .addKeyValue("narrative", assignment.narrative().name())
          .addKeyValue("by", manuscript.by())
          .addKeyValue("rounds", manuscript.rounds())
          .addKeyValue("file", target)
          .log("a blueprint was written");
    } catch (IOException | IllegalArgumentException e) {
      // Nobody is there to name another place for it.
      hold(manuscript, false);
      LOG.atWarn()
          .addKeyValue("narrative", assignment.narrative().name())
          .addKeyValue("file", target)
          .addKeyValue("why", String.valueOf(e.getMessage()))
          .log("a blueprint was written, but cannot be kept; it serves until the server stops");
    }
  }

  private void end(State how) {
    List<Runnable> toTell;
    synchronized (this) {
      state = state == State.GIVEN_UP ? state : how;
      endedAt = nanoTime.getAsLong();
      toTell = List.copyOf(listeners);
      listeners.clear();
    }
    toTell.forEach(Runnable::run);
  }

  private synchronized void hold(Manuscript manuscript, boolean inFile) {
    blueprint = manuscript.blueprint();
    kept = inFile;
  }

  private synchronized void hold(Chain writers) {
    asked = writers;
  }

  @Override
  public synchronized void reviewed(int round, List<Finding> findings) {
    rounds = round;
  }

  synchronized Recap told() {
    return told;
  }

  synchronized Optional<Blueprint> blueprint() {
    return state == State.WRITTEN ? Optional.ofNullable(blueprint) : Optional.empty();
  }

  synchronized boolean failed() {
    return state == State.FAILED;
  }

  private synchronized boolean givenUp() {
    return state == State.GIVEN_UP;
  }

  void whenEnded(Runnable then) {
    synchronized (this) {
      if (state == State.WAITING || state == State.UNDER_WAY) {
        listeners.add(then);
        return;
      }
    }
    then.run();
  }

  synchronized Map<String, Long> counters() {
    Map<String, Long> counters = new TreeMap<>();
    counters.put("blueprint_rounds", (long) rounds);
    counters.put("blueprint_tokens", asked == null ? 0L : asked.spent().total().tokens());
    return counters;
  }

  /// A stream has ended or has its blueprint. Nothing is spent for nobody.
  synchronized void leave(Seat seat) {
    seats.remove(seat);
    if (seats.isEmpty() && (state == State.UNDER_WAY || state == State.WAITING)) {
      state = State.GIVEN_UP;
      Thread running = thread;
      if (running != null) {
        running.interrupt();
      }
    }
  }
}
