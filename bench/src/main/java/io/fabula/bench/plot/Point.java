package io.fabula.bench.plot;

/// One measured value.
///
/// @param x above zero, as a logarithmic axis needs it
/// @param y above zero likewise
public record Point(double x, double y) {
  public Point {
    if (!plottable(x) || !plottable(y)) {
      throw new IllegalArgumentException(
          "a point must be above zero and finite: (" + x + ", " + y + ")");
    }
  }

  private static boolean plottable(double value) {
    return value > 0 && Double.isFinite(value);
  }
}
