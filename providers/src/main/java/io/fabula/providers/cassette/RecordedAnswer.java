package io.fabula.providers.cassette;

import io.fabula.providers.Answer;
import io.fabula.providers.ProviderException;
import io.fabula.providers.Usage;
import io.fabula.providers.cassette.Recording.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Hands on a real answer and writes it down when it is over.
final class RecordedAnswer implements Answer {
  private final Answer answer;
  private final Request request;
  private final Shelf shelf;
  private final long asked;
  private final LongSupplier nanoTime;
  // The reader adds to it, whoever closes writes it.
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Piece> pieces = new ArrayList<>();
  private boolean over;

  RecordedAnswer(Answer answer, Request request, Shelf shelf, long asked, LongSupplier nanoTime) {
    this.answer = answer;
    this.request = request;
    this.shelf = shelf;
    this.asked = asked;
    this.nanoTime = nanoTime;
  }

  @Override
  public Optional<String> next() throws InterruptedException {
    Optional<String> piece;
    try {
      piece = answer.next();
    } catch (ProviderException e) {
      if (!(e instanceof ProviderException.Cancelled)) { // then close() is what ended it
        brokeOff();
      }
      throw e;
    }
    piece.filter(text -> !text.isEmpty()).ifPresent(this::add);
    if (piece.isEmpty()) {
      over(true);
    }
    return piece;
  }

  private void add(String text) {
    long ms = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - asked);
    lock.lock();
    try {
      pieces.add(new Piece(Math.clamp(ms, 0, CassetteJson.LATEST), text));
    } finally {
      lock.unlock();
    }
  }

  /// What came before it broke off was used: played again it breaks off at the same place.
  private void brokeOff() {
    over(false);
  }

  private void over(boolean whole) {
    List<Piece> came;
    lock.lock();
    try {
      if (over) {
        return;
      }
      over = true;
      came = List.copyOf(pieces);
    } finally {
      lock.unlock();
    }
    // Nothing received is nothing to play, unless the model said so.
    if (whole || !came.isEmpty()) {
      shelf.write(new Recording(request, came, answer.usage(), whole));
    }
  }

  @Override
  public Usage usage() {
    return answer.usage();
  }

  @Override
  public void close() {
    try {
      answer.close();
    } finally {
      over(false);
    }
  }
}
