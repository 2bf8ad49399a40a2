package io.fabula.providers.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.openaiofficial.OpenAiOfficialChatRequestParameters;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.vendor.WireReport.Finish;
import java.net.URI;
import java.net.http.HttpRequest;

/// OpenAI's chat completions (`platform.openai.com/docs/api-reference/chat`), and who else speaks
/// them.
record ChatCompletions(Flavour flavour) implements Protocol {
  private static final String PATH = "/chat/completions";

  enum Flavour {
    OPENAI,
    COMPATIBLE,
    AZURE
  }

  @Override
  public HttpRequest request(ProviderSettings settings, URI base) {
    return switch (flavour) {
      case OPENAI, COMPATIBLE ->
          Endpoint.request(
              settings, base, PATH, "", Endpoint.key(settings, "Authorization", "Bearer "));
      case AZURE -> {
        // learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle
        String version = settings.options().get(AzureOpenAi.API_VERSION);
        yield Endpoint.request(
            settings,
            base,
            version == null
                ? "/openai/v1" + PATH
                : "/openai/deployments/" + Endpoint.encoded(settings.model()) + PATH,
            version == null ? "" : "api-version=" + Endpoint.encoded(version),
            Endpoint.key(settings, "api-key", ""));
      }
    };
  }

  @Override
  public void ask(Call call) {
    var parameters =
        OpenAiOfficialChatRequestParameters.builder().modelName(call.settings().model());
    // OpenAI's newer models refuse max_tokens; other servers know nothing else, and some ignore
    // max_completion_tokens in silence (https://github.com/ollama/ollama/issues/7125).
    switch (flavour) {
      case OPENAI, AZURE -> parameters.maxCompletionTokens(call.prompt().maxTokens());
      case COMPATIBLE -> parameters.maxOutputTokens(call.prompt().maxTokens());
    }
    call.settings().temperature().ifPresent(parameters::temperature);
    call.prompt().schema().map(Chat::format).ifPresent(parameters::responseFormat);
    OpenAiChatModel.call(
        new SdkClient(call.wire(), call.report()),
        ChatRequest.builder()
            .messages(Chat.messages(call.prompt()))
            .parameters(parameters.build())
            .build(),
        call.listener());
  }

  @Override
  public void hear(JsonNode event, WireReport report) {
    hearChunk(event, report);
  }

  /// One chunk, as Mistral sends them too.
  static void hearChunk(JsonNode event, WireReport report) {
    JsonNode usage = event.path("usage");
    if (usage.isObject()) {
      report.usage(
          usage.path("prompt_tokens").asLong(),
          usage.path("completion_tokens").asLong(),
          usage.path("prompt_tokens_details").path("cached_tokens").asLong());
    }
    JsonNode choice = event.path("choices").path(0);
    if (!choice.path("delta").path("refusal").asText("").isEmpty()) {
      report.refusal();
    }
    String reason = choice.path("finish_reason").asText("");
    switch (reason) {
      case "" -> {}
      case "stop" -> report.finish(Finish.STOP, reason);
      case "length" -> report.finish(Finish.LENGTH, reason);
      case "content_filter" -> report.finish(Finish.FILTERED, reason);
      case "model_length" -> report.finish(Finish.OVERFLOW, reason);
      // Mistral and OpenRouter end so what broke on their side.
      case "error" -> report.error(new ProviderWords("finish reason error", "", ""));
      default -> report.finish(Finish.ODD, reason);
    }
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
