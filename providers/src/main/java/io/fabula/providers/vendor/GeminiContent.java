package io.fabula.providers.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.googleai.GoogleAiGeminiStreamingChatModel;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.vendor.WireReport.Finish;
import java.net.URI;
import java.net.http.HttpRequest;

/// Gemini's `streamGenerateContent` (`ai.google.dev/api/generate-content`).
final class GeminiContent implements Protocol {
  @Override
  public HttpRequest request(ProviderSettings settings, URI base) {
    String model = settings.model().replaceFirst("^models/", "");
    return Endpoint.request(
        settings,
        base,
        "/models/" + Endpoint.encoded(model) + ":streamGenerateContent",
        "alt=sse",
        Endpoint.key(settings, "x-goog-api-key", ""));
  }

  @Override
  public void ask(Call call) {
    var model =
        GoogleAiGeminiStreamingChatModel.builder()
            .httpClientBuilder(EventClient.builder(call))
            .apiKey(Chat.PLACEHOLDER)
            .modelName(call.settings().model())
            .maxOutputTokens(call.prompt().maxTokens())
            // Unset, LangChain4j passes thoughts on as text.
            .returnThinking(false);
    call.settings().temperature().ifPresent(model::temperature);
    call.prompt().schema().map(Chat::format).ifPresent(model::responseFormat);
    model
        .build()
        .chat(
            ChatRequest.builder().messages(Chat.messages(call.prompt())).build(), call.listener());
  }

  @Override
  public void hear(JsonNode event, WireReport report) {
    JsonNode usage = event.path("usageMetadata");
    if (usage.isObject()) {
      report.usage(
          usage.path("promptTokenCount").asLong(),
          usage.path("candidatesTokenCount").asLong() + usage.path("thoughtsTokenCount").asLong(),
          usage.path("cachedContentTokenCount").asLong());
    }
    String blocked = event.path("promptFeedback").path("blockReason").asText("");
    if (!blocked.isEmpty()) {
      report.finish(Finish.FILTERED, blocked);
    }
    String reason = event.path("candidates").path(0).path("finishReason").asText("");
    switch (reason) {
      case "", "FINISH_REASON_UNSPECIFIED" -> {}
      case "STOP" -> report.finish(Finish.STOP, reason);
      case "MAX_TOKENS" -> report.finish(Finish.LENGTH, reason);
      case "SAFETY",
          "RECITATION",
          "LANGUAGE",
          "BLOCKLIST",
          "PROHIBITED_CONTENT",
          "SPII",
          "IMAGE_SAFETY" ->
          report.finish(Finish.FILTERED, reason);
      default -> report.finish(Finish.ODD, reason);
    }
  }

  @Override
  public String example() {
    return """
    data: {"candidates":[{"content":{"parts":[{"text":"x"}],"role":"model"},\
    "finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1}}

    """;
  }
}
