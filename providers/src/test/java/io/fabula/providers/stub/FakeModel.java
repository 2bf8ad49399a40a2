package io.fabula.providers.stub;

import io.fabula.providers.Answer;
import io.fabula.providers.LanguageModel;
import io.fabula.providers.Prompt;
import java.util.function.Function;

/// A model without a network that answers as one function says.
public record FakeModel(Function<Prompt, Answer> answers) implements LanguageModel {
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
}
