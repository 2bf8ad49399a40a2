package io.fabula.generator.story;

import io.fabula.generator.narrative.Narrative;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// What one telling does differently from its narrative; empty means as the narrative says.
///
/// @param rate this constant number of events a second, whatever the phases say
/// @param count events to tell; from `from` on
/// @param duration how long the story lasts
/// @param seed where chance starts
/// @param start when the first event is due; now, where it is empty
/// @param from the first event told; those before it are made and not told
public record Telling(
    OptionalDouble rate,
    OptionalLong count,
    Optional<Duration> duration,
    OptionalLong seed,
    Optional<Instant> start,
    long from) {

  private static final Instant EARLIEST = Instant.parse("1700-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  /// As the narrative says.
  public static final Telling PLAIN =
      new Telling(
          OptionalDouble.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          1);

  public Telling {
    if (from < 1) {
      throw new IllegalArgumentException("from must be at least 1, not " + from);
    }
    rate.ifPresent(Telling::mustBePaceable);
    start.ifPresent(Telling::mustBeCountable);
  }

  private static void mustBePaceable(double rate) {
    if (!(rate >= Narrative.MIN_RATE && rate <= Narrative.MAX_RATE)) {
      throw new IllegalArgumentException(
          "rate must be from %s to %.0f, not %s"
              .formatted(Narrative.MIN_RATE, Narrative.MAX_RATE, rate));
    }
  }

  /// Due times are kept in nanoseconds since 1970, as 64 bits.
  private static void mustBeCountable(Instant start) {
    if (start.isBefore(EARLIEST) || start.isAfter(LATEST)) {
      throw new IllegalArgumentException(
          "start must be from %s to %s, not %s".formatted(EARLIEST, LATEST, start));
    }
  }

  public Telling withSeed(long other) {
    return new Telling(rate, count, duration, OptionalLong.of(other), start, from);
  }

  public Telling withStart(Instant other) {
    return new Telling(rate, count, duration, seed, Optional.of(other), from);
  }

  public Telling withRate(double other) {
    return new Telling(OptionalDouble.of(other), count, duration, seed, start, from);
  }

  public Telling withCount(long other) {
    return new Telling(rate, OptionalLong.of(other), duration, seed, start, from);
  }

  public Telling withCount(OptionalLong other) {
    return new Telling(rate, other, duration, seed, start, from);
  }

  public Telling withFrom(long other) {
    return new Telling(rate, count, duration, seed, start, other);
  }
}
