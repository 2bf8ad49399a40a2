package io.fabula.providers.stub;

import java.io.IOException;
import java.util.Optional;

/// Anthropic's Messages (https://platform.claude.com/docs/en/build-with-claude/streaming): named
/// events, what was read is counted at the start and what was written at the end.
final class AnthropicSpeaker extends Speaker {
  private final Step.Usage ahead;
  private boolean begun;

  AnthropicSpeaker(Wire wire, Step.Usage ahead) {
    super(wire);
    this.ahead = ahead;
  }

  @Override
  void token(String text) throws IOException {
    begin();
    send(
        "content_block_delta",
        ",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":" + quoted(text) + "}");
  }

  @Override
  void finish(String reason, Optional<Step.Usage> usage) throws IOException {
    begin();
    String said =
        switch (reason) {
          case "stop" -> "end_turn";
          case "length" -> "max_tokens";
          case "content_filter" -> "refusal";
          default -> reason;
        };
    send("content_block_stop", ",\"index\":0");
    send(
        "message_delta",
        ",\"delta\":{\"stop_reason\":%s,\"stop_sequence\":null},\"usage\":{\"output_tokens\":%d}"
            .formatted(quoted(said), usage.map(Step.Usage::output).orElse(1L)));
  }

  @Override
  void usage(Step.Usage usage) throws IOException {
    begin();
  }

  @Override
  void done() throws IOException {
    begin();
    send("message_stop", "");
  }

  @Override
  void failure(String type, String message) throws IOException {
    send(
        "error",
        ",\"error\":{\"type\":%s,\"message\":%s}".formatted(quoted(type), quoted(message)));
  }

  @Override
  void event(String data) throws IOException {
    wire.write("event: content_block_delta\ndata: " + data + "\n\n");
  }

  @Override
  void keepAlive(String text) throws IOException {
    send("ping", "");
  }

  private void begin() throws IOException {
    if (begun) {
      return;
    }
    begun = true;
    long written = ahead.cached() / 2;
    send(
        "message_start",
        """
        ,"message":{"id":"msg_stub","type":"message","role":"assistant","content":[],\
        "model":"stub","stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":%d,\
        "cache_creation_input_tokens":%d,"cache_read_input_tokens":%d,"output_tokens":1}}\
        """
            .formatted(ahead.input() - ahead.cached() - written, written, ahead.cached()));
    send("content_block_start", ",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
  }

  private void send(String type, String rest) throws IOException {
    wire.write("event: %s\ndata: {\"type\":\"%s\"%s}\n\n".formatted(type, type, rest));
  }
}
