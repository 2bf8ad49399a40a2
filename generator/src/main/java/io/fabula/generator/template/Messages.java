package io.fabula.generator.template;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Reads what clients say. They are strangers: depth and lengths are bounded, and their keys are
/// not interned. Numbers stay as they were written; those that no machine can hold are refused.
public final class Messages {
  private static final int MAX_DEPTH = 64;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxDocumentLength(16 << 20)
                          .maxStringLength(16 << 20)
                          .build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Messages() {}

  /// The message as JSON; where it is not JSON, or beyond what is read, its text.
  static JsonNode read(String message) {
    try {
      return parsed(message);
    } catch (JsonProcessingException | NumberFormatException e) {
      return TextNode.valueOf(message);
    }
  }

  /// The message as JSON; missing where it is none.
  ///
  /// @throws IllegalArgumentException where it is nested deeper than 64, or a number in it is too
  ///   long or too large, with a sentence that says so
  public static JsonNode json(String message) {
    try {
      return parsed(message);
    } catch (StreamConstraintsException e) {
      throw new IllegalArgumentException(beyond(String.valueOf(e.getMessage())), e);
    } catch (NumberFormatException e) {
      // An exponent beyond those of BigDecimal.
      throw new IllegalArgumentException("the message has a number that is too large", e);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /// Jackson has one exception for all its limits.
  private static String beyond(String limit) {
    if (limit.startsWith("Document nesting depth")) {
      return "the message is nested deeper than %d".formatted(MAX_DEPTH);
    }
    return limit.startsWith("Number")
        ? "the message has a number that is too long"
        : "the message is too long, or a name in it is";
  }

  private static JsonNode parsed(String message) throws JsonProcessingException {
    try (JsonParser parser = JSON.createParser(message)) {
      JsonNode read = JSON.readValue(parser, JsonNode.class);
      return read == null || read.isMissingNode() ? none(parser) : read;
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode none(JsonParser parser) throws JsonProcessingException {
    throw new JsonParseException(parser, "nothing is said");
  }
}
