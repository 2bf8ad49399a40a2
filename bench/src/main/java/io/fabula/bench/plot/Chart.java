package io.fabula.bench.plot;

import java.util.List;

/// How one figure depends on another: a line for each of those that are compared. Immutable.
public final class Chart {
  private final String title;
  private final Axis x;
  private final Axis y;
  private final List<Series> series;

  /// @param title what is compared
  /// @param series 1 to 7, as that many colours can be told apart; the first is drawn on top
  public Chart(String title, Axis x, Axis y, List<Series> series) {
    this.title = title;
    this.x = x;
    this.y = y;
    this.series = List.copyOf(series);
    if (title.isBlank()) {
      throw new IllegalArgumentException("a chart needs a title");
    }
    if (this.series.isEmpty() || this.series.size() > Palette.SIZE) {
      throw new IllegalArgumentException(
          "the chart '%s' must have 1 to %d series, not %d"
              .formatted(title, Palette.SIZE, this.series.size()));
    }
  }

  /// The chart as an SVG document. The same chart is always the same text.
  public String svg() {
    return Panels.svg(List.of(this));
  }

  String title() {
    return title;
  }

  Axis x() {
    return x;
  }

  Axis y() {
    return y;
  }

  List<Series> series() {
    return series;
  }
}
