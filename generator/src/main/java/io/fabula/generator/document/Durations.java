package io.fabula.generator.document;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as people write them: `250ms`, `5s`, `1.5m`, `2h`, `1h30m`.
public final class Durations {
  private static final Pattern PART = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h|d)");

  private Durations() {}

  /// The duration that `text` names, empty where it names none.
  public static Optional<Duration> parse(String text) {
    Matcher part = PART.matcher(text);
    double millis = 0;
    int end = 0;
    while (part.find() && part.start() == end) {
      millis += Double.parseDouble(part.group(1)) * millisIn(part.group(2));
      end = part.end();
    }
    return end == 0 || end != text.length()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.round(millis * 1_000_000)));
  }

  /// The shortest text with one unit that [#parse] reads as `duration`, in steps of a microsecond.
  public static String text(Duration duration) {
    long micros = duration.toNanos() / 1000;
    if (micros % 1_000_000 != 0) {
      return BigDecimal.valueOf(micros, 3).stripTrailingZeros().toPlainString() + "ms";
    }
    long seconds = micros / 1_000_000;
    if (seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  private static double millisIn(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1_000;
      case "m" -> 60_000;
      case "h" -> 3_600_000;
      default -> 86_400_000;
    };
  }
}
