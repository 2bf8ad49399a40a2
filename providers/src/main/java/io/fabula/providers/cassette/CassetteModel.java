package io.fabula.providers.cassette;

import io.fabula.providers.Answer;
import io.fabula.providers.LanguageModel;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderException;
import io.fabula.providers.ProviderSettings;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A model whose answers are recorded, played or both.
final class CassetteModel implements LanguageModel {
  private final ProviderSettings settings;
  private final Cassettes.Mode mode;
  private final Shelf shelf;
  private final Cassettes.Speed speed;
  private final Cassettes.Waiting waiting;
  private final Supplier<LanguageModel> opener;

  /// The keys of recordings that turned out too short.
  private final Set<String> usedUp = ConcurrentHashMap.newKeySet();

  /// The answers being played, to be cancelled with the model.
  private final Set<Answer> playing = ConcurrentHashMap.newKeySet();

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable LanguageModel real;
  private boolean closed;

  CassetteModel(
      ProviderSettings settings,
      Cassettes.Mode mode,
      Shelf shelf,
      Cassettes.Speed speed,
      Cassettes.Waiting waiting,
      Supplier<LanguageModel> opener) {
    this.settings = settings;
    this.mode = mode;
    this.shelf = shelf;
    this.speed = speed;
    this.waiting = waiting;
    this.opener = opener;
  }

  /// Opens the real model now.
  CassetteModel open() {
    var _ = real();
    return this;
  }

  private LanguageModel real() {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("closed");
      }
      LanguageModel opened = real == null ? opener.get() : real;
      real = opened;
      return opened;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String provider() {
    return settings.name();
  }

  @Override
  public String model() {
    return settings.model();
  }

  @Override
  public Answer ask(Prompt prompt) {
    Request request = Request.of(settings, prompt);
    return switch (mode) {
      case REPLAY -> play(request);
      case AUTO ->
          shelf.has(request) && !usedUp.contains(request.key())
              ? play(request)
              : call(request, prompt);
      case OFF, RECORD -> call(request, prompt);
    };
  }

  private Answer play(Request request) {
    var answer =
        new PlayedAnswer(
            settings.name(),
            () -> shelf.read(request),
            speed,
            waiting,
            () -> usedUp.add(request.key()),
            playing::remove);
    playing.add(answer);
    return answer;
  }

  private Answer call(Request request, Prompt prompt) {
    LanguageModel model;
    try {
      model = real();
    } catch (IllegalArgumentException e) { // a missing key above all; an answer says what is wrong
      return new FailedAnswer(new ProviderException.Misconfigured(String.valueOf(e.getMessage())));
    }
    long asked = waiting.nanoTime().getAsLong();
    return new RecordedAnswer(model.ask(prompt), request, shelf, asked, waiting.nanoTime());
  }

  @Override
  public void close() {
    LanguageModel opened;
    lock.lock();
    try {
      closed = true;
      opened = real;
    } finally {
      lock.unlock();
    }
    playing.forEach(Answer::close);
    if (opened != null) {
      opened.close();
    }
  }
}
