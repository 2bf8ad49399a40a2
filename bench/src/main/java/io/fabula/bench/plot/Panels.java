package io.fabula.bench.plot;

import java.util.List;
import java.util.stream.Collectors;

/// Several charts as one picture.
public final class Panels {
  private static final int COLUMNS = 2;

  private Panels() {}

  /// The charts as an SVG document, two in a row, from left to right and then down. A series has
  /// the same colour in all of them, as long as they have no more than 7 names together.
  public static String svg(List<Chart> charts) {
    if (charts.isEmpty()) {
      throw new IllegalArgumentException("no charts to draw");
    }
    int columns = Math.min(COLUMNS, charts.size());
    int rows = (charts.size() + columns - 1) / columns;
    String titles = charts.stream().map(Chart::title).collect(Collectors.joining("; "));
    Canvas canvas = new Canvas(columns * Panel.WIDTH, rows * Panel.HEIGHT, titles);
    Palette palette = new Palette(charts);
    for (int i = 0; i < charts.size(); i++) {
      int row = i / columns;
      canvas.enter(i % columns * Panel.WIDTH, row * Panel.HEIGHT);
      new Panel(charts.get(i), canvas).draw(palette);
      canvas.leave();
    }
    return canvas.finish();
  }
}
