package io.fabula.generator.template;

import java.util.ArrayList;
import java.util.List;

/// Finds the tokens of a text. Of more than two opening braces the last two count, of more than two
/// closing ones the first two, so that tokens can stand in JSON's own braces. Quotes in a token may
/// hold braces; a token does not go beyond its line.
final class Scanner {
  /// Room for a JSONPath of the greatest length.
  private static final int MAX_BODY = 2_000;

  static final int MAX_TOKENS = 10_000;

  private final String text;
  private final TokenReader reader;
  private final Notes notes;

  private Scanner(String text, TokenReader reader, Notes notes) {
    this.text = text;
    this.reader = reader;
    this.notes = notes;
  }

  static List<Span> spans(String text, Vocabulary vocabulary, Notes notes) {
    int[] offset = new int[1];
    String[] written = {""};
    TokenReader reader =
        new TokenReader(vocabulary, remark -> notes.add(offset[0], written[0], remark));
    Scanner scanner = new Scanner(text, reader, notes);
    List<Span> spans = new ArrayList<>();
    int at = 0;
    while ((at = text.indexOf("{{", at)) >= 0) {
      while (at + 2 < text.length() && text.charAt(at + 2) == '{') {
        at++;
      }
      int close = scanner.close(at + 2);
      if (close < 0) {
        notes.add(at, "'{{'", "no '}}' follows in its line; it stays as written");
        at += 2;
        continue;
      }
      if (spans.size() == MAX_TOKENS) {
        throw notes.error("a text may have at most %d tokens".formatted(MAX_TOKENS));
      }
      offset[0] = at;
      written[0] = text.substring(at, close + 2);
      spans.add(scanner.span(at, close + 2));
      at = close + 2;
    }
    return spans;
  }

  private Span span(int start, int end) {
    try {
      return new Span(start, end, reader.read(text.substring(start + 2, end - 2)));
    } catch (IllegalArgumentException e) {
      notes.add(
          start,
          text.substring(start, end),
          String.valueOf(e.getMessage()) + "; it stays as written");
      return new Span(start, end, null);
    }
  }

  /// Where the braces that close the token stand, or -1.
  private int close(int from) {
    int limit = Math.min(text.length() - 1, from + MAX_BODY);
    for (int i = from; i < limit; i++) {
      char c = text.charAt(i);
      if (c == '}' && text.charAt(i + 1) == '}') {
        return i;
      }
      if (c == '\n' || c == '\r' || (c == '{' && text.charAt(i + 1) == '{')) {
        return -1;
      }
      if ((c == '"' || c == '\'') && opens(i, from)) {
        int end = afterQuote(i, limit);
        i = end < 0 ? i : end;
      }
    }
    return -1;
  }

  /// A quote opens at the beginning of a word; elsewhere it is an apostrophe.
  private boolean opens(int quote, int from) {
    int before = isEscape(quote - 1, from) ? quote - 2 : quote - 1;
    return before >= from && " \t([,=<>~!:".indexOf(text.charAt(before)) >= 0;
  }

  private boolean isEscape(int at, int from) {
    return at >= from && text.charAt(at) == '\\';
  }

  /// Where the quote that opens at `open` closes, in the same manner, or -1 if it does not.
  private int afterQuote(int open, int limit) {
    boolean escaped = text.charAt(open - 1) == '\\';
    char quote = text.charAt(open);
    for (int i = open + 1; i < limit; i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        return -1;
      }
      if (c == '\\' && !escaped) {
        i++;
      } else if (c == '\\' && i + 1 < limit && text.charAt(i + 1) == '\\') {
        // An escape within the quotes, itself escaped: the quote behind it is not the end.
        i += i + 2 < limit && text.charAt(i + 2) == '\\' ? 3 : 2;
      } else if (c == '\\' && i + 1 < limit && text.charAt(i + 1) == quote) {
        return i + 1;
      } else if (c == quote && !escaped) {
        return i;
      }
    }
    return -1;
  }
}
