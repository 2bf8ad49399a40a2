package io.fabula.bench.plot;

import java.util.Comparator;
import java.util.List;

/// One line of a chart.
///
/// @param name written at its right end, at most 30 characters
/// @param points at least one; kept from left to right, in whichever order they come
public record Series(String name, List<Point> points) {
  private static final int LONGEST_NAME = 30;

  public Series {
    points = points.stream().sorted(Comparator.comparingDouble(Point::x)).toList();
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "a series' name must have 1 to " + LONGEST_NAME + " characters: '" + name + "'");
    }
    if (points.isEmpty()) {
      throw new IllegalArgumentException("the series '" + name + "' has no points");
    }
  }

  /// Where the line ends on the right.
  Point end() {
    return points.getLast();
  }
}
