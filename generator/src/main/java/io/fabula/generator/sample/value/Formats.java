package io.fabula.generator.sample.value;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/// The formats of JSON Schema (2020-12 Validation, section 7.3). Times are shortly before the
/// event, addresses are of those set aside for examples (RFC 2606, RFC 3849).
final class Formats {
  private static final long HOUR = 3_600_000;

  private Formats() {}

  /// Text of a format; empty where the format is not known.
  static Optional<Text> named(String format) {
    return Optional.ofNullable(
        switch (format) {
          case "date-time" -> draw -> past(draw, HOUR).toString();
          case "date" -> draw -> date(past(draw, 30 * 24 * HOUR)).toString();
          case "time" ->
              draw -> "%tT".formatted(past(draw, 24 * HOUR).atOffset(ZoneOffset.UTC)) + "Z";
          case "duration" -> Formats::duration;
          case "email", "idn-email" ->
              draw ->
                  Words.word(draw.chance)
                      + "."
                      + Words.word(draw.chance)
                      + draw.chance.below(100)
                      + "@example."
                      + domain(draw);
          case "hostname", "idn-hostname" ->
              draw -> Words.word(draw.chance) + draw.chance.below(100) + ".example." + domain(draw);
          case "ipv4" ->
              draw ->
                  "10.%d.%d.%d"
                      .formatted(
                          draw.chance.below(256),
                          draw.chance.below(256),
                          1 + draw.chance.below(254));
          case "ipv6" ->
              draw ->
                  "2001:db8::%x:%x"
                      .formatted(1 + draw.chance.below(0xffff), 1 + draw.chance.below(0xffff));
          case "uri", "iri" -> draw -> "https://example." + domain(draw) + path(draw);
          case "uri-reference", "iri-reference", "json-pointer" -> Formats::path;
          case "relative-json-pointer" -> draw -> draw.chance.below(3) + path(draw);
          case "uri-template" -> draw -> "/" + Words.word(draw.chance) + "/{id}";
          case "regex" -> draw -> "^" + Words.word(draw.chance) + "[0-9]+$";
          case "uuid" -> Formats::uuid;
          default -> null;
        });
  }

  private static Instant past(Draw draw, long most) {
    return Instant.ofEpochMilli(draw.epochMillis - draw.chance.between(0, most));
  }

  private static LocalDate date(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC).toLocalDate();
  }

  private static String duration(Draw draw) {
    return "PT" + (1 + draw.chance.below(59)) + "HMS".charAt(draw.chance.below(3));
  }

  private static String domain(Draw draw) {
    return switch (draw.chance.below(3)) {
      case 0 -> "com";
      case 1 -> "net";
      default -> "org";
    };
  }

  private static String path(Draw draw) {
    return "/" + Words.word(draw.chance) + "/" + (1 + draw.chance.below(9999));
  }

  /// Version 4 (RFC 9562, section 5.4).
  private static String uuid(Draw draw) {
    long high = (draw.chance.next() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
    long low = (draw.chance.next() & 0x3fff_ffff_ffff_ffffL) | Long.MIN_VALUE;
    return String.format(
        Locale.ROOT,
        "%08x-%04x-%04x-%04x-%012x",
        high >>> 32,
        (high >>> 16) & 0xffff,
        high & 0xffff,
        low >>> 48,
        low & 0xffff_ffff_ffffL);
  }
}
