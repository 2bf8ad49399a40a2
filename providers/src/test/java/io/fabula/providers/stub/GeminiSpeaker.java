package io.fabula.providers.stub;

import java.io.IOException;
import java.util.Optional;

/// Gemini's streamGenerateContent with `alt=sse` (https://ai.google.dev/api/generate-content): each
/// event a whole response with the text that is new; no mark at the end but the finish reason.
final class GeminiSpeaker extends Speaker {
  GeminiSpeaker(Wire wire) {
    super(wire);
  }

  @Override
  void token(String text) throws IOException {
    event(
        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":%s}],\"role\":\"model\"},\"index\":0}],%s}"
            .formatted(quoted(text), "\"modelVersion\":\"stub\",\"responseId\":\"r\""));
  }

  @Override
  void finish(String reason, Optional<Step.Usage> usage) throws IOException {
    String said =
        switch (reason) {
          case "stop" -> "STOP";
          case "length" -> "MAX_TOKENS";
          case "content_filter" -> "SAFETY";
          default -> reason;
        };
    event(
        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\"}],\"role\":\"model\"},"
            + "\"finishReason\":%s,\"index\":0}]%s}"
                .formatted(quoted(said), usage.map(u -> "," + counts(u)).orElse("")));
  }

  @Override
  void usage(Step.Usage usage) throws IOException {
    event("{" + counts(usage) + "}");
  }

  @Override
  void done() {}

  @Override
  void failure(String type, String message) throws IOException {
    event(
        "{\"error\":{\"code\":503,\"message\":%s,\"status\":%s}}"
            .formatted(quoted(message), quoted(type)));
  }

  /// Thoughts are counted apart from the candidates.
  private static String counts(Step.Usage usage) {
    long thoughts = usage.output() / 2;
    return """
    "usageMetadata":{"promptTokenCount":%d,"candidatesTokenCount":%d,"thoughtsTokenCount":%d,\
    "totalTokenCount":%d,"cachedContentTokenCount":%d}\
    """
        .formatted(
            usage.input(),
            usage.output() - thoughts,
            thoughts,
            usage.input() + usage.output(),
            usage.cached());
  }
}
