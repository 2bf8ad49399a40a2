package io.fabula.generator.blueprint;

import io.fabula.generator.event.JsonBuffer;
import java.util.Optional;

/// Where a world keeps a field: a column, and which row of it is meant.
///
/// @param column index of the column in the [World]
/// @param row finds the row
record Slot(int column, Row row, Shape shape) {
  /// The row of the entity that acts.
  static final Row SELF = new Row.Self();

  /// The only row of a column for values that live for one event.
  static final Row ONLY = new Row.Only();

  /// The number in the slot.
  Term.Cell cell() {
    return new Term.Cell(column, row);
  }

  /// A value that reads the slot.
  Value read() {
    return switch (shape.kind()) {
      case NUMBER, FLAG, TIME, LINK -> new Value.Computed(shape, cell());
      case TEXT -> new Value.Text(new Bytes.Cell(column, row));
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
      world.texts[column][at] = bytes(world, value);
    }
  }

  private byte[] bytes(World world, Value value) {
    Optional<Bytes> ready = shape.kind() == Shape.Kind.TEXT ? Bytes.of(value) : Optional.empty();
    if (ready.isPresent()) {
      return ready.get().of(world);
    }
    {
      JsonBuffer scratch = world.scratch.clear();
      if (shape.kind() == Shape.Kind.TEXT) {
        value.text(world, scratch);
      } else {
        value.json(world, scratch);
      }
      return scratch.toByteArray();
    }
  }
}
