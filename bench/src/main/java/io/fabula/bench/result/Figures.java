package io.fabula.bench.result;

import java.util.Locale;

/// Numbers as a person reads them: three digits, thousands apart.
public final class Figures {
  private Figures() {}

  /// A number with as many decimals as it needs for three digits.
  public static String of(double value) {
    double size = Math.abs(value);
    if (size >= 1000) {
      return String.format(Locale.ROOT, "%,.0f", rounded(value));
    }
    int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.001 ? 3 : 6;
    return size == 0 ? "0" : String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  private static double rounded(double value) {
    double unit = Math.pow(10, Math.floor(Math.log10(Math.abs(value))) - 3);
    return Math.rint(value / unit) * unit;
  }
}
