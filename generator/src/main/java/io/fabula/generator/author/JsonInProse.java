package io.fabula.generator.author;

/// Finds the JSON document in an answer that was to be nothing else, but has a greeting, a fence or
/// a farewell around it.
final class JsonInProse {
  private static final int MOST_STARTS = 32;

  private JsonInProse() {}

  /// The longest whole object in `answer`; where none is whole, what follows the first brace; empty
  /// where there is none.
  static String find(String answer) {
    String longest = "";
    int starts = 0;
    for (int at = answer.indexOf('{');
        at >= 0 && starts < MOST_STARTS;
        at = answer.indexOf('{', at)) {
      starts++;
      int end = end(answer, at);
      if (end < 0) {
        at++;
        continue;
      }
      if (end - at > longest.length()) {
        longest = answer.substring(at, end);
      }
      at = end;
    }
    int first = answer.indexOf("{");
    if (longest.isEmpty() && first >= 0) {
      return answer.substring(first).strip();
    }
    return longest;
  }

  /// Behind the brace that closes the one at `start`; -1 where none does.
  private static int end(String text, int start) {
    int depth = 0;
    boolean quoted = false;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return i + 1;
      }
    }
    return -1;
  }
}
