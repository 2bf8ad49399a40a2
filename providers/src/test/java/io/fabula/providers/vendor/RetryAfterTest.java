package io.fabula.providers.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);

  @Test
  void aDateIsReadAgainstTheClock() {
    HttpHeaders soon = headers("Fri, 20 Nov 2026 12:00:30 GMT");
    HttpHeaders past = headers("Fri, 20 Nov 2026 11:00:00 GMT");

    assertThat(RetryAfter.in(soon, NOW)).contains(Duration.ofSeconds(30));
    assertThat(RetryAfter.in(past, NOW)).contains(Duration.ZERO);
  }

  private static HttpHeaders headers(String retryAfter) {
    return HttpHeaders.of(Map.of("Retry-After", List.of(retryAfter)), (_, _) -> true);
  }
}
