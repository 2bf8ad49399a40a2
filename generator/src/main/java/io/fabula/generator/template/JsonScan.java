package io.fabula.generator.template;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads JSON (RFC 8259) that has tokens in it, and tells which of them stand in which string. A
/// token outside of strings stands for a value.
final class JsonScan {
  static final int MAX_DEPTH = 64;

  private final String text;
  private final List<Span> spans;

  private final List<Quoted> strings = new ArrayList<>();
  private final List<Span> values = new ArrayList<>();
  private final List<Span> unsafe = new ArrayList<>();
  private final List<Span> keys = new ArrayList<>();
  private boolean lenient;
  private int depth;
  private int failedAt;
  private String reason = "";

  JsonScan(String text, List<Span> spans) {
    this.text = text;
    this.spans = spans;
  }

  /// A string.
  ///
  /// @param start behind its opening quote
  /// @param end at its closing quote, or at the end of the text where it has none
  /// @param key whether it names a member of an object
  /// @param spans the tokens in it
  record Quoted(int start, int end, boolean key, List<Span> spans) {}

  /// The strings of what was read last.
  List<Quoted> strings() {
    return strings;
  }

  /// The tokens outside of strings in what was read last.
  List<Span> values() {
    return values;
  }

  /// The tokens right behind a backslash, which would escape what they begin with.
  List<Span> unsafe() {
    return unsafe;
  }

  /// The tokens outside of strings where a key belongs.
  List<Span> keys() {
    return keys;
  }

  int failedAt() {
    return failedAt;
  }

  String reason() {
    return reason;
  }

  /// The token that begins at `at`.
  @Nullable Span spanAt(int at) {
    int low = 0;
    int high = spans.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Span span = spans.get(middle);
      if (span.start == at) {
        return span;
      }
      if (span.start < at) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return null;
  }

  int afterSpace(int at) {
    int next = at;
    while (next < text.length() && " \t\r\n".indexOf(text.charAt(next)) >= 0) {
      next++;
    }
    return next;
  }

  /// Reads one value.
  ///
  /// @return where it ends, or -1 if it is none; [#failedAt] and [#reason] say why
  int value(int start) {
    forget();
    return read(start);
  }

  /// Whether some values of the tokens, be they empty, would make this JSON. Wherever a key or a
  /// value belongs there may be several of them and tokens between.
  boolean mayBeValue(int start) {
    int at = failedAt;
    String why = reason;
    forget();
    lenient = true;
    int end = strict(start);
    lenient = false;
    failedAt = at;
    reason = why;
    return end > 0 && afterSpace(end) == text.length();
  }

  private void forget() {
    strings.clear();
    values.clear();
    unsafe.clear();
    keys.clear();
    depth = 0;
  }

  private int fail(int at, String why) {
    failedAt = Math.min(at, text.length());
    reason = why;
    return -1;
  }

  private char charAt(int at) {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private int read(int start) {
    return lenient ? several(start) : strict(start);
  }

  private int several(int start) {
    int at = start;
    while (at < text.length()
        && (spanAt(at) != null || "{[\"tfn+-.eE0123456789".indexOf(text.charAt(at)) >= 0)) {
      at = strict(at);
      if (at < 0) {
        return at;
      }
      at = afterSpace(at);
    }
    return at > start ? at : fail(start, "a value is missing");
  }

  private int strict(int start) {
    if (spanAt(start) != null) {
      return number(start);
    }
    return switch (charAt(start)) {
      case '{' -> container(start, '}', true);
      case '[' -> container(start, ']', false);
      case '"' -> string(start, false);
      case 't' -> word(start, "true");
      case 'f' -> word(start, "false");
      case 'n' -> word(start, "null");
      default -> number(start);
    };
  }

  private int container(int start, char close, boolean named) {
    if (++depth > MAX_DEPTH) {
      return fail(start, "nested more than " + MAX_DEPTH + " deep");
    }
    int at = afterSpace(start + 1);
    if (charAt(at) == close && spanAt(at) == null) {
      depth--;
      return at + 1;
    }
    while (true) {
      if (named) {
        at = key(at);
      }
      at = at < 0 ? at : read(at);
      if (at < 0) {
        return at;
      }
      at = afterSpace(at);
      char c = spanAt(at) == null ? charAt(at) : '{';
      if (c == close) {
        depth--;
        return at + 1;
      }
      if (c != ',') {
        return fail(at, "a comma or '" + close + "' is missing");
      }
      at = afterSpace(at + 1);
    }
  }

  /// @return where the value begins
  private int key(int start) {
    if (charAt(start) != '"' && !lenient) {
      return fail(start, "a key in quotes is missing");
    }
    int end = lenient ? several(start) : string(start, true);
    if (end < 0) {
      return end;
    }
    int colon = afterSpace(end);
    return charAt(colon) == ':' ? afterSpace(colon + 1) : fail(colon, "':' is missing");
  }

  private int word(int start, String word) {
    return text.startsWith(word, start) ? start + word.length() : fail(start, "a value is missing");
  }

  /// A number, in which tokens that are numbers may stand, or one token alone.
  private int number(int start) {
    int at = start;
    int tokens = 0;
    int digits = 0;
    boolean numeric = true;
    while (true) {
      Span span = spanAt(at);
      if (span != null) {
        tokens++;
        numeric &= span.isNumber();
        values.add(span);
        at = span.end;
      } else if (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
        digits++;
        at++;
      } else {
        break;
      }
    }
    return isNumber(start, at, tokens, digits, numeric) ? at : fail(start, "a value is missing");
  }

  private boolean isNumber(int start, int end, int tokens, int digits, boolean numeric) {
    if (lenient) {
      return end > start;
    }
    return switch (tokens) {
      case 0 ->
          text.substring(start, end).matches("-?(0|[1-9][0-9]*+)(\\.[0-9]++)?([eE][-+]?[0-9]++)?");
      case 1 -> digits == 0 || numeric;
      default -> numeric;
    };
  }

  private int string(int start, boolean key) {
    List<Span> inside = new ArrayList<>();
    int at = start + 1;
    while (at < text.length()) {
      Span span = spanAt(at);
      char c = text.charAt(at);
      if (span != null) {
        inside.add(span);
        at = span.end;
      } else if (c == '"') {
        strings.add(new Quoted(start + 1, at, key, inside));
        return at + 1;
      } else if (c == '\\') {
        int width = escape(at);
        if (width < 0) {
          return fail(at, "not an escape");
        }
        at += width;
      } else if (c < 0x20) {
        return fail(at, "a line end or control character in a string");
      } else {
        at++;
      }
    }
    return fail(start, "a string is not closed");
  }

  private int escape(int at) {
    char c = charAt(at + 1);
    if (c == 'u') {
      return at + 6 <= text.length() && text.substring(at + 2, at + 6).matches("[0-9a-fA-F]{4}")
          ? 6
          : -1;
    }
    return c != '\0' && "\"\\/bfnrt".indexOf(c) >= 0 ? 2 : -1;
  }

  /// Tells strings by their quotes, from `start` to the end of the text.
  void tolerate(int start) {
    forget();
    int at = start;
    while (at < text.length()) {
      Span span = spanAt(at);
      if (span != null) {
        (charAt(afterSpace(span.end)) == ':' ? keys : values).add(span);
        at = span.end;
      } else if (text.charAt(at) == '"') {
        at = tolerateString(at);
      } else {
        at++;
      }
    }
  }

  private int tolerateString(int start) {
    List<Span> inside = new ArrayList<>();
    int at = start + 1;
    while (at < text.length() && (spanAt(at) != null || text.charAt(at) != '"')) {
      Span span = spanAt(at);
      if (span != null) {
        inside.add(span);
        at = span.end;
      } else if (text.charAt(at) == '\\') {
        Span behind = spanAt(at + 1);
        if (behind != null) {
          unsafe.add(behind);
        }
        at += behind == null ? 2 : 1;
      } else {
        at++;
      }
    }
    int end = Math.min(at, text.length());
    boolean key = charAt(afterSpace(end + 1)) == ':';
    strings.add(new Quoted(start + 1, end, key, inside));
    return end + 1;
  }

  /// What a string says, its escapes resolved.
  ///
  /// @param inside takes its tokens, with their places in the result
  String content(Quoted string, List<Span> inside) {
    StringBuilder content = new StringBuilder();
    int at = string.start();
    for (Span span : string.spans()) {
      unescape(at, span.start, content);
      int start = content.length();
      content.append('#');
      inside.add(new Span(start, start + 1, span.token));
      at = span.end;
    }
    unescape(at, string.end(), content);
    return content.toString();
  }

  private void unescape(int start, int end, StringBuilder out) {
    for (int at = start; at < end; at++) {
      char c = text.charAt(at);
      if (c != '\\' || at + 1 >= end) {
        out.append(c);
        continue;
      }
      char escaped = text.charAt(++at);
      if (escaped == 'u'
          && at + 4 < end
          && text.substring(at + 1, at + 5).matches("[0-9a-fA-F]{4}")) {
        out.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
        at += 4;
      } else {
        out.append(
            switch (escaped) {
              case 'n' -> '\n';
              case 'r' -> '\r';
              case 't' -> '\t';
              case 'b' -> '\b';
              case 'f' -> '\f';
              default -> escaped;
            });
      }
    }
  }
}
