package io.fabula.providers.vendor.contract;

import static org.assertj.core.api.Assertions.catchThrowable;

import io.fabula.providers.Answer;
import io.fabula.providers.LanguageModel;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.Providers;
import io.fabula.providers.stub.ModelStub;
import io.fabula.providers.stub.Request;
import io.fabula.providers.stub.ScriptedAnswer;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// A server that speaks a vendor's protocol, a model that asks it, and what came of it.
record Played(ModelStub stub, LanguageModel model) implements AutoCloseable {
  static final String KEY = "sk-test-0123456789abcdef";
  static final String HEADER_SECRET = "team-secret-0815";
  static final Prompt PROMPT = new Prompt("You tell stories.", "Go on: ä😀", Optional.empty(), 500);

  static Played with(Vendor vendor, Function<Request, ScriptedAnswer> script) {
    return with(vendor, script, settings -> settings);
  }

  static Played with(
      Vendor vendor,
      Function<Request, ScriptedAnswer> script,
      UnaryOperator<ProviderSettings> change) {
    ModelStub stub = ModelStub.open(vendor.dialect(), script);
    return new Played(stub, Providers.open(change.apply(settings(vendor, stub.baseUrl()))));
  }

  static ProviderSettings settings(Vendor vendor, URI baseUrl) {
    return ProviderSettings.of("mine", vendor.type(), "model-1")
        .withBaseUrl(baseUrl)
        .withApiKey(KEY)
        .withHeaders(Map.of("X-Team", HEADER_SECRET));
  }

  /// What reading the one answer of a server throws in the end.
  static Throwable thrown(Vendor vendor, ScriptedAnswer script) {
    return told(vendor, script).thrown().orElseThrow();
  }

  /// Reads the one answer of a server to its end, whatever that is.
  static Told told(Vendor vendor, ScriptedAnswer script) {
    try (var played = with(vendor, _ -> script);
        var answer = played.model().ask(PROMPT)) {
      return Told.by(answer);
    }
  }

  /// An answer read to its end.
  record Told(String text, Optional<Throwable> thrown, io.fabula.providers.Usage usage) {
    static Told by(Answer answer) {
      var text = new StringBuilder();
      Throwable thrown =
          catchThrowable(
              () -> {
                for (var piece = answer.next(); piece.isPresent(); piece = answer.next()) {
                  text.append(piece.get());
                }
              });
      return new Told(text.toString(), Optional.ofNullable(thrown), answer.usage());
    }
  }

  @Override
  public void close() {
    model.close();
    stub.close();
  }
}
