package io.fabula.generator.match;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/// Regular expressions in RE2 syntax, which match in time linear in their input. RE2 expands
/// counted repeats, so `((a{1000}){1000}){1000}` would fill any memory: what a pattern expands to
/// is bounded too.
public final class Patterns {
  /// How many steps a pattern may expand to; `(a{1000}){1000}` has a million.
  private static final int MAX_STEPS = 50_000;

  private static final int MAX_LENGTH = 4096;

  private Patterns() {}

  /// Compiles `regex`.
  ///
  /// @param flags of [Pattern]
  /// @throws IllegalArgumentException with what is wrong, where it cannot be used
  public static Pattern compile(String regex, int flags) {
    if (regex.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a pattern has at most %d characters, not %d".formatted(MAX_LENGTH, regex.length()));
    }
    if (new Expansion(regex).steps() > MAX_STEPS) {
      throw new IllegalArgumentException(
          "the pattern's repeats multiply to more than %,d steps; make its {n} smaller"
              .formatted(MAX_STEPS));
    }
    try {
      return Pattern.compile(regex, flags);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("not a pattern in RE2 syntax: " + e.getMessage(), e);
    }
  }
}
