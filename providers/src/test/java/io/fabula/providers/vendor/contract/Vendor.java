package io.fabula.providers.vendor.contract;

import io.fabula.providers.stub.Dialect;
import java.util.Locale;
import java.util.Optional;

/// The adapters, and what differs between them as their vendors' API references tell it.
enum Vendor {
  OPENAI("openai", Dialect.OPENAI),
  OPENAI_COMPATIBLE("openai-compatible", Dialect.OPENAI),
  ANTHROPIC("anthropic", Dialect.ANTHROPIC),
  OLLAMA("ollama", Dialect.OLLAMA),
  GEMINI("gemini", Dialect.GEMINI),
  MISTRAL("mistral", Dialect.MISTRAL),
  AZURE_OPENAI("azure-openai", Dialect.AZURE);

  private final String type;
  private final Dialect dialect;

  Vendor(String type, Dialect dialect) {
    this.type = type;
    this.dialect = dialect;
  }

  String type() {
    return type;
  }

  Dialect dialect() {
    return dialect;
  }

  /// Path and query of a call of the model `model-1`.
  String path() {
    return switch (this) {
      case OPENAI, OPENAI_COMPATIBLE, MISTRAL -> "/v1/chat/completions";
      case ANTHROPIC -> "/v1/messages";
      case OLLAMA -> "/api/chat";
      case GEMINI -> "/v1beta/models/model-1:streamGenerateContent?alt=sse";
      case AZURE_OPENAI -> "/openai/v1/chat/completions";
    };
  }

  String keyHeader() {
    return switch (this) {
      case OPENAI, OPENAI_COMPATIBLE, MISTRAL, OLLAMA -> "Authorization";
      case ANTHROPIC -> "x-api-key";
      case GEMINI -> "x-goog-api-key";
      case AZURE_OPENAI -> "api-key";
    };
  }

  String keyValue(String key) {
    return keyHeader().equals("Authorization") ? "Bearer " + key : key;
  }

  /// Where the request's body says something, as JSON pointers.
  Optional<String> model() {
    return this == GEMINI ? Optional.empty() : Optional.of("/model");
  }

  String system() {
    return switch (this) {
      case ANTHROPIC -> "/system/0/text";
      case GEMINI -> "/systemInstruction/parts/0/text";
      // Only what is said twice as a list of parts.
      case OPENAI, OPENAI_COMPATIBLE, OLLAMA, MISTRAL, AZURE_OPENAI -> "/messages/0/content";
    };
  }

  String user() {
    return switch (this) {
      case ANTHROPIC -> "/messages/0/content/0/text";
      case GEMINI -> "/contents/0/parts/0/text";
      case MISTRAL -> "/messages/1/content/0/text";
      case OPENAI, OPENAI_COMPATIBLE, OLLAMA, AZURE_OPENAI -> "/messages/1/content";
    };
  }

  String maxTokens() {
    return switch (this) {
      case OPENAI, AZURE_OPENAI -> "/max_completion_tokens";
      case OPENAI_COMPATIBLE, ANTHROPIC, MISTRAL -> "/max_tokens";
      case OLLAMA -> "/options/num_predict";
      case GEMINI -> "/generationConfig/maxOutputTokens";
    };
  }

  String temperature() {
    return switch (this) {
      case OLLAMA -> "/options/temperature";
      case GEMINI -> "/generationConfig/temperature";
      case OPENAI, OPENAI_COMPATIBLE, ANTHROPIC, MISTRAL, AZURE_OPENAI -> "/temperature";
    };
  }

  String schema() {
    return switch (this) {
      case ANTHROPIC -> "/output_config/format/schema";
      case OLLAMA -> "/format";
      case GEMINI -> "/generationConfig/responseJsonSchema";
      case OPENAI, OPENAI_COMPATIBLE, MISTRAL, AZURE_OPENAI ->
          "/response_format/json_schema/schema";
    };
  }

  boolean tellsCachedTokens() {
    return this != OLLAMA;
  }

  Optional<String> keyVariable() {
    return switch (this) {
      case OPENAI -> Optional.of("OPENAI_API_KEY");
      case ANTHROPIC -> Optional.of("ANTHROPIC_API_KEY");
      case GEMINI -> Optional.of("GEMINI_API_KEY");
      case MISTRAL -> Optional.of("MISTRAL_API_KEY");
      case OPENAI_COMPATIBLE, OLLAMA, AZURE_OPENAI -> Optional.empty();
    };
  }

  /// The body of an error with a status.
  String error(String message) {
    return switch (this) {
      case OPENAI, OPENAI_COMPATIBLE, AZURE_OPENAI ->
          "{\"error\":{\"message\":\"%s\",\"type\":\"t\",\"param\":null,\"code\":null}}"
              .formatted(message);
      case ANTHROPIC ->
          "{\"type\":\"error\",\"error\":{\"type\":\"t\",\"message\":\"%s\"}}".formatted(message);
      case OLLAMA -> "{\"error\":\"%s\"}".formatted(message);
      case GEMINI ->
          "{\"error\":{\"code\":1,\"message\":\"%s\",\"status\":\"T\"}}".formatted(message);
      case MISTRAL ->
          "{\"object\":\"error\",\"message\":\"%s\",\"type\":\"t\",\"code\":\"1\"}"
              .formatted(message);
    };
  }

  /// The body with which a prompt beyond the context is refused, with status 400.
  String overflow() {
    return switch (this) {
      case OPENAI, OPENAI_COMPATIBLE, AZURE_OPENAI ->
          "{\"error\":{\"message\":\"too many\",\"type\":\"invalid_request_error\",\"param\":"
              + "\"messages\",\"code\":\"context_length_exceeded\"}}";
      case ANTHROPIC -> error("prompt is too long: 210000 tokens > 200000 maximum");
      case OLLAMA -> error("the request exceeds the available context size (4096 tokens)");
      case GEMINI ->
          error("The input token count (1200000) exceeds the maximum number of tokens allowed");
      case MISTRAL ->
          error(
              "Prompt contains 40000 tokens, too large for model with 32768 maximum context length");
    };
  }

  /// The type of an error event that passes, and of one that does not.
  String passing() {
    return switch (this) {
      case ANTHROPIC -> "overloaded_error";
      case GEMINI -> "UNAVAILABLE";
      case OPENAI, OPENAI_COMPATIBLE, OLLAMA, MISTRAL, AZURE_OPENAI -> "server_error";
    };
  }

  String lasting() {
    return this == GEMINI ? "INVALID_ARGUMENT" : "invalid_request_error";
  }

  /// As in the config.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
