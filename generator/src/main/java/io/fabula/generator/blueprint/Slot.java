package io.fabula.generator.blueprint;

import io.fabula.generator.event.JsonBuffer;

/// Where a world keeps a field: a column, and which row of it is meant.
///
/// @param column index of the column in the [World]
/// @param row finds the row
record Slot(int column, Row row, Shape shape) {
  /// Finds the row of a column that is meant at this moment.
  @FunctionalInterface
  interface Row {
    int of(World world);
  }

  /// The row of the entity that acts.
  static final Row SELF = world -> world.self;

  /// The only row of a column for values that live for one event.
  static final Row ONLY = world -> 0;

  /// A value that reads the slot.
  Value read() {
    return switch (shape.kind()) {
      case NUMBER, FLAG, TIME, LINK ->
          new Value.Computed(shape, world -> world.numbers[column][row.of(world)]);
      case TEXT -> new Value.Text((world, out) -> out.put(world.texts[column][row.of(world)]));
      case JSON -> new Value.Structure((world, out) -> out.put(world.texts[column][row.of(world)]));
    };
  }

  /// Keeps what `value` gives now. A number is rounded to the decimals that are shown, so that what
  /// follows from it agrees with what was seen.
  void write(World world, Value value) {
    int at = row.of(world);
    if (shape.kind() == Shape.Kind.NUMBER) {
      world.numbers[column][at] = Numbers.round(value.number(world), shape.decimals());
    } else if (shape.numeric()) {
      world.numbers[column][at] = value.number(world);
    } else {
      JsonBuffer scratch = world.scratch.clear();
      if (shape.kind() == Shape.Kind.TEXT) {
        value.text(world, scratch);
      } else {
        value.json(world, scratch);
      }
      world.texts[column][at] = scratch.toByteArray();
    }
  }
}
