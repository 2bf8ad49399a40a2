package io.fabula.generator.author;

import io.fabula.generator.document.Node;
import io.fabula.generator.event.JsonBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Lays a document out as a person would: what fits into a line stands in one. Numbers stay as they
/// were written, because their decimals mean something.
final class Layout {
  private static final int WIDTH = 110;

  private final StringBuilder out = new StringBuilder();

  private Layout() {}

  static String of(Node document) {
    Layout layout = new Layout();
    layout.broken(document, "");
    return layout.out.append('\n').toString();
  }

  private void value(Node node, String indent, int before) {
    String flat = flat(node);
    if (indent.length() + before + flat.length() <= WIDTH) {
      out.append(flat);
    } else {
      broken(node, indent);
    }
  }

  private void broken(Node node, String indent) {
    String inner = indent + "  ";
    switch (node) {
      case Node.Mapping mapping when !mapping.members().isEmpty() -> {
        String separator = "{\n";
        for (var member : mapping.members().entrySet()) {
          String key = quoted(member.getKey()) + ": ";
          out.append(separator).append(inner).append(key);
          value(member.getValue().value(), inner, key.length());
          separator = ",\n";
        }
        out.append('\n').append(indent).append('}');
      }
      case Node.Sequence list when !list.items().isEmpty() -> {
        String separator = "[\n";
        for (Node item : list.items()) {
          out.append(separator).append(inner);
          value(item, inner, 0);
          separator = ",\n";
        }
        out.append('\n').append(indent).append(']');
      }
      case Node.Mapping _, Node.Sequence _, Node.Scalar _ -> out.append(flat(node));
    }
  }

  private static String flat(Node node) {
    return switch (node) {
      case Node.Mapping mapping ->
          joined(
              "{ ",
              mapping.members().entrySet().stream()
                  .map(m -> quoted(m.getKey()) + ": " + flat(m.getValue().value()))
                  .toList(),
              " }",
              "{}");
      case Node.Sequence list ->
          joined("[", list.items().stream().map(Layout::flat).toList(), "]", "[]");
      case Node.Scalar scalar ->
          scalar.kind() == Node.Kind.TEXT ? quoted(scalar.text()) : scalar.text();
    };
  }

  private static String joined(String open, List<String> parts, String close, String empty) {
    return parts.isEmpty() ? empty : open + String.join(", ", parts) + close;
  }

  private static String quoted(String text) {
    return new String(
        new JsonBuffer(text.length() + 16).string(text).toByteArray(), StandardCharsets.UTF_8);
  }
}
