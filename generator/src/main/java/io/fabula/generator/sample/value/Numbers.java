package io.fabula.generator.sample.value;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.generator.sample.schema.UnsatisfiableException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/// Numbers of a schema: whole multiples of a step, drawn as 64 bits and written exactly, so that
/// they are the same on every machine.
public final class Numbers {
  private static final BigDecimal EXACT_DOUBLE = new BigDecimal(1L << 53);
  private static final BigDecimal EXACT_LONG = new BigDecimal(9_000_000_000_000_000_000L);
  private static final BigDecimal ENOUGH = new BigDecimal(1000);
  private static final int MAX_DECIMALS = 15;

  /// What numbers are called, and what they then are like. The first counts.
  private record Usual(String name, BigDecimal low, BigDecimal high, int decimals) {}

  private static final List<Usual> USUAL =
      List.of(
          usual("lat", "-90", "90", 5),
          usual("latitude", "-90", "90", 5),
          usual("lon", "-180", "180", 5),
          usual("lng", "-180", "180", 5),
          usual("longitude", "-180", "180", 5),
          usual("price", "1", "500", 2),
          usual("amount", "1", "500", 2),
          usual("total", "1", "500", 2),
          usual("cost", "1", "500", 2),
          usual("quantity", "1", "20", 0),
          usual("qty", "1", "20", 0),
          usual("count", "1", "20", 0),
          usual("age", "18", "90", 0),
          usual("year", "1990", "2026", 0),
          usual("hour", "0", "23", 0),
          usual("minute", "0", "59", 0),
          usual("second", "0", "59", 0),
          usual("temperature", "-10", "35", 1),
          usual("humidity", "20", "95", 1),
          usual("pressure", "980", "1040", 1),
          usual("percent", "0", "100", 1),
          usual("percentage", "0", "100", 1),
          usual("probability", "0", "1", 3),
          usual("confidence", "0", "1", 3),
          usual("ratio", "0", "1", 3),
          usual("rating", "1", "5", 1),
          usual("speed", "0", "130", 1),
          usual("heading", "0", "359", 0),
          usual("port", "1024", "65535", 0),
          usual("id", "1", "100000", 0));

  private Numbers() {}

  private static Usual usual(String name, String low, String high, int decimals) {
    return new Usual(name, new BigDecimal(low), new BigDecimal(high), decimals);
  }

  /// Whether numbers are often called so.
  public static boolean known(String name) {
    return named(name).isPresent();
  }

  private static Optional<Usual> named(String name) {
    String plain = Words.plain(name);
    return USUAL.stream().filter(u -> Words.endsWith(name, plain, u.name())).findFirst();
  }

  /// Draws the numbers that `schema` allows.
  ///
  /// @param whole no fractions
  /// @param path where the schema stands
  /// @throws UnsatisfiableException where there is none
  public static Sampler of(JsonNode schema, boolean whole, String name, String path) {
    Optional<Usual> usual = named(name);
    Optional<BigDecimal> low = highest(bound(schema, "minimum"), bound(schema, "exclusiveMinimum"));
    Optional<BigDecimal> high =
        highest(
                bound(schema, "maximum").map(BigDecimal::negate),
                bound(schema, "exclusiveMaximum").map(BigDecimal::negate))
            .map(BigDecimal::negate);
    Range asked =
        new Range(
            low.orElseGet(() -> usualLow(usual, high)),
            high.orElseGet(() -> usualHigh(usual, low)));
    Optional<BigDecimal> step = bound(schema, "multipleOf").filter(s -> s.signum() > 0);
    Range likely = usual.map(asked::within).orElse(asked);
    Optional<Grid> grid = grid(schema, likely, step, whole, usual);
    if (grid.isEmpty()) {
      grid = grid(schema, asked, step, whole, usual);
    }
    Grid found =
        grid.orElseThrow(
            () ->
                new UnsatisfiableException(
                    path,
                    "no number lies in its bounds: from %s to %s"
                            .formatted(asked.low(), asked.high())
                        + step.map(s -> ", a multiple of " + s).orElse("")));
    return found.sampler();
  }

  private static Optional<BigDecimal> bound(JsonNode schema, String key) {
    return Optional.ofNullable(schema.get(key))
        .filter(JsonNode::isNumber)
        .map(JsonNode::decimalValue);
  }

  private static Optional<BigDecimal> highest(Optional<BigDecimal> a, Optional<BigDecimal> b) {
    return a.isPresent() && b.isPresent() ? Optional.of(a.get().max(b.get())) : a.or(() -> b);
  }

  private static BigDecimal usualLow(Optional<Usual> usual, Optional<BigDecimal> high) {
    BigDecimal low = usual.map(Usual::low).orElse(BigDecimal.ZERO);
    return high.filter(h -> h.compareTo(low) <= 0).map(h -> h.subtract(ENOUGH)).orElse(low);
  }

  private static BigDecimal usualHigh(Optional<Usual> usual, Optional<BigDecimal> low) {
    BigDecimal high = usual.map(Usual::high).orElse(ENOUGH);
    return low.filter(l -> l.compareTo(high) >= 0).map(l -> l.add(ENOUGH)).orElse(high);
  }

  private record Range(BigDecimal low, BigDecimal high) {
    Range within(Usual usual) {
      return new Range(low.max(usual.low()), high.min(usual.high()));
    }
  }

  /// The multiples of a step in a range; empty where there is none.
  private static Optional<Grid> grid(
      JsonNode schema,
      Range range,
      Optional<BigDecimal> step,
      boolean whole,
      Optional<Usual> usual) {
    BigDecimal unit = step.orElseGet(() -> unit(range, whole, usual));
    if (whole && unit.stripTrailingZeros().scale() > 0) {
      unit = wholeMultiple(unit);
    }
    int decimals = Math.max(0, unit.stripTrailingZeros().scale());
    if (decimals > MAX_DECIMALS || unit.movePointRight(decimals).compareTo(EXACT_LONG) > 0) {
      return Optional.empty();
    }
    BigDecimal reach =
        decimals == 0 ? EXACT_LONG : EXACT_DOUBLE.movePointLeft(decimals).min(EXACT_LONG);
    BigInteger first = steps(range.low().max(reach.negate()), unit, RoundingMode.CEILING);
    BigInteger last = steps(range.high().min(reach), unit, RoundingMode.FLOOR);
    if (isAt(schema, "exclusiveMinimum", first, unit)) {
      first = first.add(BigInteger.ONE);
    }
    if (isAt(schema, "exclusiveMaximum", last, unit)) {
      last = last.subtract(BigInteger.ONE);
    }
    if (first.compareTo(last) > 0) {
      return Optional.empty();
    }
    long size = unit.movePointRight(decimals).longValueExact();
    return Optional.of(new Grid(first.longValueExact(), last.longValueExact(), size, decimals));
  }

  private static boolean isAt(JsonNode schema, String key, BigInteger steps, BigDecimal unit) {
    return bound(schema, key).filter(b -> b.compareTo(times(steps, unit)) == 0).isPresent();
  }

  private static BigDecimal times(BigInteger steps, BigDecimal unit) {
    return unit.multiply(new BigDecimal(steps));
  }

  private static BigInteger steps(BigDecimal bound, BigDecimal unit, RoundingMode rounding) {
    return bound.divide(unit, 0, rounding).toBigInteger();
  }

  /// The smallest multiple of `unit` without fraction.
  private static BigDecimal wholeMultiple(BigDecimal unit) {
    BigInteger ten = BigInteger.TEN.pow(unit.stripTrailingZeros().scale());
    BigInteger size = unit.multiply(new BigDecimal(ten)).toBigInteger();
    return new BigDecimal(size.divide(size.gcd(ten)));
  }

  /// As many decimals as are usual, or as the bounds need to have something between them.
  private static BigDecimal unit(Range range, boolean whole, Optional<Usual> usual) {
    if (whole) {
      return BigDecimal.ONE;
    }
    int decimals = Math.max(usual.map(Usual::decimals).orElse(2), 0);
    BigDecimal width = range.high().subtract(range.low());
    boolean point = width.signum() == 0;
    if (point) {
      decimals = Math.max(0, range.low().stripTrailingZeros().scale());
    }
    while (!point
        && usual.isEmpty()
        && decimals < 9
        && width.movePointRight(decimals).compareTo(ENOUGH) < 0) {
      decimals++;
    }
    return BigDecimal.ONE.movePointLeft(Math.min(decimals, MAX_DECIMALS + 1));
  }

  /// The numbers `first * size` to `last * size`, with a point before the last `decimals` digits.
  private record Grid(long first, long last, long size, int decimals) {
    Sampler sampler() {
      long scale = Math.round(StrictMath.pow(10, decimals));
      return (draw, out) -> {
        long units = draw.chance.between(first, last) * size;
        if (units < 0) {
          out.put('-');
        }
        long magnitude = Math.abs(units);
        out.number(magnitude / scale);
        if (decimals > 0) {
          out.put('.').digits(magnitude % scale, decimals);
        }
      };
    }
  }
}
