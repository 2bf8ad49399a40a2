package io.fabula.generator.match;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.Predicate;
import java.util.List;

/// Patterns in a JSONPath that no document can stall. Jayway matches `=~` with java.util.regex,
/// where some pattern takes longer than anybody lives; so a filter `[?(@.x =~ /pattern/i)]` is
/// taken out of the path and matched by RE2 instead, and a `=~` anywhere else is refused.
final class Filters {
  /// A filter that is one comparison with a pattern: its path, the pattern and the flags.
  private static final Pattern MATCHING =
      Pattern.compile(
          "\\[\\?\\(\\s*@((?:\\.[\\w$-]+|\\['[^'\\\\]*'\\]|\\[\\d+\\])*)\\s*=~\\s*"
              + "/((?:[^/\\\\]|\\\\.)*)/(\\w*)\\s*\\)\\]");

  private Filters() {}

  /// The path with `[?]` for each pattern, which Jayway fills from `patterns` in order.
  ///
  /// @throws IllegalArgumentException where a pattern is none, or stands where it cannot be
  ///   replaced
  static String replaced(String text, List<Predicate> patterns) {
    StringBuilder path = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      int end = at + 1;
      if (c == '\'' || c == '"') {
        end = afterQuote(text, at);
      } else if (text.startsWith("[?", at)) {
        Matcher filter = MATCHING.matcher(text.substring(at));
        if (filter.lookingAt()) {
          patterns.add(matching("$" + filter.group(1), filter.group(2), filter.group(3)));
          path.append("[?]");
          at += filter.end();
          continue;
        }
      } else if (text.startsWith("=~", at)) {
        throw new IllegalArgumentException(
            "=~ must stand alone in its filter, as [?(@.name =~ /a.*/i)]; filters may follow each"
                + " other");
      }
      path.append(text, at, end);
      at = end;
    }
    return path.toString();
  }

  private static int afterQuote(String text, int start) {
    for (int i = start + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == text.charAt(start)) {
        return i + 1;
      }
    }
    return text.length();
  }

  private static Predicate matching(String left, String regex, String flags) {
    Pattern pattern = Patterns.compile(regex.replace("\\/", "/"), flags(flags));
    JsonPath path;
    try {
      path = JsonPath.compile(left);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("not a JSONPath: " + left, e);
    }
    return context -> {
      try {
        JsonNode found = path.read(context.item(), context.configuration());
        return found != null && matches(pattern, found);
      } catch (JsonPathException e) {
        return false;
      }
    };
  }

  private static int flags(String letters) {
    int flags = 0;
    for (int i = 0; i < letters.length(); i++) {
      char letter = letters.charAt(i);
      flags |=
          switch (letter) {
            case 'i' -> Pattern.CASE_INSENSITIVE;
            case 'm' -> Pattern.MULTILINE;
            case 's' -> Pattern.DOTALL;
            default ->
                throw new IllegalArgumentException(
                    "a pattern takes the flags i, m and s, not '%s'".formatted(letter));
          };
    }
    return flags;
  }

  /// As Jayway has it: the whole text, or that of any item of a list.
  private static boolean matches(Pattern pattern, JsonNode found) {
    if (found.isArray()) {
      for (JsonNode item : found) {
        if (item.isValueNode() && !item.isNull() && pattern.matches(item.asText())) {
          return true;
        }
      }
      return false;
    }
    return found.isValueNode() && !found.isNull() && pattern.matches(found.asText());
  }
}
