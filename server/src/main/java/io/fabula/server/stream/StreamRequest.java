package io.fabula.server.stream;

import io.fabula.generator.document.Durations;
import io.fabula.generator.event.EventFormat;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.story.Telling;
import io.fabula.server.connection.Rejected;
import io.fabula.server.handler.Query;
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
/// @param resumed whether the client was cut off and goes on
/// @param changesStory whether it asks for anything that a shared story cannot do for one client
public record StreamRequest(
    String name,
    Telling telling,
    EventFormat format,
    OptionalLong from,
    boolean changesStory,
    boolean resumed) {
  private static final Set<String> PARAMETERS =
      Set.of("rate", "count", "duration", "seed", "format", "from");

  /// How many events are made and thrown away to start in the middle of a story.
  static final long MAX_FROM = 10_000_000;

  /// Reads the query of a request.
  ///
  /// @param maxRate the highest rate that may be asked for
  /// @throws Rejected with 400 and a sentence that names the parameter
  public static StreamRequest parse(String name, Map<String, List<String>> query, double maxRate) {
    Reader reader = new Reader(Query.of(query, PARAMETERS));
    OptionalLong from = reader.query.whole("from", 1, MAX_FROM);
    Telling telling =
        new Telling(
            reader.rate(maxRate),
            reader.query.whole("count", 1, Long.MAX_VALUE),
            reader.duration(),
            reader.query.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE),
            Optional.empty(),
            from.orElse(1));
    boolean changes =
        query.keySet().stream().anyMatch(key -> !key.equals("format") && !key.equals("from"));
    return new StreamRequest(name, telling, reader.format(), from, changes, false);
  }

  /// The same request by a client that was cut off after event `last`: it goes on behind that one,
  /// and what it has had counts as sent.
  ///
  /// @throws Rejected with 400 where `last` cannot be the number of an event
  public StreamRequest resumed(String last) {
    long sequence =
        Query.single("Last-Event-ID", last).whole("Last-Event-ID", 0, MAX_FROM - 1).orElse(0);
    OptionalLong count = telling.count();
    if (count.isPresent()) {
      long had = Math.max(0, sequence + 1 - telling.from());
      count = OptionalLong.of(Math.max(0, count.getAsLong() - had));
    }
    return new StreamRequest(
        name,
        telling.withFrom(sequence + 1).withCount(count),
        format,
        OptionalLong.of(sequence + 1),
        changesStory,
        true);
  }

  /// Whether a client that goes on has had all that it asked for.
  public boolean hasHadAll(Narrative narrative) {
    OptionalLong whole = telling.count().isPresent() ? OptionalLong.empty() : narrative.count();
    return resumed
        && (telling.count().equals(OptionalLong.of(0))
            || (whole.isPresent() && telling.from() > whole.getAsLong()));
  }

  /// Reads single parameters.
  private record Reader(Query query) {
    private OptionalDouble rate(double maxRate) {
      Optional<String> text = query.text("rate");
      return text.isEmpty()
          ? OptionalDouble.empty()
          : OptionalDouble.of(
              Rates.parse(text.get(), maxRate)
                  .orElseThrow(
                      () -> Rejected.badRequest(Rates.refusal("'" + text.get() + "'", maxRate))));
    }

    private Optional<Duration> duration() {
      Optional<String> text = query.text("duration");
      Optional<Duration> duration = text.flatMap(Durations::parse).filter(d -> !d.isZero());
      if (text.isPresent() && duration.isEmpty()) {
        throw Rejected.badRequest(
            "duration must be a duration such as 30s or 5m, not '%s'".formatted(text.get()));
      }
      return duration;
    }

    private EventFormat format() {
      String text = query.text("format").orElse("envelope");
      for (EventFormat format : EventFormat.values()) {
        if (format.name().toLowerCase(Locale.ROOT).equals(text)) {
          return format;
        }
      }
      throw Rejected.badRequest(
          "format must be envelope, data or cloudevents, not '%s'".formatted(text));
    }
  }
}
