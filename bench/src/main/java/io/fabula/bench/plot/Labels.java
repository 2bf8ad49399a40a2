package io.fabula.bench.plot;

import io.fabula.bench.plot.Canvas.Anchor;
import io.fabula.bench.plot.Canvas.Style;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Where the names of the lines go: right of their ends, moved up or down so that none covers
/// another. For one chart and one thread.
final class Labels {
  /// From the end of a line to its name.
  static final double GAP = 11;

  private static final double SIZE = 12;

  private static final double HEIGHT = 15;

  /// Ends this close count as one column.
  private static final double COLUMN = 8;

  private final List<List<Spot>> lines;
  private final List<String> names;
  private final double top;
  private final double bottom;
  private final Spot[] places;

  /// @param lines as drawn, from left to right
  /// @param names one for each
  /// @param top the highest middle of a name
  /// @param bottom the lowest
  Labels(List<List<Spot>> lines, List<String> names, double top, double bottom) {
    this.lines = lines;
    this.names = names;
    this.top = top;
    this.bottom = bottom;
    this.places = lines.stream().map(line -> line.getLast().moved(GAP, 0)).toArray(Spot[]::new);
  }

  /// How a name is written.
  static Style style(String color) {
    return new Style(SIZE, 600, color, Anchor.START);
  }

  /// How wide a name is, about.
  static double width(String name) {
    return style("").width(name);
  }

  /// The left middle of each name, in the order of the lines.
  List<Spot> places() {
    double right = Arrays.stream(places).mapToDouble(Spot::x).max().orElse(0);
    List<Integer> fromTop =
        IntStream.range(0, places.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> places[i].y()))
            .toList();
    List<Integer> placed =
        new ArrayList<>(fromTop.stream().filter(i -> places[i].x() > right - COLUMN).toList());
    spread(placed, right);
    for (int i : fromTop) {
      if (!placed.contains(i)) {
        places[i] = free(i, placed);
        placed.add(i);
      }
    }
    return List.of(places);
  }

  /// Moves a column apart, each as little as may be, without a change of order: the means of
  /// neighbours that would overlap (isotonic regression of the places less their offsets).
  private void spread(List<Integer> column, double x) {
    record Block(double sum, int count) {
      double mean() {
        return sum / count;
      }
    }

    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < column.size(); i++) {
      Block block = new Block(places[column.get(i)].y() - i * HEIGHT, 1);
      while (!blocks.isEmpty() && blocks.getLast().mean() > block.mean()) {
        Block before = blocks.removeLast();
        block = new Block(before.sum() + block.sum(), before.count() + block.count());
      }
      blocks.add(block);
    }
    int i = 0;
    for (Block block : blocks) {
      double most = Math.max(top, bottom - (column.size() - 1) * HEIGHT);
      double start = Math.clamp(block.mean(), top, most);
      for (int n = 0; n < block.count(); n++, i++) {
        places[column.get(i)] = new Spot(x, start + i * HEIGHT);
      }
    }
  }

  /// The nearest place for the name of a line that ends early, on no line and no other name.
  private Spot free(int index, List<Integer> placed) {
    Spot wanted = places[index];
    for (int distance = 0; distance <= bottom - top; distance += 2) {
      for (int sign = -1; sign <= 1; sign += 2) {
        Spot tried = wanted.moved(0, sign * distance);
        if (tried.y() >= top && tried.y() <= bottom && isFree(tried, index, placed)) {
          return tried;
        }
      }
    }
    return wanted;
  }

  private boolean isFree(Spot tried, int index, List<Integer> placed) {
    double end = tried.x() + width(names.get(index));
    for (int other : placed) {
      Spot place = places[other];
      boolean beside = place.x() > end || place.x() + width(names.get(other)) < tried.x();
      if (!beside && Math.abs(place.y() - tried.y()) < HEIGHT) {
        return false;
      }
    }
    return lines.stream().noneMatch(line -> crosses(line, tried, end));
  }

  private static boolean crosses(List<Spot> line, Spot tried, double end) {
    for (int i = 1; i < line.size(); i++) {
      Spot from = line.get(i - 1);
      Spot to = line.get(i);
      int samples = 1 + (int) (Math.hypot(to.x() - from.x(), to.y() - from.y()) / 3);
      for (int n = 0; n <= samples; n++) {
        double x = from.x() + (to.x() - from.x()) * n / samples;
        double y = from.y() + (to.y() - from.y()) * n / samples;
        if (x > tried.x() - 4 && x < end + 4 && Math.abs(y - tried.y()) < HEIGHT / 2 + 3) {
          return true;
        }
      }
    }
    return false;
  }
}
