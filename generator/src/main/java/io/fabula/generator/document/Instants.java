package io.fabula.generator.document;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;

/// Instants as files write them (RFC 3339, and ISO 8601 where others are less strict).
public final class Instants {
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private Instants() {}

  /// The instant that `text` names, to the microsecond; without an offset it is taken as UTC. Empty
  /// where it names none in the years 1 to 9999.
  public static Optional<Instant> parse(String text) {
    try {
      TemporalAccessor read =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(
              text, OffsetDateTime::from, LocalDateTime::from);
      Instant instant =
          read instanceof OffsetDateTime offset
              ? offset.toInstant()
              : ((LocalDateTime) read).toInstant(ZoneOffset.UTC);
      return instant.isBefore(EARLIEST) || instant.isAfter(LATEST)
          ? Optional.empty()
          : Optional.of(instant.truncatedTo(ChronoUnit.MICROS));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /// As `2026-11-20T12:00:00.000Z`, with microseconds where there are any.
  public static String text(Instant instant) {
    return instant.get(ChronoField.MICRO_OF_SECOND) % 1000 == 0
        ? MILLIS.format(instant)
        : MICROS.format(instant);
  }
}
