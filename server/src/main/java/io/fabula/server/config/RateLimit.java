package io.fabula.server.config;

import java.time.Duration;

/// How much one connection may say: on the long run `messages` in each `per`, and at most `burst`
/// at once.
///
/// @param per at most an hour, so that no product of these leaves a long
public record RateLimit(int messages, Duration per, int burst, Action action) {
  /// What becomes of a message beyond the limit.
  public enum Action {
    /// The connection ends with 1008.
    CLOSE,
    /// It is not looked at, and counted.
    DROP
  }

  /// The most of `messages` and of `burst`.
  public static final int MOST = 1_000_000;

  /// The longest `per`.
  public static final Duration LONGEST = Duration.ofHours(1);

  public RateLimit {
    if (messages < 1 || messages > MOST || burst < 1 || burst > MOST) {
      throw new IllegalArgumentException(
          "messages %d, burst %d: each must be from 1 to %d".formatted(messages, burst, MOST));
    }
    if (per.isNegative() || per.isZero() || per.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("per must be above 0 and at most 1h, not " + per);
    }
    if (per.toNanos() < messages) {
      throw new IllegalArgumentException(
          "%d messages in %s are more than one in a nanosecond".formatted(messages, per));
    }
  }
}
