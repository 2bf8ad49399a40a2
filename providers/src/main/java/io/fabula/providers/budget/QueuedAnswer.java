package io.fabula.providers.budget;

import io.fabula.providers.Answer;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderException;
import io.fabula.providers.Usage;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// An answer whose call waits until calls under way have turned out cheaper than they might have.
final class QueuedAnswer implements Answer {
  private final MeteredModel model;
  private final Prompt prompt;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Answer begun;
  private volatile boolean closed;

  QueuedAnswer(MeteredModel model, Prompt prompt) {
    this.model = model;
    this.prompt = prompt;
  }

  @Override
  public Optional<String> next() throws InterruptedException {
    Answer answer = begun();
    return answer == null ? begin().next() : answer.next();
  }

  private Answer begin() throws InterruptedException {
    Optional<Reservation> held =
        model.budget().await(model.account(), model.settings(), prompt, () -> closed);
    lock.lock();
    try {
      if (held.isEmpty() || closed) {
        held.ifPresent(model.budget()::release);
        throw new ProviderException.Cancelled(
            "The call to " + model.provider() + " was cancelled while it waited for the budget.");
      }
      Answer answer = model.begin(prompt, held.get());
      begun = answer;
      return answer;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Answer begun() {
    lock.lock();
    try {
      return begun;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Usage usage() {
    Answer answer = begun();
    return answer == null ? Usage.NONE : answer.usage();
  }

  @Override
  public void close() {
    closed = true;
    model.budget().wake();
    Answer answer = begun();
    if (answer != null) {
      answer.close();
    }
  }
}
