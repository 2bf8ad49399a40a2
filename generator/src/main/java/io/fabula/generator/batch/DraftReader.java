package io.fabula.generator.batch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabula.generator.narrative.EventChecker;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Turns one object of a model's answer into a checked event, or says what is wrong with it. For
/// any thread: writers of one story share it, so that none repeats another.
final class DraftReader {
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(EventChecker.MAX_DEPTH + 8)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final EventChecker checker;
  private final RecentHashes recent = new RecentHashes(10_000);

  DraftReader(EventChecker checker) {
    this.checker = checker;
  }

  /// What became of an object.
  sealed interface Result {
    /// An event that may go out.
    record Good(Draft draft) implements Result {}

    /// An event that the story has had word for word.
    record Repeated() implements Result {}

    /// An event that may not go out.
    ///
    /// @param fault what is wrong, in words that a model can act on
    record Bad(String fault) implements Result {}
  }

  Result read(String object) {
    try {
      return read(JSON.readTree(object));
    } catch (JsonProcessingException e) {
      return new Result.Bad("an event is not JSON: " + e.getOriginalMessage());
    }
  }

  /// The text that the inside of a JSON string means; as it stands where it is none.
  static String text(String inside) {
    try {
      return JSON.readValue('"' + inside + '"', String.class);
    } catch (JsonProcessingException e) {
      return inside;
    }
  }

  private Result read(JsonNode event) {
    JsonNode type = event.path("type");
    JsonNode data = event.path("data");
    if (!type.isTextual() || !data.isObject()) {
      return new Result.Bad("an event needs a text 'type' and an object 'data'");
    }
    Optional<String> fault = checker.fault(type.textValue(), data);
    if (fault.isPresent()) {
      return new Result.Bad(fault.get());
    }
    String json = data.toString();
    if (json.getBytes(StandardCharsets.UTF_8).length > EventChecker.MAX_BYTES) {
      return new Result.Bad("an event is larger than " + EventChecker.MAX_BYTES + " bytes");
    }
    return isNew(type.textValue() + ' ' + json)
        ? new Result.Good(new Draft(type.textValue(), json))
        : new Result.Repeated();
  }

  private boolean isNew(String event) {
    synchronized (recent) {
      return recent.add(event);
    }
  }
}
