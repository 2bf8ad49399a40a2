package io.fabula.generator.blueprint;

/// Arithmetic that is the same on every machine.
final class Numbers {
  private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

  /// Below it, every number has room for a half.
  private static final double EXACT = 9e15;

  /// The most decimals a number may have.
  static final int MAX_DECIMALS = 9;

  private Numbers() {}

  /// `value` rounded half up in magnitude, as [io.fabula.generator.event.JsonBuffer#decimal] writes
  /// it.
  static double round(double value, int decimals) {
    return decimals == 0 ? whole(value) : toUnits(value, POWERS[decimals]);
  }

  /// `value` rounded to a whole number.
  static double whole(double value) {
    double size = Math.abs(value);
    return size < EXACT ? Math.copySign(halfUp(size), value) : value;
  }

  /// `value` rounded to a whole number of parts.
  ///
  /// @param parts that make 1, a power of ten
  static double toUnits(double value, double parts) {
    double scaled = Math.abs(value) * parts;
    return scaled < EXACT ? Math.copySign(halfUp(scaled) / parts, value) : value;
  }

  private static double halfUp(double size) {
    double units = Math.floor(size);
    return units + (size - units >= 0.5 ? 1 : 0);
  }

  static double power(int decimals) {
    return POWERS[decimals];
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
