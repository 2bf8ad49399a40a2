package io.fabula.providers.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.vendor.WireReport.Finish;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Optional;

/// Ollama's `POST /api/chat` (`docs.ollama.com/api/chat`): a line of JSON for each piece of text.
final class OllamaChat implements Protocol {
  private static final int CONTEXT = 16_384;

  /// @throws IllegalArgumentException where an option is not what it must be
  static void check(ProviderSettings settings) {
    context(settings);
    think(settings);
  }

  private static int context(ProviderSettings settings) {
    String text = settings.options().getOrDefault(Ollama.NUM_CTX, String.valueOf(CONTEXT));
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw wrong(settings, Ollama.NUM_CTX, "a number of tokens", text);
    }
    return Integer.parseInt(text);
  }

  private static Optional<Boolean> think(ProviderSettings settings) {
    Optional<String> text = Optional.ofNullable(settings.options().get(Ollama.THINK));
    text.filter(given -> !given.matches("true|false"))
        .ifPresent(
            given -> {
              throw wrong(settings, Ollama.THINK, "true or false", given);
            });
    return text.map(Boolean::valueOf);
  }

  private static IllegalArgumentException wrong(
      ProviderSettings settings, String option, String wanted, String given) {
    return new IllegalArgumentException(
        "provider %s: options.%s must be %s, not %s"
            .formatted(settings.name(), option, wanted, given));
  }

  @Override
  public HttpRequest request(ProviderSettings settings, URI base) {
    // A key only where somebody put a gateway before it.
    return Endpoint.request(
        settings, base, "/api/chat", "", Endpoint.key(settings, "Authorization", "Bearer "));
  }

  @Override
  public boolean lines() {
    return true;
  }

  @Override
  public void ask(Call call) {
    var model =
        OllamaStreamingChatModel.builder()
            .httpClientBuilder(EventClient.builder(call))
            .baseUrl("http://" + Chat.PLACEHOLDER)
            .modelName(call.settings().model())
            .numPredict(call.prompt().maxTokens())
            .numCtx(context(call.settings()));
    call.settings().temperature().ifPresent(model::temperature);
    think(call.settings()).ifPresent(model::think);
    call.prompt().schema().map(Chat::format).ifPresent(model::responseFormat);
    model
        .build()
        .chat(
            ChatRequest.builder().messages(Chat.messages(call.prompt())).build(), call.listener());
  }

  @Override
  public void hear(JsonNode event, WireReport report) {
    if (event.hasNonNull("prompt_eval_count") || event.hasNonNull("eval_count")) {
      report.usage(event.path("prompt_eval_count").asLong(), event.path("eval_count").asLong(), 0);
    }
    if (event.path("done").booleanValue()) {
      String reason = event.path("done_reason").asText("stop");
      report.finish(
          switch (reason) {
            case "stop" -> Finish.STOP;
            case "length" -> Finish.LENGTH;
            default -> Finish.ODD;
          },
          reason);
    }
  }

  @Override
  public String example() {
    return """
    {"model":"m","message":{"role":"assistant","content":"x"},"done":false}
    {"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop",\
    "prompt_eval_count":1,"eval_count":1}
    """;
  }
}
