package io.fabula.bench.result;

import java.util.Locale;

/// What a figure has to reach.
public sealed interface Goal {
  /// Whether it is reached.
  boolean met(Measurement measured);

  /// At least so many times the reference, in the same run.
  record TimesReference(double times) implements Goal {
    @Override
    public boolean met(Measurement measured) {
      return measured.ratio().orElse(0) >= times;
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s x reference", plain(times));
    }
  }

  /// At most such a part of the reference, in the same run.
  record PartOfReference(double part) implements Goal {
    @Override
    public boolean met(Measurement measured) {
      return measured.ratio().orElse(Double.MAX_VALUE) <= part;
    }

    @Override
    public String toString() {
      return part == 1 ? "not above reference" : "at most %s of reference".formatted(plain(part));
    }
  }

  /// At most this.
  record AtMost(double value) implements Goal {
    @Override
    public boolean met(Measurement measured) {
      return measured.median() <= value;
    }

    @Override
    public String toString() {
      return "at most " + plain(value);
    }
  }

  /// At least this.
  record AtLeast(double value) implements Goal {
    @Override
    public boolean met(Measurement measured) {
      return measured.median() >= value;
    }

    @Override
    public String toString() {
      return "at least " + plain(value);
    }
  }

  /// A figure to know.
  record None() implements Goal {
    @Override
    public boolean met(Measurement measured) {
      return true;
    }

    @Override
    public String toString() {
      return "";
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,d", (long) value)
        : Double.toString(value);
  }
}
