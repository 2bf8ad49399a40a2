package io.fabula.providers.cassette;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabula.providers.Usage;
import io.fabula.providers.cassette.Recording.Piece;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// A recording as JSON that a person can read and compare line by line.
final class CassetteJson {
  /// The latest time of a piece, in ms; no model writes for longer than a day.
  static final long LATEST = TimeUnit.DAYS.toMillis(1);

  /// In JSON text these can only stand within strings, and UTF-8 has no bytes for them.
  private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(128)
                          .maxDocumentLength(32 << 20)
                          .maxStringLength(16 << 20)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private CassetteJson() {}

  /// The same JSON without what only readers need; text that is no JSON as it is.
  static String compact(String json) {
    try {
      return JSON.readTree(json).toString();
    } catch (JacksonException _) {
      return json;
    }
  }

  static byte[] write(Recording recording) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    write(recording.request(), root.putObject("request"));
    ObjectNode answer = root.putObject("answer");
    ArrayNode pieces = answer.putArray("pieces");
    recording.pieces().forEach(piece -> pieces.addArray().add(piece.ms()).add(piece.text()));
    answer
        .putObject("usage")
        .put("input_tokens", Math.max(0, recording.usage().inputTokens()))
        .put("output_tokens", Math.max(0, recording.usage().outputTokens()))
        .put("cached_tokens", Math.max(0, recording.usage().cachedTokens()));
    answer.put("ended", recording.whole() ? "end" : "left");
    String json = JSON.writer(new CassettePrinter()).writeValueAsString(root) + "\n";
    return LONE_SURROGATE
        .matcher(json)
        .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void write(Request request, ObjectNode node) {
    node.put("provider", request.provider())
        .put("type", request.type())
        .put("model", request.model());
    ObjectNode options = node.putObject("options");
    request.options().forEach(options::put);
    node.put("max_tokens", request.maxTokens());
    List.of(request.system().split("\n", -1)).forEach(node.putArray("system")::add);
    List.of(request.user().split("\n", -1)).forEach(node.putArray("user")::add);
    if (!request.schemaName().isEmpty()) {
      ObjectNode schema = node.putObject("schema").put("name", request.schemaName());
      schema.set("json", tree(request.schema()));
    }
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JacksonException _) {
      return TextNode.valueOf(json);
    }
  }

  /// @throws IllegalArgumentException where this is no recording, saying why
  static Recording read(byte[] bytes) throws IOException {
    try {
      JsonNode root = JSON.readTree(bytes);
      return recording(root);
    } catch (JacksonException e) {
      var at = e.getLocation();
      throw new IllegalArgumentException(
          (at == null ? "" : "line " + at.getLineNr() + ": ")
              + "not JSON: "
              + e.getOriginalMessage(),
          e);
    }
  }

  private static Recording recording(JsonNode root) {
    JsonNode answer = root.path("answer");
    List<Piece> pieces = new ArrayList<>();
    for (JsonNode piece : list(answer.path("pieces"), "answer.pieces")) {
      if (piece.size() != 2
          || !piece.path(0).canConvertToLong()
          || !piece.path(0).isIntegralNumber()
          || piece.path(0).longValue() < 0
          || piece.path(0).longValue() > LATEST
          || !piece.path(1).isTextual()
          || piece.path(1).textValue().isEmpty()) {
        throw new IllegalArgumentException(
            "answer.pieces[%d] must be [ms, \"text\"]".formatted(pieces.size()));
      }
      pieces.add(new Piece(piece.path(0).longValue(), piece.path(1).textValue()));
    }
    JsonNode usage = answer.path("usage");
    return new Recording(
        request(root.path("request")),
        pieces,
        new Usage(
            number(usage, "input_tokens", "answer.usage."),
            number(usage, "output_tokens", "answer.usage."),
            number(usage, "cached_tokens", "answer.usage.")),
        switch (text(answer, "ended", "answer.")) {
          case "end" -> true;
          case "left" -> false;
          default -> throw new IllegalArgumentException("answer.ended must be end or left");
        });
  }

  private static Request request(JsonNode node) {
    SortedMap<String, String> options = new TreeMap<>();
    for (Map.Entry<String, JsonNode> option : node.path("options").properties()) {
      options.put(option.getKey(), option.getValue().asText());
    }
    JsonNode schema = node.path("schema");
    JsonNode json = schema.path("json");
    return new Request(
        text(node, "provider", "request."),
        text(node, "type", "request."),
        text(node, "model", "request."),
        options,
        Math.toIntExact(Math.min(Integer.MAX_VALUE, number(node, "max_tokens", "request."))),
        lines(node, "system"),
        lines(node, "user"),
        schema.isMissingNode() ? "" : text(schema, "name", "request.schema."),
        json.isTextual() ? json.textValue() : json.toString());
  }

  private static String text(JsonNode node, String field, String in) {
    if (!node.path(field).isTextual()) {
      throw new IllegalArgumentException(in + field + " must be text");
    }
    return node.path(field).textValue();
  }

  private static long number(JsonNode node, String field, String in) {
    JsonNode value = node.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw new IllegalArgumentException(in + field + " must be a whole number from 0");
    }
    return value.longValue();
  }

  private static JsonNode list(JsonNode node, String what) {
    if (!node.isArray()) {
      throw new IllegalArgumentException(what + " must be a list");
    }
    return node;
  }

  private static String lines(JsonNode node, String field) {
    var text = new StringJoiner("\n");
    for (JsonNode line : list(node.path(field), "request." + field)) {
      text.add(line.asText());
    }
    return text.toString();
  }
}
