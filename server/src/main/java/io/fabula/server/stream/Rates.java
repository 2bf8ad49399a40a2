package io.fabula.server.stream;

import io.fabula.generator.narrative.Narrative;
import java.math.BigDecimal;
import java.util.OptionalDouble;

/// Rates that clients ask for.
final class Rates {
  private Rates() {}

  /// The rate that `text` names, empty where it is none that a stream may have.
  static OptionalDouble parse(String text, double maxRate) {
    return text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")
        ? check(Double.parseDouble(text), maxRate)
        : OptionalDouble.empty();
  }

  /// The rate itself, empty where it is none that a stream may have.
  static OptionalDouble check(double rate, double maxRate) {
    return rate >= Narrative.MIN_RATE && rate <= maxRate
        ? OptionalDouble.of(rate)
        : OptionalDouble.empty();
  }

  static String refusal(String shown, double maxRate) {
    return "rate must be from %s to %s events a second (streams.max_rate), not %s"
        .formatted(plain(Narrative.MIN_RATE), plain(maxRate), shown);
  }

  static String plain(double rate) {
    return BigDecimal.valueOf(rate).stripTrailingZeros().toPlainString();
  }
}
