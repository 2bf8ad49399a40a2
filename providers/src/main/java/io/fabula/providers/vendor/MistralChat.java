package io.fabula.providers.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.mistralai.MistralAiStreamingChatModel;
import io.fabula.providers.ProviderSettings;
import java.net.URI;
import java.net.http.HttpRequest;

/// Mistral's chat completions (`docs.mistral.ai/api/endpoint/chat`).
final class MistralChat implements Protocol {
  @Override
  public HttpRequest request(ProviderSettings settings, URI base) {
    return Endpoint.request(
        settings,
        base,
        "/chat/completions",
        "",
        Endpoint.key(settings, "Authorization", "Bearer "));
  }

  @Override
  public void ask(Call call) {
    var model =
        MistralAiStreamingChatModel.builder()
            .httpClientBuilder(EventClient.builder(call))
            .apiKey(Chat.PLACEHOLDER)
            .modelName(call.settings().model())
            .maxTokens(call.prompt().maxTokens());
    call.settings().temperature().ifPresent(model::temperature);
    call.prompt().schema().map(Chat::format).ifPresent(model::responseFormat);
    model
        .build()
        .chat(
            ChatRequest.builder().messages(Chat.messages(call.prompt())).build(), call.listener());
  }

  @Override
  public void hear(JsonNode event, WireReport report) {
    ChatCompletions.hearChunk(event, report);
  }

  @Override
  public String example() {
    return """
    data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m",\
    "choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}],\
    "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}

    data: [DONE]

    """;
  }
}
