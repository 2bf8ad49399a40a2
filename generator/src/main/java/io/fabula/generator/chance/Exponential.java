package io.fabula.generator.chance;

/// e to the power of x, several times as fast as [StrictMath#exp] and as good as that to the last
/// bit but one: a table of roots of 2 and five terms of the series for what is left of x (Tang,
/// 1989). Exactly rounded operations only, so it is the same on every machine.
public final class Exponential {
  private static final int ROOTS = 64;
  private static final double[] TABLE = new double[ROOTS];
  private static final double PER_ROOT = ROOTS / StrictMath.log(2);

  /// The logarithm of 2 in two parts. The first has room for a factor of 17 bits, so that taking it
  /// away is exact.
  private static final double HIGH = Double.longBitsToDouble(0x3F862E42FEE00000L);

  private static final double LOW = 2.9815858269852933E-12;

  /// Beyond it, the result is not far from the largest or the smallest number.
  private static final double FAR = 700;

  static {
    for (int i = 0; i < ROOTS; i++) {
      TABLE[i] = StrictMath.pow(2, (double) i / ROOTS);
    }
  }

  private Exponential() {}

  public static double exp(double x) {
    if (!(Math.abs(x) < FAR)) {
      return StrictMath.exp(x);
    }
    int steps = (int) Math.rint(x * PER_ROOT);
    double rest = x - steps * HIGH - steps * LOW;
    double series =
        rest * (1 + rest * (1 / 2.0 + rest * (1 / 6.0 + rest * (1 / 24.0 + rest * (1 / 120.0)))));
    double root = TABLE[steps & (ROOTS - 1)];
    double power = Double.longBitsToDouble((long) (1023 + (steps >> 6)) << 52);
    return (root + root * series) * power;
  }
}
