package io.fabula.providers.stub;

import java.io.IOException;
import java.util.Optional;

/// OpenAI's chat completions, and Azure's
/// (https://platform.openai.com/docs/api-reference/chat-streaming): each chunk a `data:` event,
/// usage in a chunk without choices, `[DONE]` at the end.
class ChatCompletionsSpeaker extends Speaker {
  /// The fields that every chunk begins with.
  private static final String HEAD =
      "{\"id\":\"chatcmpl-stub\",\"object\":\"chat.completion.chunk\","
          + "\"created\":1700000000,\"model\":\"stub\",";

  ChatCompletionsSpeaker(Wire wire) {
    super(wire);
  }

  @Override
  void token(String text) throws IOException {
    event(chunk("{\"content\":" + quoted(text) + "}", "null", "null"));
  }

  @Override
  void refusal(String words) throws IOException {
    event(chunk("{\"content\":null,\"refusal\":" + quoted(words) + "}", "null", "null"));
  }

  @Override
  void finish(String reason, Optional<Step.Usage> usage) throws IOException {
    event(chunk("{}", quoted(reason), "null"));
    if (usage.isPresent()) {
      usage(usage.get());
    }
  }

  @Override
  void usage(Step.Usage usage) throws IOException {
    event(HEAD + "\"choices\":[],\"usage\":" + counts(usage) + "}");
  }

  @Override
  void done() throws IOException {
    event("[DONE]");
  }

  @Override
  void failure(String type, String message) throws IOException {
    event(
        "{\"error\":{\"message\":%s,\"type\":%s,\"param\":null,\"code\":null}}"
            .formatted(quoted(message), quoted(type)));
  }

  static String chunk(String delta, String finishReason, String usage) {
    return HEAD
        + "\"choices\":[{\"index\":0,\"delta\":%s,\"finish_reason\":%s}],\"usage\":%s}"
            .formatted(delta, finishReason, usage);
  }

  static String counts(Step.Usage usage) {
    return """
    {"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d,\
    "prompt_tokens_details":{"cached_tokens":%d}}\
    """
        .formatted(usage.input(), usage.output(), usage.input() + usage.output(), usage.cached());
  }
}
