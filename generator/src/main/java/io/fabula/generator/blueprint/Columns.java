package io.fabula.generator.blueprint;

import java.util.ArrayList;
import java.util.List;

/// Hands out the columns and counters that a world will keep. For the compiler only.
final class Columns {
  private final List<Plan.Column> columns = new ArrayList<>();
  private final List<Integer> bags = new ArrayList<>();
  private int counters;

  Slot add(Shape shape, int rows, Row row) {
    columns.add(new Plan.Column(shape, rows));
    return new Slot(columns.size() - 1, row, shape);
  }

  /// How many values a world keeps in all.
  long cells() {
    return columns.stream().mapToLong(Plan.Column::rows).sum();
  }

  int counter() {
    return counters++;
  }

  /// A bag of so many indices to draw from.
  int bag(int size) {
    bags.add(size);
    return bags.size() - 1;
  }

  List<Integer> bags() {
    return List.copyOf(bags);
  }

  int counters() {
    return counters;
  }

  List<Plan.Column> all() {
    return List.copyOf(columns);
  }
}
