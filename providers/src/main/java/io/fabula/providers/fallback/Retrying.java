package io.fabula.providers.fallback;

import io.fabula.providers.Answer;
import io.fabula.providers.LanguageModel;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderException;
import io.fabula.providers.ProviderException.Retriable;
import io.fabula.providers.Usage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A model whose calls are repeated where they fail before their first text: after half a second,
/// then twice as long each time, less a random part so that not all come back at once; or after
/// what the provider asks for. From the first text on a call is never repeated: its reader has had
/// that text.
final class Retrying implements LanguageModel {
  /// A provider that wants to be left alone for longer is down, not busy.
  static final Duration MOST_PATIENCE = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger(Retrying.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  private final LanguageModel model;
  private final int retries;
  private final RandomGenerator random;
  private final Consumer<Retriable> watcher;

  /// @param retries how often a call may be repeated
  /// @param watcher hears of each repetition and its reason, on the reading thread
  Retrying(LanguageModel model, int retries, RandomGenerator random, Consumer<Retriable> watcher) {
    this.model = model;
    this.retries = retries;
    this.random = random;
    this.watcher = watcher;
  }

  @Override
  public String provider() {
    return model.provider();
  }

  @Override
  public String model() {
    return model.model();
  }

  @Override
  public Answer ask(Prompt prompt) {
    return new Persistent(prompt);
  }

  @Override
  public void close() {
    model.close();
  }

  /// How long to wait before the next try.
  ///
  /// @param failed tries so far, from 1
  private Duration pause(Retriable fault, int failed) {
    long usual = FIRST_PAUSE.toNanos() << Math.min(failed - 1, 10);
    long jittered = usual / 2 + random.nextLong(usual / 2 + 1);
    long asked = fault.retryAfter().map(Duration::toNanos).orElse(0L);
    return Duration.ofNanos(Math.min(Math.max(jittered, asked), MOST_PATIENCE.toNanos()));
  }

  private final class Persistent implements Answer {
    private final Prompt prompt;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private Answer current;
    private boolean closed;
    // Of the reading thread alone.
    private boolean anyText;
    private int failed;

    private Persistent(Prompt prompt) {
      this.prompt = prompt;
      this.current = model.ask(prompt);
    }

    @Override
    public Optional<String> next() throws InterruptedException {
      while (true) {
        try {
          Optional<String> piece = now().next();
          anyText |= piece.isPresent();
          return piece;
        } catch (Retriable fault) {
          failed++;
          if (anyText || failed > retries || fault.retryAfter().filter(this::tooLong).isPresent()) {
            throw fault;
          }
          Duration pause = pause(fault, failed);
          LOG.atWarn()
              .addKeyValue("provider", provider())
              .addKeyValue("why", fault.getMessage())
              .addKeyValue("pauseMillis", pause.toMillis())
              .log("a model call failed and is repeated");
          askAgain(pause);
          watcher.accept(fault);
        }
      }
    }

    private boolean tooLong(Duration asked) {
      return asked.compareTo(MOST_PATIENCE) > 0;
    }

    private void askAgain(Duration pause) throws InterruptedException {
      now().close();
      lock.lockInterruptibly();
      try {
        long nanos = pause.toNanos();
        while (nanos > 0 && !closed) {
          nanos = closing.awaitNanos(nanos);
        }
        if (closed) {
          throw new ProviderException.Cancelled(
              "The call to " + provider() + " was cancelled between two tries.");
        }
        current = model.ask(prompt);
      } finally {
        lock.unlock();
      }
    }

    private Answer now() {
      lock.lock();
      try {
        return current;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public Usage usage() {
      return now().usage();
    }

    @Override
    public void close() {
      lock.lock();
      try {
        closed = true;
        closing.signalAll();
        current.close();
      } finally {
        lock.unlock();
      }
    }
  }
}
