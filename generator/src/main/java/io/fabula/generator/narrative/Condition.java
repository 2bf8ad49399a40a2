package io.fabula.generator.narrative;

import io.fabula.generator.match.NodePath;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// The story reacts to what has happened in it.
///
/// @param when what must hold after an event
/// @param then what happens
/// @param once whether it happens at the first time only
/// @param cooldown how much story time must pass before it happens again
public record Condition(When when, Then then, boolean once, Duration cooldown) {

  /// What must hold after an event: all of its parts.
  ///
  /// @param event finds something in the event's envelope
  /// @param type the event is of this type
  /// @param phase the event was told in this phase
  /// @param count so many events were told, this one included
  /// @param counts so many events of each of these types were told, this one included
  /// @param after so much story time has passed
  public record When(
      Optional<NodePath> event,
      Optional<String> type,
      Optional<String> phase,
      OptionalLong count,
      Map<String, Long> counts,
      Optional<Duration> after) {

    public When {
      counts = Map.copyOf(counts);
    }

    /// Holds after each event in which `path` finds something.
    static When found(NodePath path) {
      return new When(
          Optional.of(path),
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          Map.of(),
          Optional.empty());
    }
  }

  /// What happens.
  ///
  /// @param phase the phase to go to
  /// @param rate events a second from now on
  /// @param emit an event to tell next
  /// @param stop the story ends, after what is to be emitted
  public record Then(
      Optional<String> phase, OptionalDouble rate, Optional<Emit> emit, boolean stop) {}

  /// An event given in full.
  ///
  /// @param data the event's data as JSON text
  public record Emit(String type, String data) {}
}
