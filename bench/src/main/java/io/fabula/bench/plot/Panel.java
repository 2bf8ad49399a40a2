package io.fabula.bench.plot;

import io.fabula.bench.plot.Canvas.Anchor;
import io.fabula.bench.plot.Canvas.Style;
import io.fabula.bench.plot.Palette.Ink;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// One chart as it is laid out: title, then the label of the y axis, then the lines between the
/// axes. That label lies flat above its axis, as nobody reads well with the head turned.
final class Panel {
  static final double WIDTH = 480;
  static final double HEIGHT = 320;

  private static final double TOP = 64;
  private static final double BOTTOM = HEIGHT - 50;
  private static final double MARGIN = 16;
  private static final double TICK_SIZE = 11.5;

  /// From the base line of a text up to its middle, as part of the font's size.
  private static final double MIDDLE = 0.35;

  /// A name that has moved this far from its line is tied to it.
  private static final double LEADER_FROM = 5;

  private static final Style TITLE = new Style(15, 600, "#1a1a1a", Anchor.START);
  private static final Style Y_LABEL = new Style(12, 400, "#444444", Anchor.START);
  private static final Style X_LABEL = new Style(12, 400, "#444444", Anchor.MIDDLE);
  private static final Style X_TICK = new Style(TICK_SIZE, 400, "#444444", Anchor.MIDDLE);
  private static final Style Y_TICK = new Style(TICK_SIZE, 400, "#444444", Anchor.END);
  private static final String GRID = "#d9d9d9";
  private static final String MINOR_GRID = "#f0f0f0";
  private static final String FRAME = "#777777";

  private final Chart chart;
  private final Canvas canvas;
  private final Scale across;
  private final Scale up;
  private final double left;
  private final double right;

  Panel(Chart chart, Canvas canvas) {
    this.chart = chart;
    this.canvas = canvas;
    this.across = scale(chart, chart.x(), Point::x);
    this.up = scale(chart, chart.y(), Point::y);
    this.left = MARGIN + 8 + widest(up);
    this.right = left + room();
  }

  private static Scale scale(Chart chart, Axis axis, ToDoubleFunction<Point> value) {
    return Scale.of(
        axis,
        chart.series().stream()
            .flatMap(series -> series.points().stream())
            .mapToDouble(value)
            .summaryStatistics());
  }

  private static double widest(Scale scale) {
    return scale.ticks().stream().mapToDouble(tick -> Y_TICK.width(tick.label())).max().orElse(0);
  }

  /// As wide as the axis can be with every name right of its line and inside the panel.
  private double room() {
    double most = WIDTH - left - 24;
    for (Series series : chart.series()) {
      double name = Labels.GAP + Labels.width(series.name());
      double end = across.share(series.end().x());
      if (end > 0) {
        most = Math.min(most, (WIDTH - 8 - left - name) / end);
      }
    }
    return most;
  }

  /// Draws all of it.
  void draw(Palette palette) {
    double width = WIDTH - 2 * MARGIN;
    canvas.fitted(new Spot(MARGIN, 27), TITLE, chart.title(), width);
    canvas.fitted(new Spot(MARGIN, 48), Y_LABEL, label(chart.y()), width);
    grid();
    canvas.fitted(new Spot((left + right) / 2, HEIGHT - 13), X_LABEL, label(chart.x()), width / 2);
    lines(palette);
  }

  private static String label(Axis axis) {
    return axis.logarithmic() ? axis.label() + " · log scale" : axis.label();
  }

  /// Minor lines first, as they lie below the others.
  private void grid() {
    for (boolean minor : new boolean[] {true, false}) {
      String color = minor ? MINOR_GRID : GRID;
      for (Tick tick : across.ticks()) {
        if (tick.isMinor() == minor) {
          double x = x(tick.value());
          canvas.line(new Spot(x, TOP), new Spot(x, BOTTOM), color, 1);
        }
      }
      for (Tick tick : up.ticks()) {
        if (tick.isMinor() == minor) {
          double y = y(tick.value());
          canvas.line(new Spot(left, y), new Spot(right, y), color, 1);
        }
      }
    }
    canvas.line(new Spot(left, TOP), new Spot(left, BOTTOM), FRAME, 1);
    canvas.line(new Spot(left, BOTTOM), new Spot(right, BOTTOM), FRAME, 1);
    ticks();
  }

  private void ticks() {
    for (Tick tick : across.ticks()) {
      if (!tick.isMinor()) {
        canvas.text(new Spot(x(tick.value()), BOTTOM + 17), X_TICK, tick.label());
      }
    }
    for (Tick tick : up.ticks()) {
      if (!tick.isMinor()) {
        double base = y(tick.value()) + TICK_SIZE * MIDDLE;
        canvas.text(new Spot(left - 7, base), Y_TICK, tick.label());
      }
    }
  }

  /// The first series is drawn last, on top of the others.
  private void lines(Palette palette) {
    List<Series> series = chart.series();
    List<List<Spot>> lines =
        series.stream().map(line -> line.points().stream().map(this::spot).toList()).toList();
    List<Spot> places =
        new Labels(lines, series.stream().map(Series::name).toList(), TOP, BOTTOM - 8).places();
    for (int i = series.size() - 1; i >= 0; i--) {
      Ink ink = palette.of(series.get(i), i);
      Spot end = lines.get(i).getLast();
      if (Math.abs(places.get(i).y() - end.y()) > LEADER_FROM) {
        canvas.line(end, places.get(i).moved(-2, 0), ink.line(), 1);
      }
      canvas.path(lines.get(i), ink.line());
    }
    for (int i = 0; i < series.size(); i++) {
      Style style = Labels.style(palette.of(series.get(i), i).text());
      canvas.text(places.get(i).moved(0, style.size() * MIDDLE), style, series.get(i).name());
    }
  }

  private Spot spot(Point point) {
    return new Spot(x(point.x()), y(point.y()));
  }

  private double x(double value) {
    return left + across.share(value) * (right - left);
  }

  private double y(double value) {
    return BOTTOM - up.share(value) * (BOTTOM - TOP);
  }
}
