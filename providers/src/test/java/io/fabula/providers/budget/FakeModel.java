package io.fabula.providers.budget;

import io.fabula.providers.Answer;
import io.fabula.providers.LanguageModel;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderException;
import io.fabula.providers.Usage;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Function;

/// A model that answers as one function says.
record FakeModel(Function<Prompt, Answer> answers) implements LanguageModel {
  /// Writes these pieces and reports that usage at the end.
  static Answer saying(Usage usage, String... pieces) {
    return new Scripted(new ArrayDeque<>(List.of(pieces)), usage, Optional.empty());
  }

  /// Writes these pieces and fails.
  static Answer failing(ProviderException failure, String... pieces) {
    return new Scripted(new ArrayDeque<>(List.of(pieces)), Usage.NONE, Optional.of(failure));
  }

  @Override
  public String provider() {
    return "local";
  }

  @Override
  public String model() {
    return "llama";
  }

  @Override
  public Answer ask(Prompt prompt) {
    return answers.apply(prompt);
  }

  @Override
  public void close() {}

  private static final class Scripted implements Answer {
    private final Queue<String> pieces;
    private final Usage told;
    private final Optional<ProviderException> failure;
    private Usage usage = Usage.NONE;

    Scripted(Queue<String> pieces, Usage told, Optional<ProviderException> failure) {
      this.pieces = pieces;
      this.told = told;
      this.failure = failure;
    }

    @Override
    public Optional<String> next() {
      if (!pieces.isEmpty()) {
        return Optional.of(pieces.remove());
      }
      if (failure.isPresent()) {
        throw failure.get();
      }
      usage = told;
      return Optional.empty();
    }

    @Override
    public Usage usage() {
      return usage;
    }

    @Override
    public void close() {}
  }
}
