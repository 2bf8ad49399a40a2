package io.fabula.providers.vendor;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.openai.core.JsonValue;
import java.util.stream.Stream;

/// What a provider said of an error, in OpenAI's shape, in one of its relatives' or as plain text.
///
/// @param message its sentence for people, empty if none
/// @param type its kind of error, empty if none
/// @param code its code of the error, empty if none
record ProviderWords(String message, String type, String code) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int LONGEST = 200;

  static ProviderWords in(String body) {
    try {
      JsonNode node = JSON.readTree(body);
      ProviderWords words = in(node.path("error").isObject() ? node.path("error") : node);
      return words.message().isEmpty()
          ? new ProviderWords(body, words.type(), words.code())
          : words;
    } catch (JacksonException _) {
      return new ProviderWords(body, "", "");
    }
  }

  static ProviderWords in(JsonValue value) {
    JsonNode node = value.convert(JsonNode.class);
    return in(node == null ? MissingNode.getInstance() : node);
  }

  private static ProviderWords in(JsonNode error) {
    String message =
        Stream.of("message", "error", "detail")
            .map(field -> error.path(field).asText(""))
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse("");
    return new ProviderWords(message, error.path("type").asText(""), error.path("code").asText(""));
  }

  /// The code where it says more than the type.
  String kind() {
    return code.equals("insufficient_quota") ? code : type;
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
