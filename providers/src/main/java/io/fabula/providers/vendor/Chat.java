package io.fabula.providers.vendor;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import io.fabula.providers.Prompt;
import java.util.List;

/// Says the parts of a prompt in LangChain4j's words.
final class Chat {
  /// For builders that demand a key, or an address: both are the wire's own.
  static final String PLACEHOLDER = "the-wire-adds-it";

  private Chat() {}

  static List<ChatMessage> messages(Prompt prompt) {
    return List.of(SystemMessage.from(prompt.system()), UserMessage.from(prompt.user()));
  }

  static ResponseFormat format(Prompt.ResponseSchema schema) {
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
