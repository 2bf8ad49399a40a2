package io.fabula.generator.narrative;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/// A part of the story.
///
/// @param length how long it lasts; without it, until a condition or the end of the story
/// @param rate events a second; without it, the narrative's
/// @param ramp how long the rate takes to get there from the phase before
/// @param arrival how its events are spread over time; without it, as the narrative says
/// @param tell what the model is told about this part
public record Phase(
    String name,
    Optional<Duration> length,
    OptionalDouble rate,
    Duration ramp,
    Optional<Arrival> arrival,
    Optional<String> tell) {}
