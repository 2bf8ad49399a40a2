package io.fabula.providers.vendor;

import com.openai.core.http.Headers;
import java.time.Duration;
import java.util.Optional;

/// Reads `Retry-After` in its form of seconds (RFC 9110, 10.2.3); model providers do not use the
/// other, a date.
final class RetryAfter {
  private RetryAfter() {}

  static Optional<Duration> in(Headers headers) {
    return headers.values("retry-after").stream()
        .filter(value -> value.matches("[0-9]{1,9}"))
        .map(Long::parseLong)
        .map(Duration::ofSeconds)
        .findFirst();
  }
}
