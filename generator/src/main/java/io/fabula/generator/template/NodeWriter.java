package io.fabula.generator.template;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.generator.event.JsonBuffer;
import java.util.Map;

/// Writes JSON trees compactly, into a buffer that is reused.
final class NodeWriter {
  /// More than [Messages] let through, since a search puts its findings into a list.
  private static final int MAX_DEPTH = 100;

  private NodeWriter() {}

  /// As text: strings as they are, null as nothing, everything else as JSON.
  static void text(JsonNode node, JsonBuffer out) {
    if (node.isTextual()) {
      out.text(node.textValue());
    } else if (!node.isNull()) {
      json(node, out);
    }
  }

  static void json(JsonNode node, JsonBuffer out) {
    json(node, 0, out);
  }

  private static void json(JsonNode node, int depth, JsonBuffer out) {
    if (depth > MAX_DEPTH) {
      throw new ExpansionException("a message is nested more than %d deep".formatted(MAX_DEPTH));
    }
    switch (node.getNodeType()) {
      case OBJECT -> object(node, depth, out);
      case ARRAY -> array(node, depth, out);
      case STRING -> out.string(node.textValue());
      case NUMBER -> number(node, out);
      case BOOLEAN -> out.ascii(node.booleanValue() ? "true" : "false");
      case BINARY -> out.string(node.asText());
      case NULL, MISSING, POJO -> out.ascii("null");
    }
  }

  private static void object(JsonNode node, int depth, JsonBuffer out) {
    char separator = '{';
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      out.put(separator).string(member.getKey()).put(':');
      json(member.getValue(), depth + 1, out);
      separator = ',';
    }
    if (separator == '{') {
      out.put('{');
    }
    out.put('}');
  }

  private static void array(JsonNode node, int depth, JsonBuffer out) {
    out.put('[');
    for (int i = 0; i < node.size(); i++) {
      if (i > 0) {
        out.put(',');
      }
      json(node.path(i), depth + 1, out);
    }
    out.put(']');
  }

  private static void number(JsonNode node, JsonBuffer out) {
    if (node.isInt() || node.isLong()) {
      out.number(node.longValue());
    } else if (node.isDouble() || node.isFloat()) {
      double value = node.doubleValue();
      out.ascii(Double.isFinite(value) ? node.asText() : "null");
    } else {
      out.ascii(node.asText());
    }
  }
}
