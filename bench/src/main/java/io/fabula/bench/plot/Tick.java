package io.fabula.bench.plot;

import java.math.BigDecimal;
import java.math.MathContext;

/// A place on an axis.
///
/// @param label what is written there; empty at a minor line, which is drawn fainter
record Tick(double value, String label) {
  private static final MathContext FOUR_DIGITS = new MathContext(4);
  private static final String PREFIXES = "kMGT";

  /// With its value written to it.
  static Tick labelled(double value) {
    return new Tick(value, text(value));
  }

  /// A line between two labelled ones.
  static Tick minor(double value) {
    return new Tick(value, "");
  }

  boolean isMinor() {
    return label.isEmpty();
  }

  /// Short, with the prefixes of SI from a thousand on: 0.1, 1, 100, 2.5k, 1M.
  private static String text(double value) {
    BigDecimal shown = new BigDecimal(value).round(FOUR_DIGITS);
    int thousands = Math.clamp((shown.precision() - shown.scale() - 1) / 3, 0, PREFIXES.length());
    String digits = shown.movePointLeft(3 * thousands).stripTrailingZeros().toPlainString();
    return thousands == 0 ? digits : digits + PREFIXES.charAt(thousands - 1);
  }
}
