package io.fabula.providers.budget;

import io.fabula.providers.Answer;
import io.fabula.providers.LanguageModel;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.Usage;
import io.fabula.providers.stub.FakeAnswer;
import io.fabula.providers.stub.FakeModel;
import java.util.Optional;

/// The calls that the tests make.
final class Calls {
  static final ProviderSettings LOCAL = ProviderSettings.of("local", "ollama", "llama");

  /// Its input is estimated at 16 for the frame and 4 for the text.
  static final long INPUT = 20;

  private Calls() {}

  static Prompt prompt(int maxTokens) {
    return new Prompt("system", "asked!", Optional.empty(), maxTokens);
  }

  /// Uses up all that it is allowed to, and reports it.
  static LanguageModel greedy() {
    return new FakeModel(
        prompt -> FakeAnswer.saying(new Usage(INPUT, prompt.maxTokens()), "some text"));
  }

  static String read(Answer answer) throws InterruptedException {
    var text = new StringBuilder();
    try (answer) {
      for (Optional<String> piece = answer.next(); piece.isPresent(); piece = answer.next()) {
        text.append(piece.get());
      }
    }
    return text.toString();
  }

  static String call(Account account, int maxTokens) throws InterruptedException {
    return read(account.around(greedy(), LOCAL).ask(prompt(maxTokens)));
  }
}
