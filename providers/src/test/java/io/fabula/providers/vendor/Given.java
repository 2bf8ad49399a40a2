package io.fabula.providers.vendor;

import io.fabula.providers.Answer;
import io.fabula.providers.LanguageModel;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.ProviderSettings.Timeouts;
import io.fabula.providers.Providers;
import io.fabula.providers.stub.ChatCompletionsStub;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// The givens that most tests of a provider share.
final class Given {
  static final String KEY = "sk-test-0123456789abcdef";
  static final Prompt PROMPT = new Prompt("You tell stories.", "Go on.", Optional.empty(), 500);

  private Given() {}

  static LanguageModel model(ChatCompletionsStub stub) {
    return model(stub.baseUrl());
  }

  static LanguageModel model(URI baseUrl) {
    return Providers.open(settings("openai", baseUrl, Timeouts.DEFAULT));
  }

  static LanguageModel model(ChatCompletionsStub stub, Timeouts timeouts) {
    return Providers.open(settings("openai", stub.baseUrl(), timeouts));
  }

  static ProviderSettings settings(String type, URI baseUrl, Timeouts timeouts) {
    return ProviderSettings.of("openai", type, "gpt-test")
        .withBaseUrl(baseUrl)
        .withApiKey(KEY)
        .withHeaders(Map.of("X-Team", "team-secret-0815"))
        .with(timeouts);
  }

  static Timeouts firstToken(Duration limit) {
    Timeouts d = Timeouts.DEFAULT;
    return new Timeouts(d.connect(), limit, d.idle(), d.total());
  }

  static Timeouts idle(Duration limit) {
    Timeouts d = Timeouts.DEFAULT;
    return new Timeouts(d.connect(), d.firstToken(), limit, d.total());
  }

  static Timeouts total(Duration limit) {
    Timeouts d = Timeouts.DEFAULT;
    return new Timeouts(d.connect(), d.firstToken(), d.idle(), limit);
  }

  /// Reads an answer to its regular end.
  static String wholeText(Answer answer) throws InterruptedException {
    var text = new StringBuilder();
    for (var piece = answer.next(); piece.isPresent(); piece = answer.next()) {
      text.append(piece.get());
    }
    return text.toString();
  }
}
