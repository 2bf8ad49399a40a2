package io.fabula.providers.vendor;

import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.openaiofficial.OpenAiOfficialChatRequestParameters;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderSettings;

/// Says a prompt in LangChain4j's words.
final class OpenAiRequest {
  private OpenAiRequest() {}

  static ChatRequest of(ProviderSettings settings, Prompt prompt) {
    var parameters = OpenAiOfficialChatRequestParameters.builder().modelName(settings.model());
    // OpenAI's newer models refuse max_tokens; other servers know nothing else, and some ignore
    // max_completion_tokens in silence (https://github.com/ollama/ollama/issues/7125).
    if (settings.type().equals(OpenAi.KEY)) {
      parameters.maxCompletionTokens(prompt.maxTokens());
    } else {
      parameters.maxOutputTokens(prompt.maxTokens());
    }
    settings.temperature().ifPresent(parameters::temperature);
    prompt.schema().ifPresent(schema -> parameters.responseFormat(format(schema)));
    return ChatRequest.builder()
        .messages(SystemMessage.from(prompt.system()), UserMessage.from(prompt.user()))
        .parameters(parameters.build())
        .build();
  }

  private static ResponseFormat format(Prompt.ResponseSchema schema) {
    return ResponseFormat.builder()
        .type(ResponseFormatType.JSON)
        .jsonSchema(
            JsonSchema.builder()
                .name(schema.name())
                .rootElement(JsonRawSchema.from(schema.json()))
                .build())
        .build();
  }
}
