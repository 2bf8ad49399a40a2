package io.fabula.generator.replay.har;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Times of messages in HAR: seconds since 1970 with a fraction; some tools write milliseconds.
///
/// @param instant to the microsecond
/// @param rounded whether it was written finer than that
record HarTime(Instant instant, boolean rounded) {
  /// A larger number cannot be seconds: it would be after the year 5000.
  private static final BigDecimal SECONDS_END = new BigDecimal("1e11");

  private static final BigDecimal LATEST = new BigDecimal("1e14");

  /// The instant that a JSON number means; empty where it means none.
  static Optional<HarTime> parse(String number) {
    BigDecimal value;
    try {
      value = new BigDecimal(number);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
    if (value.signum() < 0 || Math.abs((long) value.scale()) > 100 || value.compareTo(LATEST) > 0) {
      return Optional.empty();
    }
    int places = value.compareTo(SECONDS_END) > 0 ? 3 : 6;
    BigDecimal exact = value.movePointRight(places);
    BigDecimal micros = exact.setScale(0, RoundingMode.HALF_UP);
    return Optional.of(
        new HarTime(
            Instant.EPOCH.plus(micros.longValueExact(), ChronoUnit.MICROS),
            micros.compareTo(exact) != 0));
  }

  /// As [#parse] reads it, in seconds.
  static BigDecimal seconds(Instant start, Duration later) {
    long micros =
        Math.addExact(ChronoUnit.MICROS.between(Instant.EPOCH, start), later.toNanos() / 1000);
    BigDecimal seconds = BigDecimal.valueOf(micros, 6).stripTrailingZeros();
    return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
  }
}
