package io.fabula.providers.vendor;

import java.math.BigDecimal;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// Reads how long a provider wants to be left alone: `retry-after-ms` as OpenAI and Azure send it,
/// else `Retry-After` (RFC 9110, 10.2.3) in seconds, with decimals as some gateways write them, or
/// as a date.
final class RetryAfter {
  private RetryAfter() {}

  static Optional<Duration> in(HttpHeaders headers, Clock clock) {
    return headers
        .firstValue("retry-after-ms")
        .flatMap(value -> number(value, 6))
        .or(() -> headers.firstValue("retry-after").flatMap(value -> number(value, 9)))
        .or(() -> headers.firstValue("retry-after").flatMap(value -> until(value, clock)));
  }

  private static Optional<Duration> number(String value, int digitsToNanos) {
    return Optional.of(value.strip())
        .filter(text -> text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?"))
        .map(text -> new BigDecimal(text).movePointRight(digitsToNanos).longValue())
        .map(Duration::ofNanos);
  }

  private static Optional<Duration> until(String value, Clock clock) {
    try {
      Instant date =
          ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration left = Duration.between(clock.instant(), date);
      return Optional.of(left.isNegative() ? Duration.ZERO : left);
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
