package io.fabula.bench.plot;

/// Round numbers: 1, 2 and 5 times the powers of ten.
final class Nice {
  /// What rounding error may add to a logarithm of a round number.
  private static final double SLACK = 1e-9;

  private static final int[] DIGITS = {1, 2, 5, 10};

  private Nice() {}

  /// The largest that is not above a positive value.
  static double below(double value) {
    int exponent = floorExponent(value);
    for (int i = DIGITS.length - 1; i > 0; i--) {
      if (of(DIGITS[i], exponent) <= value * (1 + SLACK)) {
        return of(DIGITS[i], exponent);
      }
    }
    return of(1, exponent);
  }

  /// The smallest that is not under a positive value.
  static double above(double value) {
    int exponent = floorExponent(value);
    for (int digit : DIGITS) {
      if (of(digit, exponent) >= value * (1 - SLACK)) {
        return of(digit, exponent);
      }
    }
    return of(1, exponent + 1);
  }

  /// The decade a positive value lies in.
  static int floorExponent(double value) {
    return (int) Math.floor(Math.log10(value) + SLACK);
  }

  /// The first decade that begins at or over a positive value.
  static int ceilExponent(double value) {
    return (int) Math.ceil(Math.log10(value) - SLACK);
  }

  /// A digit times a power of ten, as exact as its literal would be.
  static double of(int digit, int exponent) {
    return Double.parseDouble(digit + "e" + exponent);
  }
}
