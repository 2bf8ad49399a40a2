package io.fabula.providers.stub;

import java.io.IOException;
import java.util.Optional;

/// Ollama's chat (https://docs.ollama.com/api/chat, /api/streaming, /api/errors): a JSON object a
/// line, the last with `done`, its reason and the counts.
final class OllamaSpeaker extends Speaker {
  private static final String HEAD =
      "{\"model\":\"stub\",\"created_at\":\"2026-11-20T12:00:00.000000Z\",";

  OllamaSpeaker(Wire wire) {
    super(wire);
    wire.lines();
  }

  @Override
  void token(String text) throws IOException {
    event(
        HEAD
            + "\"message\":{\"role\":\"assistant\",\"content\":%s},\"done\":false}"
                .formatted(quoted(text)));
  }

  @Override
  void finish(String reason, Optional<Step.Usage> usage) throws IOException {
    String counts =
        usage
            .map(
                u -> ",\"prompt_eval_count\":%d,\"eval_count\":%d".formatted(u.input(), u.output()))
            .orElse("");
    event(
        HEAD
            + "\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":%s%s}"
                .formatted(quoted(reason), counts));
  }

  @Override
  void usage(Step.Usage usage) {}

  @Override
  void done() {}

  @Override
  void failure(String type, String message) throws IOException {
    event("{\"error\":" + quoted(message) + "}");
  }

  @Override
  void event(String data) throws IOException {
    wire.write(data + "\n");
  }

  @Override
  void keepAlive(String text) throws IOException {
    wire.write("\n");
  }
}
