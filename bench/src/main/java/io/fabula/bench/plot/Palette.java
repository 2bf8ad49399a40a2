package io.fabula.bench.plot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which colour a series has: the same in every chart of a picture, by its name.
///
/// The colours are those of Okabe and Ito, "Color Universal Design" (2008), without the yellow,
/// which is faint on white. Readers with any kind of color blindness can tell them apart.
final class Palette {
  private static final List<Ink> INKS =
      List.of(
          new Ink("#0072b2", "#005a8d"),
          new Ink("#d55e00", "#a84a00"),
          new Ink("#009e73", "#007353"),
          new Ink("#cc79a7", "#99437a"),
          new Ink("#e69f00", "#8f6200"),
          new Ink("#56b4e9", "#1f74a8"),
          new Ink("#000000", "#000000"));

  /// How many series one chart can tell apart.
  static final int SIZE = INKS.size();

  private final Map<String, Ink> byName = new HashMap<>();

  /// @param line of lines and markers
  /// @param text the same darkened, as letters are thin
  record Ink(String line, String text) {}

  /// For all these charts. If they have more names together than there are colours, each chart
  /// counts for itself.
  Palette(List<Chart> charts) {
    List<String> names =
        charts.stream()
            .flatMap(chart -> chart.series().stream())
            .map(Series::name)
            .distinct()
            .toList();
    for (int i = 0; i < names.size() && names.size() <= SIZE; i++) {
      byName.put(names.get(i), INKS.get(i));
    }
  }

  /// The colour of a series.
  ///
  /// @param index its place in its chart
  Ink of(Series series, int index) {
    return byName.getOrDefault(series.name(), INKS.get(index));
  }
}
