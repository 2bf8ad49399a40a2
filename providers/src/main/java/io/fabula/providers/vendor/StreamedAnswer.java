package io.fabula.providers.vendor;

import io.fabula.providers.Answer;
import io.fabula.providers.ProviderException;
import io.fabula.providers.ProviderSettings.Timeouts;
import io.fabula.providers.Usage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Turns what a provider pushes into what a reader pulls, and keeps the reader's time limits.
///
/// One thread pushes, one reads, any may close. The queue has no bound of its own: the prompt's
/// `maxTokens` bounds what can ever stand in it, and a provider held back by a slow reader would
/// run into its own timeouts.
final class StreamedAnswer implements Answer {
  private final String provider;
  private final Timeouts timeouts;
  private final Runnable cancel;
  private final LinkedBlockingQueue<Signal> arrived = new LinkedBlockingQueue<>();
  private final long asked = System.nanoTime();

  private volatile long lastPiece;
  private volatile boolean anyPiece;
  private volatile boolean closed;
  private volatile boolean over;
  private volatile Usage usage = Usage.NONE;
  // Of the reading thread alone.
  private @Nullable Signal ending;

  /// @param cancel ends the call at the provider without blocking; may run more than once
  StreamedAnswer(String provider, Timeouts timeouts, Runnable cancel) {
    this.provider = provider;
    this.timeouts = timeouts;
    this.cancel = cancel;
  }

  private sealed interface Signal {
    record Piece(String text) implements Signal {}

    record End() implements Signal {}

    record Failure(ProviderException exception) implements Signal {}
  }

  void push(String text) {
    if (!text.isEmpty()) {
      lastPiece = System.nanoTime();
      anyPiece = true;
      arrived.add(new Signal.Piece(text));
    }
  }

  boolean anyPiece() {
    return anyPiece;
  }

  /// What the call has cost so far; may be told more than once.
  void spent(Usage spent) {
    usage = spent;
  }

  void end() {
    over = true;
    arrived.add(new Signal.End());
  }

  void fail(ProviderException exception) {
    over = true;
    arrived.add(new Signal.Failure(exception));
  }

  @Override
  public Optional<String> next() throws InterruptedException {
    Signal signal = ending == null ? take() : ending;
    return switch (signal) {
      case Signal.Piece piece -> Optional.of(piece.text());
      case Signal.End end -> {
        ending = end;
        yield Optional.empty();
      }
      case Signal.Failure failure -> {
        ending = failure;
        throw failure.exception();
      }
    };
  }

  private Signal take() throws InterruptedException {
    while (true) {
      if (closed) {
        return cancelled();
      }
      Signal signal = arrived.poll();
      if (signal == null) {
        Limit limit = nearest(System.nanoTime());
        if (limit.left() <= 0) {
          over = true;
          cancel.run();
          return new Signal.Failure(limit.passed(provider));
        }
        signal = arrived.poll(limit.left(), TimeUnit.NANOSECONDS);
      }
      // A piece may have come while the wait ran out: then the limits are read anew.
      if (signal != null) {
        return closed ? cancelled() : signal;
      }
    }
  }

  private Limit nearest(long now) {
    Limit total = new Limit("total", timeouts.total(), asked, now);
    Limit silence =
        anyPiece
            ? new Limit("idle", timeouts.idle(), lastPiece, now)
            : new Limit("first_token", timeouts.firstToken(), asked, now);
    return silence.left() < total.left() ? silence : total;
  }

  private Signal cancelled() {
    return new Signal.Failure(
        new ProviderException.Cancelled("The call to " + provider + " was cancelled."));
  }

  @Override
  public Usage usage() {
    return over ? usage : Usage.NONE;
  }

  @Override
  public void close() {
    closed = true;
    over = true;
    cancel.run();
    arrived.add(new Signal.End()); // wakes a waiting reader, who sees `closed` first
  }

  /// One of the limits under `timeout:` and how many nanoseconds of it are left.
  private record Limit(String name, Duration length, long left) {
    Limit(String name, Duration length, long since, long now) {
      this(name, length, saturatedNanos(length) - (now - since));
    }

    private static long saturatedNanos(Duration length) {
      return TimeUnit.NANOSECONDS.convert(length);
    }

    ProviderException passed(String provider) {
      String what =
          switch (name) {
            case "first_token" -> "sent no text within ";
            case "idle" -> "fell silent in the middle of its answer for ";
            default -> "did not finish its answer within ";
          };
      return new ProviderException.Retriable(
          "%s %s%s (limit %s); see providers.%s.timeout.%s."
              .formatted(provider, what, Faults.words(length), name, provider, name));
    }
  }
}
