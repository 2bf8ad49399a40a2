package io.fabula.generator.blueprint;

import io.fabula.generator.event.JsonBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// A formula over all that belong to an entity: `sum(line, price * quantity)`.
///
/// @param item what each adds; in the names of the part
record Aggregate(Fold fold, Scope.Parts parts, Value.Formula item) implements Term {
  /// How the numbers become one; without any, each gives 0.
  enum Fold {
    SUM(0, "plus", "whole"),
    AVERAGE(0, "plus", "mean"),
    HIGHEST(Double.NEGATIVE_INFINITY, "higher", "whole"),
    LOWEST(Double.POSITIVE_INFINITY, "lower", "whole");

    private final double start;
    private final String with;
    private final String end;

    /// @param with method that takes the total and one more number
    /// @param end method that takes the total and how many there were
    Fold(double start, String with, String end) {
      this.start = start;
      this.with = with;
      this.end = end;
    }

    double start() {
      return start;
    }

    String with() {
      return with;
    }

    String end() {
      return end;
    }

    static Optional<Fold> of(String function) {
      return Arrays.stream(values()).filter(f -> f.function().equals(function)).findFirst();
    }

    String function() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public double of(World world) {
    double[] total = {fold.start(), 0};
    world.each(
        parts.kind(),
        parts.owner().of(world),
        () -> {
          total[0] = with(total[0], item.of(world));
          total[1]++;
        });
    return fold == Fold.AVERAGE ? mean(total[0], total[1]) : whole(total[0], total[1]);
  }

  private double with(double total, double x) {
    return switch (fold) {
      case SUM, AVERAGE -> plus(total, x);
      case HIGHEST -> higher(total, x);
      case LOWEST -> lower(total, x);
    };
  }

  @Override
  public void emit(CodeWriter code) {
    code.aggregate(this);
  }

  static double plus(double total, double x) {
    return total + x;
  }

  static double higher(double total, double x) {
    return Math.max(total, x);
  }

  static double lower(double total, double x) {
    return Math.min(total, x);
  }

  static double whole(double total, double count) {
    return count == 0 ? 0 : total;
  }

  static double mean(double total, double count) {
    return count == 0 ? 0 : total / count;
  }

  /// A list with an item for each that belongs to an entity.
  record Listed(Scope.Parts parts, Value item) implements Script {
    @Override
    public void write(World world, JsonBuffer out) {
      out.put('[');
      int start = out.length();
      world.each(
          parts.kind(),
          parts.owner().of(world),
          () -> {
            if (out.length() > start) {
              out.put(',');
            }
            item.json(world, out);
          });
      out.put(']');
    }

    @Override
    public void emit(CodeWriter code) {
      code.list(this);
    }
  }
}
