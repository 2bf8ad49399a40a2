package io.fabula.generator.blueprint;

/// Arithmetic that is the same on every machine.
final class Numbers {
  private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

  /// The most decimals a number may have.
  static final int MAX_DECIMALS = 9;

  private Numbers() {}

  /// `value` rounded half up in magnitude, as [io.fabula.generator.event.JsonBuffer#decimal] writes
  /// it.
  static double round(double value, int decimals) {
    double scaled = Math.abs(value) * POWERS[decimals];
    if (!(scaled < 9e15)) {
      return value;
    }
    double units = Math.floor(scaled);
    units += scaled - units >= 0.5 ? 1 : 0;
    return Math.copySign(units / POWERS[decimals], value);
  }

  /// What a division leaves, with the sign of `value`, as Java's `%`. Whole numbers take the short
  /// way: the processor divides long, but computes the other remainder bit by bit.
  static double remainder(double value, double by) {
    long whole = (long) value;
    long divisor = (long) by;
    return whole == value && divisor == by && divisor != 0 && Math.abs(whole) < 1L << 53
        ? whole % divisor
        : value % by;
  }

  /// `value` brought between the bounds by reflection, as a walk does that turns at a wall; clamped
  /// where one reflection is not enough.
  static double reflect(double value, double min, double max) {
    double turned = value;
    if (turned < min) {
      turned = 2 * min - turned;
    } else if (turned > max) {
      turned = 2 * max - turned;
    }
    return Math.min(max, Math.max(min, turned));
  }
}
