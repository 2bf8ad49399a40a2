package io.fabula.providers.fallback;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabula.providers.Answer;
import io.fabula.providers.LanguageModel;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderException;
import io.fabula.providers.Usage;
import java.time.Duration;
import java.util.Optional;

/// What one tiny call says of a provider.
///
/// @param firstToken how long its first text took; empty where none came
/// @param keepsSchema whether the answer was what the schema asked for
/// @param usage what the call has cost, as the provider counted it
/// @param fault what went wrong, where something did
public record Checkup(
    Optional<Duration> firstToken, boolean keepsSchema, Usage usage, Optional<String> fault) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// Enough for a model that thinks before it writes; others write ten tokens.
  private static final int MAX_TOKENS = 1024;

  private static final Prompt PROMPT =
      new Prompt(
          "You check a connection. Answer with JSON and nothing else.",
          "Answer {\"reachable\": true}.",
          Optional.of(
              new Prompt.ResponseSchema(
                  "reachable",
                  """
                  {"type":"object","properties":{"reachable":{"type":"boolean"}},\
                  "required":["reachable"],"additionalProperties":false}\
                  """)),
          MAX_TOKENS);

  /// No call could be made.
  static Checkup failed(String why) {
    return new Checkup(Optional.empty(), false, Usage.NONE, Optional.of(why));
  }

  /// Makes the call, and waits for its end.
  static Checkup of(LanguageModel model) throws InterruptedException {
    long begun = System.nanoTime();
    Optional<Duration> firstToken = Optional.empty();
    StringBuilder text = new StringBuilder();
    try (Answer answer = model.ask(PROMPT)) {
      try {
        for (var piece = answer.next(); piece.isPresent(); piece = answer.next()) {
          if (firstToken.isEmpty()) {
            firstToken = Optional.of(Duration.ofNanos(System.nanoTime() - begun));
          }
          text.append(piece.get());
        }
        return new Checkup(firstToken, isAnswer(text), answer.usage(), Optional.empty());
      } catch (ProviderException e) {
        return new Checkup(
            firstToken, false, answer.usage(), Optional.of(String.valueOf(e.getMessage())));
      }
    }
  }

  private static boolean isAnswer(CharSequence text) {
    try {
      JsonNode answer = JSON.readTree(text.toString());
      return answer.size() == 1 && answer.path("reachable").isBoolean();
    } catch (JacksonException e) {
      return false;
    }
  }
}
