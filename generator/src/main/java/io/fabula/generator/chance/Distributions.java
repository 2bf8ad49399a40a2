package io.fabula.generator.chance;

/// Draws from distributions other than the even one and the bell curve. Only operations that are
/// exactly rounded, or [StrictMath]: the same on every machine.
public final class Distributions {
  /// Above this mean a count is drawn from the bell curve, which differs from it by less than 1 %.
  private static final double MANY = 500;

  /// A product of that many draws stays far from the smallest double.
  private static final double AT_A_TIME = 25;

  private static final double SMALL = 1e-8;

  private Distributions() {}

  /// Half of all draws are below `median`; the logarithm has the deviation `sigma`.
  public static double lognormal(Dice dice, double median, double sigma) {
    return median * Exponential.exp(sigma * dice.normal());
  }

  /// The wait for something that happens once in `mean` at any time.
  public static double exponential(Dice dice, double mean) {
    return -mean * StrictMath.log(1 - dice.unit());
  }

  /// How often something happens that happens `mean` times on average (Knuth, The Art of Computer
  /// Programming 2, 3.4.1).
  public static double poisson(Dice dice, double mean) {
    if (!(mean > 0)) {
      return 0;
    }
    if (mean > MANY) {
      return Math.max(0, Math.rint(mean + Math.sqrt(mean) * dice.normal()));
    }
    double count = 0;
    for (double left = mean; left > 0; left -= AT_A_TIME) {
      double limit = Exponential.exp(-Math.min(left, AT_A_TIME));
      for (double product = dice.unit(); product > limit; product *= dice.unit()) {
        count++;
      }
    }
    return count;
  }

  /// A rank from 1 to `n`, of which rank k is drawn in proportion to 1 / k^s: by inverting the
  /// integral of that curve, and rejecting what lies above the steps (Hörmann and Derflinger,
  /// 1996).
  public static double zipf(Dice dice, double n, double s) {
    double ranks = Math.max(1, Math.floor(n));
    if (ranks == 1 || !(s > 0)) {
      return 1 + Math.floor(dice.unit() * ranks);
    }
    double first = area(1.5, s) - 1;
    double last = area(ranks + 0.5, s);
    double surely = 2 - rank(area(2.5, s) - StrictMath.pow(2, -s), s);
    while (true) {
      double drawn = last + dice.unit() * (first - last);
      double at = rank(drawn, s);
      double k = Math.max(1, Math.min(ranks, Math.floor(at + 0.5)));
      if (k - at <= surely || drawn >= area(k + 0.5, s) - StrictMath.pow(k, -s)) {
        return k;
      }
    }
  }

  /// The integral of x^-s from 1 to `x`.
  private static double area(double x, double s) {
    double log = StrictMath.log(x);
    double t = (1 - s) * log;
    double slope = Math.abs(t) > SMALL ? StrictMath.expm1(t) / t : 1 + t / 2 * (1 + t / 3);
    return slope * log;
  }

  /// Where [#area] is `area`.
  private static double rank(double area, double s) {
    double t = Math.max(-1, area * (1 - s));
    double slope = Math.abs(t) > SMALL ? StrictMath.log1p(t) / t : 1 - t * (0.5 - t / 3);
    return Exponential.exp(slope * area);
  }
}
