package io.fabula.generator.blueprint;

import io.fabula.generator.event.JsonBuffer;
import java.nio.charset.StandardCharsets;

/// A compiled generator of values. It holds no state of its own: that is the [World]'s.
sealed interface Value {
  /// The instants that RFC 3339 can write, in milliseconds since 1970.
  long YEAR_0 = -62_167_219_200_000L;

  long YEAR_9999 = 253_402_300_799_999L;

  Shape shape();

  /// Writes the whole JSON value.
  void json(World world, JsonBuffer out);

  /// Writes the value as it stands inside a JSON string: escaped, without quotes.
  void text(World world, JsonBuffer out);

  /// The value as a number: 1 and 0 for true and false, milliseconds since 1970 for a time, the
  /// index for a link; not a number for the rest.
  double number(World world);

  /// Computes a number in a world.
  @FunctionalInterface
  interface Formula {
    double of(World world);
  }

  /// The formula of a value that is a number.
  static Formula formula(Value value) {
    return switch (value) {
      case Computed computed -> computed.formula();
      case Constant constant -> new Term.Constant(constant.number);
      case Text _, Structure _ -> value::number;
    };
  }

  /// The nearest instant that RFC 3339 can write.
  static long instant(double millis) {
    return Math.clamp((long) millis, YEAR_0, YEAR_9999);
  }

  /// Writes bytes in a world.
  @FunctionalInterface
  interface Writer {
    void write(World world, JsonBuffer out);
  }

  static Value number(int decimals, Formula formula) {
    return new Computed(Shape.number(decimals), formula);
  }

  static Value constant(String text) {
    JsonBuffer inside = new JsonBuffer(text.length()).escaped(text);
    return new Constant(
        Shape.TEXT,
        new JsonBuffer(64).string(text).toByteArray(),
        inside.toByteArray(),
        Double.NaN);
  }

  /// Always the same value.
  ///
  /// @param json the JSON of a number, a flag or a structure
  static Value constant(Shape shape, String json, double number) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    byte[] inside =
        shape.kind() == Shape.Kind.JSON
            ? new JsonBuffer(bytes.length).escaped(json).toByteArray()
            : bytes;
    return new Constant(shape, bytes, inside, number);
  }

  /// The same value each time, written once.
  final class Constant implements Value {
    private final Shape shape;
    private final byte[] json;
    private final byte[] inside;
    private final double number;

    private Constant(Shape shape, byte[] json, byte[] inside, double number) {
      this.shape = shape;
      this.json = json;
      this.inside = inside;
      this.number = number;
    }

    @Override
    public Shape shape() {
      return shape;
    }

    @Override
    public void json(World world, JsonBuffer out) {
      out.put(json);
    }

    /// Appends the JSON where no world is at hand.
    void json(JsonBuffer out) {
      out.put(json);
    }

    /// As it stands inside a JSON string. Not to be changed.
    byte[] inside() {
      return inside;
    }

    @Override
    public void text(World world, JsonBuffer out) {
      out.put(inside);
    }

    @Override
    public double number(World world) {
      return number;
    }
  }

  /// A number, a flag, a time or a link that a formula gives.
  record Computed(Shape shape, Formula formula) implements Value {
    @Override
    public void json(World world, JsonBuffer out) {
      if (shape.kind() == Shape.Kind.TIME) {
        out.put('"');
        text(world, out);
        out.put('"');
      } else {
        text(world, out);
      }
    }

    @Override
    public void text(World world, JsonBuffer out) {
      double value = formula.of(world);
      switch (shape.kind()) {
        case FLAG -> out.ascii(value != 0 ? "true" : "false");
        case TIME -> out.instant(instant(value));
        case LINK -> out.number(Link.number(value));
        case NUMBER, TEXT, JSON -> out.decimal(value, shape.decimals());
      }
    }

    @Override
    public double number(World world) {
      return formula.of(world);
    }
  }

  /// Text that a writer makes; `inside` writes it escaped and without quotes.
  record Text(Writer inside) implements Value {
    @Override
    public Shape shape() {
      return Shape.TEXT;
    }

    @Override
    public void json(World world, JsonBuffer out) {
      out.put('"');
      inside.write(world, out);
      out.put('"');
    }

    @Override
    public void text(World world, JsonBuffer out) {
      inside.write(world, out);
    }

    @Override
    public double number(World world) {
      return Double.NaN;
    }
  }

  /// An object, a list, or a value whose type varies.
  record Structure(Writer whole) implements Value {
    @Override
    public Shape shape() {
      return Shape.JSON;
    }

    @Override
    public void json(World world, JsonBuffer out) {
      whole.write(world, out);
    }

    @Override
    public void text(World world, JsonBuffer out) {
      JsonBuffer inner = new JsonBuffer(64);
      whole.write(world, inner);
      out.escaped(inner.toString());
    }

    @Override
    public double number(World world) {
      return Double.NaN;
    }
  }
}
