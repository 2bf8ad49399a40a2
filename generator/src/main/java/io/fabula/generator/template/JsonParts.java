package io.fabula.generator.template;

import java.util.ArrayList;
import java.util.List;

/// Finds out which parts of a text are JSON, and how each token in them is written, so that a value
/// can never become structure.
///
/// JSON is the text as a whole, any object, any list that has a string or an object in it, and
/// whatever begins like an object with a quoted key or a list with a string, object or number, but
/// has a fault in it, or would be JSON with some values: there strings are told by their quotes
/// alone. The content of a JSON string is looked at in the same way.
final class JsonParts {
  private static final int MAX_LEVEL = 3;

  private final String text;
  private final List<Span> spans;
  private final int level;
  private final JsonScan scan;

  private JsonParts(String text, List<Span> spans, int level) {
    this.text = text;
    this.spans = spans;
    this.level = level;
    this.scan = new JsonScan(text, spans);
  }

  /// Sets the form of every span, and refuses those that cannot be written safely.
  ///
  /// @param inString whether the text is the content of a JSON string
  static void find(String text, List<Span> spans, boolean inString, Notes notes) {
    // What stays as written is text like any other, its quotes and braces too.
    List<Span> tokens = spans.stream().filter(Span::expands).toList();
    new JsonParts(text, tokens, inString ? 1 : 0).find(notes);
    for (Span span : spans) {
      if (span.refused != null) {
        notes.add(span.start, text.substring(span.start, span.end), span.refused);
      }
    }
  }

  private void find(Notes notes) {
    if (spans.isEmpty() || whole(notes)) {
      return;
    }
    int at = 0;
    while (at < text.length()) {
      Span span = scan.spanAt(at);
      char c = text.charAt(at);
      if (span != null) {
        at = span.end;
      } else if (c == '{' || c == '[') {
        int end = scan.value(at);
        if (end > 0 && (c == '{' || !scan.strings().isEmpty())) {
          accept(notes);
          at = end;
        } else if (end < 0 && (begins(at) || isRest(at))) {
          notes.add(
              scan.failedAt(),
              shown(scan.failedAt()),
              "this looks like JSON but is not (%s); tokens from here on are written as in JSON"
                  .formatted(scan.reason()));
          scan.tolerate(at);
          accept(notes);
          return;
        } else {
          at++;
        }
      } else {
        at++;
      }
    }
  }

  /// Whether the whole text is one JSON object, list or string.
  private boolean whole(Notes notes) {
    int start = scan.afterSpace(0);
    if (start == text.length()
        || scan.spanAt(start) != null
        || "{[\"".indexOf(text.charAt(start)) < 0) {
      return false;
    }
    int end = scan.value(start);
    if (end < 0
        || scan.afterSpace(end) != text.length()
        || (level > 0 && text.charAt(start) == '[' && scan.strings().isEmpty())) {
      return false;
    }
    accept(notes);
    return true;
  }

  /// Whether the bracket at `at` begins what nobody would write but as JSON.
  private boolean begins(int at) {
    int next = at;
    for (int depth = 0;
        depth < JsonScan.MAX_DEPTH && next < text.length() && scan.spanAt(next) == null;
        depth++) {
      char c = text.charAt(next);
      if (c != '[') {
        return c == '"' || (c == '{' && quoteFollows(next)) || (next > at && numberAndComma(next));
      }
      next = scan.afterSpace(next + 1);
    }
    return false;
  }

  /// Whether the whole text might become JSON.
  private boolean isRest(int at) {
    return scan.afterSpace(0) == at && scan.mayBeValue(at);
  }

  private boolean numberAndComma(int at) {
    int next = at;
    while (next < text.length() && "+-.eE0123456789".indexOf(text.charAt(next)) >= 0) {
      next++;
    }
    int comma = scan.afterSpace(next);
    return next > at && comma < text.length() && text.charAt(comma) == ',';
  }

  private String shown(int at) {
    return at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
  }

  private boolean quoteFollows(int brace) {
    int next = scan.afterSpace(brace + 1);
    return next < text.length() && text.charAt(next) == '"';
  }

  private void accept(Notes notes) {
    scan.values().forEach(span -> span.form = Form.VALUE);
    for (Span span : scan.keys()) {
      span.form = Form.VALUE;
      span.refused = span.isHeard() ? Span.NO_KEY : null;
    }
    scan.strings().stream()
        .filter(string -> !string.spans().isEmpty())
        .forEach(string -> content(string, notes.within(string.start())));
    for (Span span : scan.unsafe()) {
      span.refused =
          "a lone backslash stands before it; double that, until then it stays as written";
    }
  }

  private void content(JsonScan.Quoted string, Notes notes) {
    List<Span> inside = new ArrayList<>();
    String content = scan.content(string, inside);
    JsonParts parts = new JsonParts(content, inside, level + 1);
    boolean tooDeep = level + 1 >= MAX_LEVEL;
    if (!tooDeep) {
      parts.find(notes);
    }
    for (int i = 0; i < inside.size(); i++) {
      Span span = string.spans().get(i);
      span.form = inside.get(i).form.quoted();
      span.refused = inside.get(i).refused;
      if (string.key() && span.isHeard()) {
        span.refused = Span.NO_KEY;
      } else if (tooDeep && content.indexOf('"') >= 0) {
        span.refused = "JSON in a string is nested too deep here; it stays as written";
      }
    }
  }
}
