package io.fabula.server.script;

/// How deep JSON text goes, before anybody parses it.
final class Nesting {
  private Nesting() {}

  /// Whether text looks like a list or an object that is nested at most `limit` deep.
  static boolean isJson(String text, int limit) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
        return (c == '{' || c == '[') && within(text, limit);
      }
    }
    return false;
  }

  /// Whether no more than `limit` brackets are open at a time.
  static boolean within(String json, int limit) {
    int depth = 0;
    boolean quoted = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (quoted) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '[' || c == '{') {
        depth++;
        if (depth > limit) {
          return false;
        }
      } else if (c == ']' || c == '}') {
        depth--;
      }
    }
    return true;
  }
}
