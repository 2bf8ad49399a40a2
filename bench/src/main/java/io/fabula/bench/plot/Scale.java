package io.fabula.bench.plot;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/// From values to places on an axis.
///
/// @param low the value at the start
/// @param high the value at the end
record Scale(boolean logarithmic, double low, double high, List<Tick> ticks) {
  private static final int MOST_STEPS = 6;

  /// Up to this ratio of the ends, even steps are easier to read than decades.
  private static final double NARROW = 5;

  private static final double SLACK = 1e-9;

  Scale {
    ticks = List.copyOf(ticks);
  }

  /// One on which all the data lie.
  static Scale of(Axis axis, DoubleSummaryStatistics data) {
    if (!axis.logarithmic()) {
      return linear(data.getMax());
    }
    if (data.getMax() / data.getMin() > 10) {
      double low = Nice.of(1, Nice.floorExponent(data.getMin()));
      double high = Nice.of(1, Nice.ceilExponent(data.getMax()));
      return new Scale(true, low, high, decades(low, high));
    }
    double low = Nice.below(data.getMin());
    double nice = Nice.above(data.getMax());
    double high = nice > low ? nice : Nice.above(low * 1.5);
    boolean narrow = high / low <= NARROW * (1 + SLACK);
    return new Scale(true, low, high, narrow ? steps(low, high) : decades(low, high));
  }

  private static Scale linear(double most) {
    double step = Nice.above(most / MOST_STEPS);
    double high = step * Math.ceil(most / step - SLACK);
    return new Scale(false, 0, high, steps(0, high));
  }

  private static List<Tick> steps(double low, double high) {
    double step = Nice.above((high - low) / MOST_STEPS);
    long first = (long) Math.ceil(low / step - SLACK);
    long last = (long) Math.floor(high / step + SLACK);
    List<Tick> ticks = new ArrayList<>();
    for (long i = first; i <= last; i++) {
      ticks.add(Tick.labelled(i * step));
    }
    return ticks;
  }

  private static List<Tick> decades(double low, double high) {
    double count = Math.log10(high / low);
    int every = (int) Math.ceil(count / 8 - SLACK);
    List<Tick> ticks = new ArrayList<>();
    for (int exponent = Nice.floorExponent(low); exponent <= Nice.ceilExponent(high); exponent++) {
      boolean named = Math.floorMod(exponent - Nice.floorExponent(low), every) == 0;
      for (int digit = 1; digit <= (count > 5 ? 1 : 9); digit++) {
        double value = Nice.of(digit, exponent);
        if (value >= low && value <= high) {
          boolean labelled = digit == 1 ? named : count <= 2 && (digit == 2 || digit == 5);
          ticks.add(labelled ? Tick.labelled(value) : Tick.minor(value));
        }
      }
    }
    return ticks;
  }

  /// How far along the axis a value lies, from 0 to 1.
  double share(double value) {
    return logarithmic
        ? Math.log(value / low) / Math.log(high / low)
        : (value - low) / (high - low);
  }
}
