package io.fabula.generator.batch;

import io.fabula.generator.narrative.EventChecker;
import io.fabula.providers.Answer;
import io.fabula.providers.LanguageModel;
import io.fabula.providers.ProviderException;
import io.fabula.providers.ProviderException.Cancelled;
import io.fabula.providers.ProviderException.Retriable;
import io.fabula.providers.ProviderException.Spent;
import io.fabula.providers.ProviderException.TooLong;
import io.fabula.providers.fallback.Chain;
import io.fabula.providers.fallback.Link;
import io.fabula.providers.fallback.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One batch of events: asked of the first provider that is well, and of the next one where it
/// fails or brings nothing of use. Runs on a thread of its own; [#cancel] is for any.
///
/// Whole events are handed on as they come and never taken back: whatever happens to an answer
/// later, the story goes on behind them.
final class Call implements Runnable {
  private static final int MAX_BARREN = 4 * EventChecker.MAX_BYTES;

  private final Chain chain;
  private final PromptWriter prompts;
  private final DraftReader reader;
  private final Desk desk;

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Answer answer;
  private @Nullable Thread thread;
  private boolean cancelled;

  private Wish wish;

  Call(Chain chain, PromptWriter prompts, DraftReader reader, Desk desk, Wish wish) {
    this.chain = chain;
    this.prompts = prompts;
    this.reader = reader;
    this.desk = desk;
    this.wish = wish;
  }

  /// Where the events of a call go, and what else there is to tell. Called by the call's thread.
  interface Desk {
    /// A provider is about to be asked.
    void asks(String provider);

    void takes(DraftReader.Result result);

    /// Something was wrong that is no event's fault alone.
    void notes(String fault);

    void remembers(String digest, List<String> cast);

    /// An answer has ended, for whatever reason.
    ///
    /// @param asked how many events it was to bring
    /// @param brought how many of use it did
    /// @return whether the provider is to be given up for now, because it brought too little too
    ///   often
    boolean answered(Link link, int asked, int brought);

    /// The faults that the desk knows of, for the next try.
    List<String> faults();

    void counts(String what);

    void ends(Outcome outcome);
  }

  /// How a call ended.
  sealed interface Outcome {
    /// With events.
    record Wrote() implements Outcome {}

    /// No model can write on at present, but the blueprint can be played.
    record Offline(String why) implements Outcome {}

    record Failed(GenerationException exception) implements Outcome {}

    record Dropped() implements Outcome {}
  }

  @Override
  public void run() {
    lock.lock();
    try {
      thread = Thread.currentThread();
      if (cancelled) {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
    desk.ends(outcome());
  }

  private Outcome outcome() {
    try {
      return tryAll();
    } catch (InterruptedException e) {
      return new Outcome.Dropped();
    } catch (Cancelled e) {
      // Where nobody here has cancelled it, its model was closed: there is nothing to go on with.
      return isCancelled()
          ? new Outcome.Dropped()
          : new Outcome.Failed(new GenerationException(String.valueOf(e.getMessage()), e));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // Nobody else sees this thread: what it does not hand on, a listener waits for in vain.
      return new Outcome.Failed(new GenerationException("the model call failed: " + e, e));
    }
  }

  private Outcome tryAll() throws InterruptedException {
    @Nullable ProviderException latest = null;
    boolean anyEntered = false;
    for (Link link : chain.links()) {
      Optional<Turn> turn = link.enter();
      if (turn.isEmpty()) {
        continue;
      }
      anyEntered = true;
      boolean settled = false;
      try {
        latest = null;
        boolean wrote = repairing(link, turn.get());
        settled = true;
        if (wrote) {
          return new Outcome.Wrote();
        }
      } catch (Cancelled e) {
        throw e;
      } catch (ProviderException e) {
        settled = true;
        turn.get().failed(e);
        latest = e;
      } finally {
        if (!settled) {
          turn.get().abandoned();
        }
      }
    }
    String why = String.join("; ", chain.faults());
    if (chain.endsOffline()) {
      return new Outcome.Offline(why);
    }
    if (!anyEntered && somebodyTries()) {
      return tryAll();
    }
    boolean spent = latest instanceof Spent || chain.links().stream().anyMatch(Link::spent);
    return new Outcome.Failed(new GenerationException(why, latest, spent));
  }

  /// Waits while another call finds out whether one of the providers is well again.
  private boolean somebodyTries() throws InterruptedException {
    for (Link link : chain.links()) {
      if (link.awaitTrial()) {
        return true;
      }
    }
    return false;
  }

  /// Asks one provider until it has brought something, is given up, or fails.
  ///
  /// @return whether it has brought something
  private boolean repairing(Link link, Turn turn) throws InterruptedException {
    boolean shortened = false;
    while (true) {
      Round round = new Round();
      desk.asks(link.provider());
      try {
        stream(turn, round);
      } catch (TooLong e) {
        if (shortened || wish.shortened().equals(wish)) {
          throw e;
        }
        shortened = true;
        wish = wish.shortened();
        desk.counts("shortened");
        continue;
      } catch (Cancelled e) {
        throw e;
      } catch (ProviderException e) {
        if (round.brought == 0 && !(e instanceof Retriable && round.anyText)) {
          throw e;
        }
        desk.counts("cut");
        desk.notes("the answer broke off");
        boolean givenUp = givenUp(link, round);
        if (givenUp) {
          turn.failed(e);
        } else if (round.brought > 0) {
          turn.succeeded();
        }
        if (givenUp || round.brought > 0) {
          return round.brought > 0;
        }
        repair();
        continue;
      }
      boolean givenUp = givenUp(link, round);
      if (givenUp) {
        turn.useless(useless(turn.model(), round));
      } else if (round.brought > 0) {
        turn.succeeded();
      }
      if (givenUp || round.brought > 0) {
        return round.brought > 0;
      }
      repair();
    }
  }

  private void repair() {
    desk.counts("repaired");
    wish = wish.rejecting(desk.faults());
  }

  /// Whether a provider has brought too little too often. One that brings something is kept where
  /// there is nobody else.
  private boolean givenUp(Link link, Round round) {
    boolean tooOften = desk.answered(link, wish.events(), round.brought);
    boolean elsewhere =
        chain.endsOffline()
            || chain.links().stream().anyMatch(other -> other != link && other.admits());
    return tooOften && (round.brought == 0 || elsewhere);
  }

  private String useless(LanguageModel model, Round round) {
    List<String> faults = desk.faults();
    return "%s (%s) brought too few usable events, %d of %d in its last answer%s"
        .formatted(
            model.provider(),
            model.model(),
            round.brought,
            wish.events(),
            faults.isEmpty() ? "" : ": " + String.join("; ", faults));
  }

  /// What one answer has brought so far.
  private static final class Round {
    private boolean anyText;
    private int objects;
    private int brought;
  }

  private void stream(Turn turn, Round round) throws InterruptedException {
    EventScanner scanner = new EventScanner(2 * EventChecker.MAX_BYTES);
    Repetition repetition = new Repetition();
    try (Answer reply = start(turn.model())) {
      for (var piece = reply.next(); piece.isPresent(); piece = reply.next()) {
        round.anyText = true;
        scanner.feed(piece.get());
        for (var object = scanner.poll(); object.isPresent(); object = scanner.poll()) {
          DraftReader.Result result = reader.read(object.get());
          desk.takes(result);
          round.objects++;
          if (result instanceof DraftReader.Result.Good && round.brought++ == 0) {
            // It is well: others need not wait for the end of this answer.
            turn.succeeded();
          }
        }
        if (round.objects > 2 * wish.events()) {
          // It goes on and on; what it has written beyond its task is nobody's.
          break;
        }
        if (scanner.barren() > MAX_BARREN || repetition.caught(piece.get())) {
          desk.notes("the answer ran on without bringing another event");
          break;
        }
      }
      if (scanner.oversized() > 0) {
        desk.notes("an event was longer than allowed");
      }
      List<String> cast = new ArrayList<>();
      scanner.cast().forEach(name -> cast.add(DraftReader.text(name)));
      desk.remembers(DraftReader.text(scanner.digest()), cast);
    }
  }

  private boolean isCancelled() {
    lock.lock();
    try {
      return cancelled;
    } finally {
      lock.unlock();
    }
  }

  private Answer start(LanguageModel model) throws InterruptedException {
    lock.lock();
    try {
      if (cancelled) {
        throw new InterruptedException("cancelled");
      }
      Answer started = model.ask(prompts.write(wish));
      answer = started;
      return started;
    } finally {
      lock.unlock();
    }
  }

  /// Ends the call and drops its connection.
  void cancel() {
    Answer open;
    Thread running;
    lock.lock();
    try {
      cancelled = true;
      open = answer;
      running = thread;
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
