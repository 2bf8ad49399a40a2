package io.fabula.providers.budget;

import io.fabula.providers.Answer;
import io.fabula.providers.LanguageModel;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderException;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.Usage;
import java.util.Optional;

/// A model whose calls are reserved before and booked after.
record MeteredModel(
    LanguageModel metered, ProviderSettings settings, Budget budget, Account account)
    implements LanguageModel {
  @Override
  public String provider() {
    return metered.provider();
  }

  @Override
  public String model() {
    return metered.model();
  }

  @Override
  public Answer ask(Prompt prompt) {
    try {
      return budget
          .reserve(account, settings, prompt)
          .map(held -> begin(prompt, held))
          .orElseGet(() -> new QueuedAnswer(this, prompt));
    } catch (ProviderException.Spent e) {
      return new NoAnswer(e);
    }
  }

  /// Makes the call that has been reserved.
  Answer begin(Prompt prompt, Reservation held) {
    Prompt affordable =
        new Prompt(prompt.system(), prompt.user(), prompt.schema(), Math.toIntExact(held.output()));
    Optional<Answer> answer = Optional.empty();
    try {
      answer = Optional.of(metered.ask(affordable));
      return new MeteredAnswer(answer.get(), budget, held);
    } finally {
      if (answer.isEmpty()) {
        budget.release(held);
      }
    }
  }

  @Override
  public void close() {
    metered.close();
  }

  private record NoAnswer(ProviderException.Spent why) implements Answer {
    @Override
    public Optional<String> next() {
      throw why;
    }

    @Override
    public Usage usage() {
      return Usage.NONE;
    }

    @Override
    public void close() {}
  }
}
