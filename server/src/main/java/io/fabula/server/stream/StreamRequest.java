package io.fabula.server.stream;

import io.fabula.generator.document.Durations;
import io.fabula.generator.document.Nearest;
import io.fabula.generator.event.EventFormat;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.story.Telling;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/// What a client asks of a stream in its query, checked.
///
/// @param from the first event wanted, where the client says so
/// @param changesStory whether it asks for anything that a shared story cannot do for one client
public record StreamRequest(
    String name, Telling telling, EventFormat format, OptionalLong from, boolean changesStory) {
  private static final Set<String> PARAMETERS =
      Set.of("rate", "count", "duration", "seed", "format", "from");

  /// How many events are made and thrown away to start in the middle of a story.
  static final long MAX_FROM = 10_000_000;

  /// Reads the query of a request.
  ///
  /// @param maxRate the highest rate that may be asked for
  /// @throws Rejected with 400 and a sentence that names the parameter
  public static StreamRequest parse(String name, Map<String, List<String>> query, double maxRate) {
    for (Map.Entry<String, List<String>> parameter : query.entrySet()) {
      if (!PARAMETERS.contains(parameter.getKey())) {
        throw unknown(parameter.getKey());
      }
      if (parameter.getValue().size() > 1) {
        throw Rejected.badRequest(
            "the parameter '%s' is given twice".formatted(parameter.getKey()));
      }
    }
    Reader reader = new Reader(query);
    OptionalLong from = reader.whole("from", 1, MAX_FROM);
    Telling telling =
        new Telling(
            reader.rate(maxRate),
            reader.whole("count", 1, Long.MAX_VALUE),
            reader.duration(),
            reader.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE),
            Optional.empty(),
            from.orElse(1));
    boolean changes =
        query.keySet().stream().anyMatch(key -> !key.equals("format") && !key.equals("from"));
    return new StreamRequest(name, telling, reader.format(), from, changes);
  }

  /// The same request, from another event on: where a client that was cut off goes on.
  public StreamRequest startingAt(long sequence) {
    return new StreamRequest(
        name, telling.withFrom(sequence), format, OptionalLong.of(sequence), changesStory);
  }

  private static Rejected unknown(String key) {
    String hint =
        Nearest.of(key, PARAMETERS)
            .map(nearest -> "did you mean '%s'?".formatted(nearest))
            .orElseGet(
                () -> "there are " + String.join(", ", PARAMETERS.stream().sorted().toList()));
    return Rejected.badRequest("unknown parameter '%s'; %s".formatted(key, hint));
  }

  /// Reads single parameters.
  private record Reader(Map<String, List<String>> query) {
    private Optional<String> text(String key) {
      return Optional.ofNullable(query.get(key)).map(List::getFirst);
    }

    private OptionalLong whole(String key, long min, long max) {
      Optional<String> text = text(key);
      if (text.isEmpty()) {
        return OptionalLong.empty();
      }
      try {
        long value = Long.parseLong(text.get());
        if (value >= min && value <= max) {
          return OptionalLong.of(value);
        }
      } catch (NumberFormatException e) {
        // falls through to the same answer
      }
      throw Rejected.badRequest(
          "%s must be a whole number from %d to %d, not '%s'".formatted(key, min, max, text.get()));
    }

    private OptionalDouble rate(double maxRate) {
      Optional<String> text = text("rate");
      return text.isEmpty()
          ? OptionalDouble.empty()
          : OptionalDouble.of(
              Rates.parse(text.get(), maxRate)
                  .orElseThrow(
                      () -> Rejected.badRequest(Rates.refusal("'" + text.get() + "'", maxRate))));
    }

    private Optional<Duration> duration() {
      Optional<String> text = text("duration");
      Optional<Duration> duration = text.flatMap(Durations::parse).filter(d -> !d.isZero());
      if (text.isPresent() && duration.isEmpty()) {
        throw Rejected.badRequest(
            "duration must be a duration such as 30s or 5m, not '%s'".formatted(text.get()));
      }
      return duration;
    }

    private EventFormat format() {
      String text = text("format").orElse("envelope");
      for (EventFormat format : EventFormat.values()) {
        if (format.name().toLowerCase(Locale.ROOT).equals(text)) {
          return format;
        }
      }
      throw Rejected.badRequest(
          "format must be envelope, data or cloudevents, not '%s'".formatted(text));
    }
  }

  /// The narrative's own wishes against the server's bound: above it a stream is refused, not
  /// slowed.
  static void mustNotExceed(Narrative narrative, Telling telling, double maxRate) {
    double wanted = telling.rate().orElse(narrative.highestRate());
    if (wanted > maxRate) {
      throw new Rejected(
          422,
          "'%s' asks for %s events a second, above streams.max_rate of %s"
              .formatted(narrative.name(), Rates.plain(wanted), Rates.plain(maxRate)));
    }
  }
}
