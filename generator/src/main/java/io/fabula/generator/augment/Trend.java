package io.fabula.generator.augment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Whether the values of one member follow a rule by which they can be gone on with: a number that
/// counts up, or a time that goes with the recording's clock. For one thread.
final class Trend {
  /// What members that count are called, in letters and digits only. Others may rise by chance, or
  /// name somebody else.
  private static final Set<String> COUNTERS =
      Set.of(
          "id",
          "seq",
          "sequence",
          "seqno",
          "sequencenumber",
          "no",
          "number",
          "n",
          "index",
          "offset",
          "counter",
          "eventid",
          "messageid",
          "msgid",
          "lasteventid");

  private static final int ENOUGH = 3;

  /// 2000 to 2100, in seconds.
  private static final long EARLY = 946_684_800;

  private static final long LATE = 4_102_444_800L;

  private enum Unit {
    NONE,
    SECONDS,
    MILLIS,
    TEXT
  }

  private long seen;
  private boolean rises = true;
  private boolean stays = true;
  private Unit unit = Unit.NONE;
  private int decimals;
  private long firstValue;
  private long firstMicros;
  private long lastValue;
  private long lastMicros;
  private long highest = Long.MIN_VALUE;

  /// A value that was recorded at `micros`.
  void learn(JsonNode value, long micros) {
    Unit found = Unit.NONE;
    long now = 0;
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      now = value.longValue();
      found = between(now, 1) ? Unit.SECONDS : between(now, 1000) ? Unit.MILLIS : Unit.NONE;
      highest = Math.max(highest, now);
    } else if (value.isTextual()) {
      Optional<Instant> instant = instant(value.textValue());
      found = instant.isPresent() ? Unit.TEXT : Unit.NONE;
      now = instant.map(Instant::toEpochMilli).orElse(0L);
      decimals = Math.max(decimals, fraction(value.textValue()));
    } else {
      rises = false;
    }
    if (seen == 0) {
      unit = found;
      firstValue = now;
      firstMicros = micros;
    } else {
      unit = unit == found ? unit : Unit.NONE;
      rises &= now > lastValue;
      stays &= now >= lastValue;
    }
    lastValue = now;
    lastMicros = micros;
    seen++;
  }

  /// A value that was put in later: it counts for where to go on, and for nothing else.
  void meet(JsonNode value) {
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      highest = Math.max(highest, value.longValue());
    }
  }

  private static boolean between(long value, long perSecond) {
    return value >= EARLY * perSecond && value <= LATE * perSecond;
  }

  private static Optional<Instant> instant(String text) {
    boolean may =
        text.length() >= 20
            && text.length() <= 30
            && text.charAt(10) == 'T'
            && text.charAt(text.length() - 1) == 'Z';
    try {
      return may ? Optional.of(Instant.parse(text)) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static int fraction(String text) {
    int point = text.lastIndexOf('.');
    return point < 0 ? 0 : text.length() - point - 2;
  }

  /// Whether it is a time that goes as fast as the recording's clock, within a tenth and two
  /// seconds.
  boolean isClock() {
    if (unit == Unit.NONE || !stays || seen < 2 || lastValue == firstValue) {
      return false;
    }
    long passed = (lastMicros - firstMicros) / 1000;
    return Math.abs(millis(lastValue) - millis(firstValue) - passed) <= passed / 10 + 2_000;
  }

  private long millis(long value) {
    return unit == Unit.SECONDS ? value * 1000 : value;
  }

  /// Whether it counts up.
  boolean isCounter(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return rises
        && seen >= ENOUGH
        && highest != Long.MIN_VALUE
        && highest < Long.MAX_VALUE / 2
        && COUNTERS.contains(plain)
        && !isClock();
  }

  /// The highest number met.
  long highest() {
    return highest;
  }

  /// What the clock shows at `micros`.
  JsonNode at(long micros) {
    long millis = millis(firstValue) + (micros - firstMicros) / 1000;
    return switch (unit) {
      case SECONDS -> JsonNodeFactory.instance.numberNode(Math.floorDiv(millis, 1000L));
      case MILLIS, NONE -> JsonNodeFactory.instance.numberNode(millis);
      case TEXT -> JsonNodeFactory.instance.textNode(text(millis));
    };
  }

  /// With as many decimals as were recorded.
  private String text(long millis) {
    String seconds = Instant.ofEpochSecond(Math.floorDiv(millis, 1000L)).toString();
    if (decimals == 0) {
      return seconds;
    }
    String fraction = "%03d000000".formatted(Math.floorMod(millis, 1000));
    return seconds.substring(0, seconds.length() - 1)
        + "."
        + fraction.substring(0, Math.min(9, decimals))
        + "Z";
  }
}
