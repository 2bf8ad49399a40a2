package io.fabula.generator.sample.value;

import com.google.re2j.Pattern;
import io.fabula.generator.chance.Dice;
import io.fabula.generator.match.Patterns;
import java.util.List;

/// Text that matches a pattern: the pattern is taken apart, text is drawn along its parts, and RE2
/// has the last word. Immutable.
final class PatternText implements Text {
  /// How often what has no upper bound is repeated at most, try by try.
  private static final int[] REPEATS = {6, 3, 12, 1, 0, 30, 100};

  private static final int MAX_LENGTH = 10_000;

  private final Pattern pattern;
  private final Piece whole;
  private final Sizes sizes;

  private PatternText(Pattern pattern, Piece whole, Sizes sizes) {
    this.pattern = pattern;
    this.whole = whole;
    this.sizes = sizes;
  }

  /// Text for a pattern.
  ///
  /// @throws IllegalArgumentException where the pattern is of a kind that is not drawn
  static PatternText of(String regex, Sizes sizes) {
    return new PatternText(Patterns.compile(regex, 0), new PatternReader(regex).read(), sizes);
  }

  @Override
  public String draw(Draw draw) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < TRIES; i++) {
      out.setLength(0);
      int most = REPEATS[i % REPEATS.length];
      whole.draw(draw.chance, i % 2 == 0 ? Math.max(most, Math.min(sizes.min(), 1000)) : most, out);
      if (out.length() < MAX_LENGTH && sizes.fit(out.toString()) && pattern.matcher(out).find()) {
        return out.toString();
      }
    }
    throw new NothingDrawn("no text was found for the pattern " + pattern);
  }

  /// The same with words around what matches, where the pattern lets them stand there: for lengths
  /// that it does not reach by itself.
  Text padded() {
    PatternText core = new PatternText(pattern, whole, new Sizes(0, sizes.max()));
    return draw -> {
      for (int i = 0; i < TRIES; i++) {
        String text = core.draw(draw);
        int missing = Math.max(0, sizes.min() - text.codePointCount(0, text.length()));
        String more = letters(draw, missing + draw.chance.below(4));
        String longer = i % 2 == 0 ? more + text : text + more;
        if (sizes.fit(longer) && pattern.matcher(longer).find()) {
          return longer;
        }
      }
      throw new NothingDrawn(
          "no text of %s was found for the pattern %s".formatted(sizes, pattern));
    };
  }

  private static String letters(Draw draw, int count) {
    StringBuilder letters = new StringBuilder(count);
    while (letters.length() < count) {
      letters.append(Words.word(draw.chance));
    }
    letters.setLength(count);
    return letters.toString();
  }

  /// A part of a pattern.
  @FunctionalInterface
  interface Piece {
    /// Appends text.
    ///
    /// @param most how often what has no upper bound is repeated at most
    void draw(Dice chance, int most, StringBuilder out);
  }

  static Piece oneOf(int[] characters) {
    return (chance, _, out) -> out.appendCodePoint(characters[chance.below(characters.length)]);
  }

  static Piece sequence(List<Piece> pieces) {
    Piece[] all = pieces.toArray(Piece[]::new);
    return (chance, most, out) -> {
      for (Piece piece : all) {
        piece.draw(chance, most, out);
      }
    };
  }

  static Piece either(List<Piece> pieces) {
    Piece[] all = pieces.toArray(Piece[]::new);
    return all.length == 1
        ? all[0]
        : (chance, most, out) -> all[chance.below(all.length)].draw(chance, most, out);
  }

  /// A part again and again.
  ///
  /// @param high -1 where there is no upper bound
  static Piece repeated(Piece piece, int low, int high) {
    return (chance, most, out) -> {
      int times = (int) chance.between(low, high < 0 ? low + (long) most : high);
      for (int i = 0; i < times && out.length() < MAX_LENGTH; i++) {
        piece.draw(chance, most, out);
      }
    };
  }
}
