package io.fabula.generator.narrative;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// A scenario: settings and the prose that a model reads. Immutable and checked.
///
/// @param name the file's name without its ending
/// @param title the first heading of the prose, else the name
/// @param prose Markdown
/// @param rate events a second
/// @param arrival how the events are spread over time, where a phase does not say otherwise
/// @param count how many events the story has
/// @param duration how long the story lasts
/// @param batch events asked for in one model call
/// @param catchup of a shared telling: how many past events a late joiner gets
/// @param parallel model calls at a time
/// @param provider name of the provider, where the narrative wants one
/// @param events what may appear, in the order of declaration; empty where nothing is declared
public record Narrative(
    String name,
    String title,
    String prose,
    double rate,
    Arrival arrival,
    OptionalLong count,
    Optional<Duration> duration,
    OptionalLong seed,
    int batch,
    Audience audience,
    int catchup,
    int parallel,
    Optional<String> provider,
    Mode mode,
    Map<String, EventType> events,
    List<Phase> phases,
    List<Condition> conditions) {

  /// Rates that can be paced, in events a second (design: 0.01 to 1,000,000).
  public static final double MIN_RATE = 0.01;

  public static final double MAX_RATE = 1_000_000;

  public Narrative {
    events = Collections.unmodifiableMap(new LinkedHashMap<>(events));
    phases = List.copyOf(phases);
    conditions = List.copyOf(conditions);
  }

  /// The same story, so many events a model call.
  public Narrative withBatch(int other) {
    return new Narrative(
        name,
        title,
        prose,
        rate,
        arrival,
        count,
        duration,
        seed,
        other,
        audience,
        catchup,
        parallel,
        provider,
        mode,
        events,
        phases,
        conditions);
  }

  /// The same story, written in another way.
  public Narrative withMode(Mode other) {
    return new Narrative(
        name,
        title,
        prose,
        rate,
        arrival,
        count,
        duration,
        seed,
        batch,
        audience,
        catchup,
        parallel,
        provider,
        other,
        events,
        phases,
        conditions);
  }

  /// The highest rate that the story ever asks for.
  public double highestRate() {
    double phaseRate =
        phases.stream()
            .map(Phase::rate)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .max()
            .orElse(0);
    double conditionRate =
        conditions.stream()
            .map(c -> c.then().rate())
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .max()
            .orElse(0);
    return Math.max(rate, Math.max(phaseRate, conditionRate));
  }
}
