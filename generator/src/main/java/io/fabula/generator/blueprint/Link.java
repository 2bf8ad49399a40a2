package io.fabula.generator.blueprint;

/// A link to an entity, kept as a number: the entity's number among all of its kind that ever were,
/// and its row. So a link knows whether the one it leads to still lives, or another has taken the
/// row. Number 0 is nobody, whose row is behind all others.
final class Link {
  /// More rows than a kind may have.
  private static final double ROWS = 1 << 17;

  private static final long ROW = (1 << 17) - 1;

  private Link() {}

  static double of(double number, int row) {
    return number * ROWS + row;
  }

  /// The row of the column that holds the fields.
  static int row(double link) {
    return (int) ((long) link & ROW);
  }

  /// The number of the entity, 0 for nobody.
  static long number(double link) {
    return (long) link >> 17;
  }
}
