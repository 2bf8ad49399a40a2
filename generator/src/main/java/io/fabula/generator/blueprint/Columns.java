package io.fabula.generator.blueprint;

import java.util.ArrayList;
import java.util.List;

/// Hands out the columns and counters that a world will keep. For the compiler only.
final class Columns {
  private final List<Plan.Column> columns = new ArrayList<>();
  private int counters;

  Slot add(Shape shape, int rows, Row row) {
    columns.add(new Plan.Column(shape.numeric(), rows));
    return new Slot(columns.size() - 1, row, shape);
  }

  /// How many values a world keeps in all.
  long cells() {
    return columns.stream().mapToLong(Plan.Column::rows).sum();
  }

  int counter() {
    return counters++;
  }

  int counters() {
    return counters;
  }

  List<Plan.Column> all() {
    return List.copyOf(columns);
  }
}
