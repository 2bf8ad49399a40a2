package io.fabula.generator.match;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A path of names and indices, walked in the tree. Immutable.
final class Steps {
  static final Steps NONE = new Steps(new Object[0]);

  private static final int MAX_DIGITS = 9;

  /// A name (String) or an index (Integer; below zero counts from the end) each.
  private final Object[] steps;

  private Steps(Object[] steps) {
    this.steps = steps;
  }

  /// The steps of a path that has nothing but names and indices; empty for any other, or for what
  /// is no path.
  static Optional<Steps> parse(String text) {
    List<Object> steps = new ArrayList<>();
    int at = 1;
    while (at < text.length()) {
      int end =
          switch (text.charAt(at)) {
            case '.' -> name(text, at + 1, steps);
            case '[' -> bracket(text, at + 1, steps);
            default -> -1;
          };
      if (end < 0) {
        return Optional.empty();
      }
      at = end;
    }
    return Optional.of(new Steps(steps.toArray()));
  }

  private static int name(String text, int start, List<Object> steps) {
    int end = start;
    while (end < text.length() && inName(text.charAt(end))) {
      end++;
    }
    if (end == start) {
      return -1;
    }
    steps.add(text.substring(start, end));
    return end;
  }

  private static boolean inName(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '$' || c == '@';
  }

  private static int bracket(String text, int start, List<Object> steps) {
    int close = text.indexOf(']', start);
    if (close <= start) {
      return -1;
    }
    char quote = text.charAt(start);
    if (quote == '\'' || quote == '"') {
      int end = text.indexOf(quote, start + 1);
      if (end < 0 || end + 1 >= text.length() || text.charAt(end + 1) != ']') {
        return -1;
      }
      String name = text.substring(start + 1, end);
      steps.add(name);
      return name.isEmpty() || name.indexOf('\\') >= 0 ? -1 : end + 2;
    }
    String digits = text.substring(start, close);
    if (!digits.matches("-?[0-9]{1," + MAX_DIGITS + "}")) {
      return -1;
    }
    steps.add(Integer.valueOf(digits));
    return close + 1;
  }

  @Nullable JsonNode walk(JsonNode document) {
    JsonNode node = document;
    for (Object step : steps) {
      JsonNode next =
          step instanceof String name ? node.get(name) : at(node, ((Integer) step).intValue());
      if (next == null) {
        return null;
      }
      node = next;
    }
    return node;
  }

  private static @Nullable JsonNode at(JsonNode node, int index) {
    return node.isArray() ? node.get(index < 0 ? node.size() + index : index) : null;
  }
}
