package io.fabula.generator.augment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabula.generator.replay.Direction;
import io.fabula.generator.replay.Line;
import io.fabula.generator.replay.Message;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A line, and what its message is: of which kind, and what it has to do with others. Immutable.
///
/// @param number counted from 1
/// @param micros when, on the recording's clock
/// @param json an object or a list; null where the message is none, or too large to be looked into
/// @param kind empty where the message is binary or too large
record Said(Line line, long number, long micros, @Nullable JsonNode json, Optional<Key> kind) {
  /// Larger messages pass through and are never looked into, in characters.
  static final int MOST = 1 << 20;

  /// Where a message says of which type it is; the first one counts.
  static final List<String> TYPE_MEMBERS = List.of("type", "event", "method");

  private static final int LONGEST_NAME = 100;
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(64)
                          .maxNumberLength(100)
                          .build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /// What tells messages of one kind from others.
  ///
  /// @param member which member names the type; empty where none does
  /// @param name the type; `object`, `list` or `text` where no member names one
  record Key(Direction direction, String member, String name) {
    static final String TEXT = "text";

    boolean isText() {
      return member.isEmpty() && name.equals(TEXT);
    }
  }

  /// What a message has to do with others, as JSON-RPC (2.0, sections 4 and 5) tells it by members
  /// that other protocols use in the same way.
  enum Role {
    /// It stands for itself.
    NOTE,
    /// `method` and `id`: it wants an answer.
    REQUEST,
    /// `id` and `result` or `error`: it is one.
    ANSWER
  }

  static Said of(Line line, long number) {
    long micros = line.at().toNanos() / 1000;
    if (!(line.message() instanceof Message.Text said) || said.text().length() > MOST) {
      return new Said(line, number, micros, null, Optional.empty());
    }
    @Nullable JsonNode json = json(said.text());
    return new Said(line, number, micros, json, Optional.of(key(line.direction(), json)));
  }

  /// The object or list that `text` is; null where it is none.
  static @Nullable JsonNode json(String text) {
    int start = 0;
    while (start < text.length() && text.charAt(start) <= ' ') {
      start++;
    }
    if (start == text.length() || (text.charAt(start) != '{' && text.charAt(start) != '[')) {
      return null;
    }
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      return null;
    }
  }

  static Key key(Direction direction, @Nullable JsonNode json) {
    if (json == null) {
      return new Key(direction, "", Key.TEXT);
    }
    if (!json.isObject()) {
      return new Key(direction, "", "list");
    }
    for (String member : TYPE_MEMBERS) {
      JsonNode name = json.path(member);
      if (name.isTextual() && name.textValue().length() <= LONGEST_NAME) {
        return new Key(direction, member, name.textValue());
      }
    }
    return new Key(direction, "", "object");
  }

  static Role role(@Nullable JsonNode json) {
    if (json == null || !json.path("id").isValueNode() || json.path("id").isNull()) {
      return Role.NOTE;
    }
    if (json.path("method").isTextual()) {
      return Role.REQUEST;
    }
    return json.has("result") || json.has("error") ? Role.ANSWER : Role.NOTE;
  }

  boolean isGenerated() {
    return line.generated().isPresent();
  }

  /// The text of the message; empty where it is binary.
  Optional<String> text() {
    return line.message() instanceof Message.Text said
        ? Optional.of(said.text())
        : Optional.empty();
  }
}
