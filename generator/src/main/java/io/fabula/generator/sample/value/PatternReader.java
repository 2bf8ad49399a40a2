package io.fabula.generator.sample.value;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.IntStream;

/// Takes a pattern in RE2 syntax apart. What a class of characters holds is asked of RE2.
final class PatternReader {
  private static final int MAX_DEPTH = 50;
  private static final java.util.regex.Pattern COUNT =
      java.util.regex.Pattern.compile("\\{(\\d{1,4})(,(\\d{1,4})?)?}");
  private static final java.util.regex.Pattern GROUP =
      java.util.regex.Pattern.compile("\\((\\?(P?<\\w+>|[a-zA-Z]*:|(?<flags>[a-zA-Z]+)\\)))?");
  private static final String CONTROLS = "aftnrv";

  private final String regex;
  private int at;
  private int depth;

  PatternReader(String regex) {
    this.regex = regex;
  }

  PatternText.Piece read() {
    PatternText.Piece whole = alternatives();
    if (at < regex.length()) {
      throw refused();
    }
    return whole;
  }

  private IllegalArgumentException refused() {
    return new IllegalArgumentException("text is not drawn for the pattern %s".formatted(regex));
  }

  private boolean next(char c) {
    return at < regex.length() && regex.charAt(at) == c;
  }

  private PatternText.Piece alternatives() {
    if (++depth > MAX_DEPTH) {
      throw refused();
    }
    List<PatternText.Piece> pieces = new ArrayList<>(List.of(sequence()));
    while (next('|')) {
      at++;
      pieces.add(sequence());
    }
    depth--;
    return PatternText.either(pieces);
  }

  private PatternText.Piece sequence() {
    List<PatternText.Piece> pieces = new ArrayList<>();
    while (at < regex.length() && !next('|') && !next(')')) {
      pieces.add(quantified(atom()));
    }
    return PatternText.sequence(pieces);
  }

  private PatternText.Piece quantified(PatternText.Piece atom) {
    PatternText.Piece piece = atom;
    while (at < regex.length()) {
      Matcher count = COUNT.matcher(regex).region(at, regex.length());
      if (count.lookingAt()) {
        int low = Integer.parseInt(count.group(1));
        int high = count.group(2) == null ? low : -1;
        high = count.group(3) == null ? high : Integer.parseInt(count.group(3));
        piece = PatternText.repeated(piece, low, high);
        at = count.end();
      } else {
        switch (regex.charAt(at)) {
          case '*' -> piece = PatternText.repeated(piece, 0, -1);
          case '+' -> piece = PatternText.repeated(piece, 1, -1);
          case '?' -> piece = PatternText.repeated(piece, 0, 1);
          default -> {
            return piece;
          }
        }
        at++;
      }
      at += next('?') ? 1 : 0;
    }
    return piece;
  }

  private PatternText.Piece atom() {
    int start = at;
    int point = regex.codePointAt(at);
    switch (point) {
      case '(' -> {
        return group();
      }
      case '[' -> at = afterClass();
      case '\\' -> {
        return escape();
      }
      case '^', '$' -> {
        at++;
        return PatternText.sequence(List.of());
      }
      default -> {
        at += Character.charCount(point);
        return point == '.' ? set(".") : PatternText.oneOf(new int[] {point});
      }
    }
    return set(regex.substring(start, at));
  }

  private PatternText.Piece group() {
    Matcher open = GROUP.matcher(regex).region(at, regex.length());
    if (!open.lookingAt()) {
      throw refused();
    }
    at = open.end();
    if (open.group("flags") != null) {
      return PatternText.sequence(List.of());
    }
    PatternText.Piece inside = alternatives();
    if (!next(')')) {
      throw refused();
    }
    at++;
    return inside;
  }

  /// The end of a class: a bracket that is neither first, nor escaped, nor of a name as
  /// `[:alpha:]`.
  private int afterClass() {
    int i = at + 1;
    i += i < regex.length() && regex.charAt(i) == '^' ? 1 : 0;
    i += i < regex.length() && regex.charAt(i) == ']' ? 1 : 0;
    while (i < regex.length() && regex.charAt(i) != ']') {
      if (regex.startsWith("[:", i) && regex.indexOf(":]", i) > 0) {
        i = regex.indexOf(":]", i) + 2;
      } else {
        i += regex.charAt(i) == '\\' ? 2 : 1;
      }
    }
    if (i >= regex.length()) {
      throw refused();
    }
    return i + 1;
  }

  private PatternText.Piece escape() {
    if (at + 1 >= regex.length()) {
      throw refused();
    }
    int start = at;
    char c = regex.charAt(at + 1);
    at += 2;
    if ("AzbB".indexOf(c) >= 0) {
      return PatternText.sequence(List.of());
    }
    if (c == 'x' || c == 'p' || c == 'P') {
      at = next('{') ? regex.indexOf('}', at) + 1 : at + (c == 'x' ? 2 : 1);
      if (at <= start || at > regex.length()) {
        throw refused();
      }
    } else if ("dDwWsS".indexOf(c) < 0
        && CONTROLS.indexOf(c) < 0
        && (Character.isLetterOrDigit(c) || c > 127)) {
      throw refused();
    }
    return set(regex.substring(start, at));
  }

  /// The characters that a part matches which stands for one: printable ASCII, else what is near.
  private PatternText.Piece set(String part) {
    Pattern pattern = Pattern.compile(part);
    for (int[] range : new int[][] {{0x21, 0x7e}, {0x09, 0x20}, {0, 0x2fff}, {0xf900, 0x1ffff}}) {
      int[] found =
          IntStream.rangeClosed(range[0], range[1])
              .filter(point -> pattern.matches(Character.toString(point)))
              .toArray();
      if (found.length > 0) {
        return PatternText.oneOf(found);
      }
    }
    throw refused();
  }
}
