package io.fabula.providers.cassette;

import io.fabula.providers.Answer;
import io.fabula.providers.ProviderException;
import io.fabula.providers.Usage;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Plays a recording. One thread reads, any may close.
final class PlayedAnswer implements Answer {
  private final String provider;
  private final Supplier<Shelf.Found> file;
  private final Cassettes.Speed speed;
  private final Cassettes.Waiting waiting;
  private final Runnable tooShort;
  private final Consumer<Answer> over;
  private final long asked;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Usage usage = Usage.NONE;
  // Of the reading thread alone.
  private Shelf.@Nullable Found found;
  private @Nullable ProviderException failure;
  private int played;
  private boolean ended;

  /// @param file the recording; read when the first piece is wanted, may throw ProviderException
  /// @param tooShort told where the recording stops before the answer's end
  /// @param over told when nothing is left to cancel
  PlayedAnswer(
      String provider,
      Supplier<Shelf.Found> file,
      Cassettes.Speed speed,
      Cassettes.Waiting waiting,
      Runnable tooShort,
      Consumer<Answer> over) {
    this.provider = provider;
    this.file = file;
    this.speed = speed;
    this.waiting = waiting;
    this.tooShort = tooShort;
    this.over = over;
    this.asked = waiting.nanoTime().getAsLong();
  }

  @Override
  public Optional<String> next() throws InterruptedException {
    if (ended) {
      return Optional.empty();
    }
    if (failure != null) {
      throw failure;
    }
    try {
      return piece();
    } catch (ProviderException e) {
      failure = e;
      over.accept(this);
      throw e;
    }
  }

  private Optional<String> piece() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    unlessClosed();
    if (found == null) {
      found = file.get();
    }
    Recording recording = found.recording();
    if (played < recording.pieces().size()) {
      Recording.Piece piece = recording.pieces().get(played);
      if (speed == Cassettes.Speed.RECORDED) {
        awaitTurnOf(piece);
      }
      unlessClosed();
      played++;
      return Optional.of(piece.text());
    }
    usage = recording.usage();
    if (!recording.whole()) {
      tooShort.run();
      throw new ProviderException.Retriable(
          "The recording %s ends here: its reader left.".formatted(found.file()));
    }
    ended = true;
    over.accept(this);
    return Optional.empty();
  }

  private void awaitTurnOf(Recording.Piece piece) throws InterruptedException {
    long due = asked + TimeUnit.MILLISECONDS.toNanos(piece.ms());
    for (long left = left(due); left > 0 && closed.getCount() > 0; left = left(due)) {
      waiting.waiter().await(closed, left);
    }
  }

  private long left(long due) {
    return due - waiting.nanoTime().getAsLong();
  }

  private void unlessClosed() {
    if (closed.getCount() == 0) {
      throw new ProviderException.Cancelled("The call to " + provider + " was cancelled.");
    }
  }

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public void close() {
    closed.countDown();
    over.accept(this);
  }
}
