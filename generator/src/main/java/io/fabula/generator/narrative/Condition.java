package io.fabula.generator.narrative;

import com.jayway.jsonpath.JsonPath;
import java.util.Optional;
import java.util.OptionalDouble;

/// The story reacts to its own events.
///
/// @param when holds where the path finds something in the event's envelope
/// @param then what happens
public record Condition(JsonPath when, Then then) {

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
