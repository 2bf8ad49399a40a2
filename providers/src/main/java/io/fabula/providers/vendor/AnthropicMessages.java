package io.fabula.providers.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.vendor.WireReport.Finish;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.Map;

/// Anthropic's Messages API (`platform.claude.com/docs/en/build-with-claude/streaming`).
final class AnthropicMessages implements Protocol {
  @Override
  public HttpRequest request(ProviderSettings settings, URI base) {
    Map<String, String> own = new HashMap<>(Endpoint.key(settings, "x-api-key", ""));
    own.put("anthropic-version", "2023-06-01");
    return Endpoint.request(settings, base, "/messages", "", own);
  }

  @Override
  public void ask(Call call) {
    var model =
        AnthropicStreamingChatModel.builder()
            .httpClientBuilder(EventClient.builder(call))
            .apiKey(Chat.PLACEHOLDER)
            .modelName(call.settings().model())
            .maxTokens(call.prompt().maxTokens())
            .cacheSystemMessages(true);
    call.settings().temperature().ifPresent(model::temperature);
    call.prompt()
        .schema()
        .filter(schema -> ClosedSchema.is(schema.json()))
        .map(Chat::format)
        .ifPresent(model::responseFormat);
    model
        .build()
        .chat(
            ChatRequest.builder().messages(Chat.messages(call.prompt())).build(), call.listener());
  }

  @Override
  public void hear(JsonNode event, WireReport report) {
    switch (event.path("type").asText("")) {
      case "message_start" -> usage(event.path("message").path("usage"), report);
      case "message_delta" -> {
        usage(event.path("usage"), report);
        finish(event.path("delta").path("stop_reason").asText(""), report);
      }
      default -> {}
    }
  }

  /// What is counted is told anew and whole each time; what is not told stays as it was.
  private static void usage(JsonNode told, WireReport report) {
    if (!told.isObject()) {
      return;
    }
    var before = report.usage();
    boolean input = told.hasNonNull("input_tokens");
    long cached = told.path("cache_read_input_tokens").asLong();
    long read =
        told.path("input_tokens").asLong()
            + told.path("cache_creation_input_tokens").asLong()
            + cached;
    report.usage(
        input ? read : before.inputTokens(),
        told.path("output_tokens").asLong(before.outputTokens()),
        input ? cached : before.cachedTokens());
  }

  private static void finish(String reason, WireReport report) {
    switch (reason) {
      case "" -> {}
      case "end_turn", "stop_sequence" -> report.finish(Finish.STOP, reason);
      case "max_tokens" -> report.finish(Finish.LENGTH, reason);
      case "refusal" -> report.finish(Finish.REFUSED, reason);
      case "model_context_window_exceeded" -> report.finish(Finish.OVERFLOW, reason);
      default -> report.finish(Finish.ODD, reason);
    }
  }

  @Override
  public String example() {
    return """
    event: message_start
    data: {"type":"message_start","message":{"id":"1","usage":{"input_tokens":1,"output_tokens":1}}}

    event: content_block_start
    data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"x"}}

    event: message_delta
    data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":1}}

    event: message_stop
    data: {"type":"message_stop"}

    """;
  }
}
