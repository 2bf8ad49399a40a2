package io.fabula.generator.blueprint;

import io.fabula.generator.event.JsonBuffer;
import java.util.List;
import java.util.Optional;

/// A writer of bytes that are there already, so that a field can keep them without a copy. They are
/// never changed.
interface Bytes extends Value.Writer {
  byte[] of(World world);

  @Override
  default void write(World world, JsonBuffer out) {
    out.put(of(world));
  }

  /// The escaped inside of a text, where it need not be written first.
  static Optional<Bytes> of(Value value) {
    return switch (value) {
      case Value.Constant constant when constant.shape().kind() == Shape.Kind.TEXT ->
          Optional.of(world -> constant.inside());
      case Value.Text text when text.inside() instanceof Bytes bytes -> Optional.of(bytes);
      case Value.Constant _, Value.Text _, Value.Computed _, Value.Structure _ -> Optional.empty();
    };
  }

  /// A text that a world keeps.
  record Cell(int column, Row row) implements Bytes, Script {
    @Override
    public byte[] of(World world) {
      return world.texts[column][row.of(world)];
    }

    @Override
    public void write(World world, JsonBuffer out) {
      out.put(of(world));
    }

    @Override
    public void emit(CodeWriter code) {
      code.putText(column, row);
    }
  }

  /// One of several texts.
  record Drawn(List<Bytes> all, Draw draw) implements Bytes {
    @Override
    public byte[] of(World world) {
      return all.get(draw.from(world)).of(world);
    }
  }

  /// One text or the other.
  record Fork(Value.Formula test, Bytes yes, Bytes no, Script.TextFork script)
      implements Bytes, Script {
    @Override
    public byte[] of(World world) {
      return (test.of(world) != 0 ? yes : no).of(world);
    }

    @Override
    public void write(World world, JsonBuffer out) {
      out.put(of(world));
    }

    @Override
    public void emit(CodeWriter code) {
      script.emit(code);
    }
  }

  /// Draws an index.
  @FunctionalInterface
  interface Draw {
    int from(World world);
  }

  /// A writer of one text or the other, without a copy where both are there.
  static Value.Writer fork(Value.Formula test, Value yes, Value no) {
    Script.TextFork script = new Script.TextFork(test, yes, no);
    Optional<Bytes> first = of(yes);
    Optional<Bytes> second = of(no);
    return first.isPresent() && second.isPresent()
        ? new Fork(test, first.get(), second.get(), script)
        : script;
  }
}
