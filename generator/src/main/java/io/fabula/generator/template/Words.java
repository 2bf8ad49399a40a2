package io.fabula.generator.template;

import java.util.ArrayList;
import java.util.List;

/// Splits the arguments of a token into words: bare, or in single or double quotes with JSON's
/// escapes inside.
final class Words {
  private final String text;
  private int at;

  private Words(String text) {
    this.text = text;
  }

  /// One argument.
  record Word(String text, boolean quoted) {}

  /// @throws IllegalArgumentException where a quote is not closed
  static List<Word> split(String text) {
    Words words = new Words(text);
    List<Word> all = new ArrayList<>();
    while (words.skipSpace()) {
      char c = text.charAt(words.at);
      all.add(c == '\'' || c == '"' ? words.quoted(c) : words.bare());
    }
    return all;
  }

  private boolean skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length();
  }

  private Word bare() {
    int start = at;
    while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return new Word(text.substring(start, at), false);
  }

  private Word quoted(char quote) {
    StringBuilder word = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == quote) {
        return new Word(word.toString(), true);
      }
      word.append(c == '\\' ? escaped() : c);
    }
    throw new IllegalArgumentException("a quote is not closed");
  }

  private char escaped() {
    if (at == text.length()) {
      return '\\';
    }
    char c = text.charAt(at++);
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> c;
    };
  }

  private char unicode() {
    if (at + 4 > text.length() || !text.substring(at, at + 4).matches("[0-9a-fA-F]{4}")) {
      throw new IllegalArgumentException("\\u needs four hexadecimal digits");
    }
    at += 4;
    return (char) Integer.parseInt(text.substring(at - 4, at), 16);
  }
}
