package io.fabula.providers.vendor;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a provider said of an error, in any vendor's shape or as plain text.
///
/// @param message its sentence for people, empty if none
/// @param type its kind of error (Gemini: its status), empty if none
/// @param code its code of the error, empty if none
record ProviderWords(String message, String type, String code) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int LONGEST = 200;

  /// OpenAI, llama.cpp.
  private static final Set<String> OVERFLOWS =
      Set.of("context_length_exceeded", "exceed_context_size_error", "request_too_large");

  /// In this order: Anthropic; Gemini; Mistral; Ollama; OpenAI, vLLM and their relatives.
  private static final Pattern OVERFLOW =
      Pattern.compile(
          "prompt is too long"
              + "|input token count.{0,40}exceeds the maximum"
              + "|too large for model with \\d+ maximum context length"
              + "|exceeds? the available context"
              + "|(maximum|exceed\\w* the) (model's )?(context|input) (length|window|size)",
          Pattern.CASE_INSENSITIVE);

  private static final Set<String> SPENT =
      Set.of("insufficient_quota", "billing_hard_limit_reached", "billing_not_active");

  private static final Set<String> INVALID =
      Set.of(
          "invalid_request_error",
          "authentication_error",
          "permission_error",
          "billing_error",
          "not_found_error",
          "INVALID_ARGUMENT",
          "FAILED_PRECONDITION",
          "UNAUTHENTICATED",
          "PERMISSION_DENIED",
          "NOT_FOUND",
          "400",
          "401",
          "402",
          "403",
          "404");

  static ProviderWords in(String body) {
    try {
      JsonNode node = JSON.readTree(body);
      ProviderWords words = in(node.isArray() ? node.path(0) : node);
      return words.message().isEmpty()
          ? new ProviderWords(body, words.type(), words.code())
          : words;
    } catch (JacksonException _) {
      return new ProviderWords(body, "", "");
    }
  }

  static ProviderWords in(JsonNode whole) {
    JsonNode error = whole.path("error").isObject() ? whole.path("error") : whole;
    return new ProviderWords(
        first(error, "message", "error", "detail"),
        first(error, "type", "status"),
        first(error, "code"));
  }

  private static String first(JsonNode error, String... fields) {
    return Stream.of(fields)
        .map(field -> error.path(field).asText(""))
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse("");
  }

  /// Whether the prompt and its answer do not fit into the model's context.
  boolean tooLong() {
    return OVERFLOWS.contains(code) || OVERFLOWS.contains(type) || OVERFLOW.matcher(message).find();
  }

  /// Whether the account has nothing left, which does not pass by waiting
  /// (https://platform.openai.com/docs/guides/error-codes).
  boolean quotaSpent() {
    return SPENT.contains(code) || SPENT.contains(type);
  }

  /// Whether a filter stopped the prompt, as Azure says with status 400.
  boolean filtered() {
    return code.equals("content_filter");
  }

  /// Whether the request is to blame.
  boolean invalidRequest() {
    return INVALID.contains(type) || INVALID.contains(code);
  }

  /// Foreign text made fit for a log line: no line breaks, escape codes or direction marks, and not
  /// longer than 200 characters.
  static String oneLine(String text) {
    String line = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\s]+", " ").strip();
    if (line.length() <= LONGEST) {
      return line;
    }
    int end = LONGEST - 1;
    if (Character.isHighSurrogate(line.charAt(end - 1))) {
      end--;
    }
    return line.substring(0, end) + "…";
  }
}
