package io.fabula.generator.narrative;

/// A file cut into YAML front matter and body.
///
/// @param yaml between the two `---` lines; empty where there are none
/// @param body what follows
/// @param bodyLine the line of the file in which the body starts
record FrontMatter(String yaml, String body, int bodyLine) {
  private static final String FENCE = "---";

  /// Cuts `text`.
  ///
  /// @throws IllegalArgumentException where front matter starts and never ends
  static FrontMatter split(String text) {
    if (!firstLine(text, 0).equals(FENCE)) {
      return new FrontMatter("", text, 1);
    }
    int start = afterLine(text, 0);
    int line = 2;
    for (int at = start; at < text.length(); at = afterLine(text, at), line++) {
      if (firstLine(text, at).equals(FENCE)) {
        return new FrontMatter(
            text.substring(start, at), text.substring(afterLine(text, at)), line + 1);
      }
    }
    throw new IllegalArgumentException("the front matter never ends; close it with a line of ---");
  }

  private static String firstLine(String text, int from) {
    int end = text.indexOf('\n', from);
    return text.substring(from, end < 0 ? text.length() : end).stripTrailing();
  }

  private static int afterLine(String text, int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end + 1;
  }
}
