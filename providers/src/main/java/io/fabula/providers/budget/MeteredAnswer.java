package io.fabula.providers.budget;

import io.fabula.providers.Answer;
import io.fabula.providers.ProviderException;
import io.fabula.providers.Usage;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// An answer that is booked once, when it ends, fails or is closed, whichever comes first.
final class MeteredAnswer implements Answer {
  private final Answer answer;
  private final Budget budget;
  private final Reservation held;
  private final AtomicLong bytesReceived = new AtomicLong();
  private volatile boolean whole;
  private final AtomicBoolean over = new AtomicBoolean();

  MeteredAnswer(Answer answer, Budget budget, Reservation held) {
    this.answer = answer;
    this.budget = budget;
    this.held = held;
  }

  @Override
  public Optional<String> next() throws InterruptedException {
    Optional<String> piece;
    try {
      piece = answer.next();
    } catch (ProviderException e) {
      failed(e);
      throw e;
    } catch (RuntimeException e) {
      book();
      throw e;
    }
    if (piece.isPresent()) {
      bytesReceived.addAndGet(Estimate.bytes(piece.get()));
    } else {
      whole = true;
      book();
    }
    return piece;
  }

  private void failed(ProviderException e) {
    if (bytesReceived.get() > 0 || answer.usage().tokens() > 0) {
      book();
      return;
    }
    switch (e) {
      // Turned away at the door: nobody bills for that.
      case ProviderException.Misconfigured _,
          ProviderException.Rejected _,
          ProviderException.TooLong _,
          ProviderException.Spent _ ->
          release();
      case ProviderException.Retriable retriable -> {
        if (retriable.isUnread()) {
          release();
        } else {
          book();
        }
      }
      // The model has read the prompt, as far as anyone knows.
      case ProviderException.Refused _, ProviderException.Cancelled _ -> book();
    }
  }

  private void release() {
    if (over.compareAndSet(false, true)) {
      budget.release(held);
    }
  }

  private void book() {
    if (over.compareAndSet(false, true)) {
      budget.settle(held, spent());
    }
  }

  /// What the provider counted; each figure that it did not tell is estimated. An answer that did
  /// not come to its end counts at least as what came of it: Anthropic begins its count with 1 and
  /// tells the rest at the end.
  private Usage spent() {
    Usage told = answer.usage();
    long input = told.inputTokens() > 0 ? told.inputTokens() : held.input();
    long output = told.outputTokens();
    if (!whole || output == 0) {
      output = Math.max(output, Estimate.tokens(bytesReceived.get()));
    }
    return new Usage(input, output, Math.max(0, told.cachedTokens()));
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
      book();
    }
  }
}
