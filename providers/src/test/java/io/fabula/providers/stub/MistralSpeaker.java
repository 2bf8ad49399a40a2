package io.fabula.providers.stub;

import java.io.IOException;
import java.util.Optional;

/// Mistral's chat completions (https://docs.mistral.ai/api/endpoint/chat): like OpenAI's, but usage
/// comes in the chunk that carries the finish reason.
final class MistralSpeaker extends ChatCompletionsSpeaker {
  MistralSpeaker(Wire wire) {
    super(wire);
  }

  @Override
  void refusal(String words) throws IOException {
    token(words);
    finish("content_filter", Optional.empty());
  }

  @Override
  void finish(String reason, Optional<Step.Usage> usage) throws IOException {
    event(
        chunk(
            "{\"content\":\"\"}",
            quoted(reason),
            usage.map(ChatCompletionsSpeaker::counts).orElse("null")));
  }

  @Override
  void failure(String type, String message) throws IOException {
    event(
        "{\"object\":\"error\",\"message\":%s,\"type\":%s,\"param\":null,\"code\":\"3505\"}"
            .formatted(quoted(message), quoted(type)));
  }
}
