package io.fabula.server.config.feature;

import io.fabula.server.script.Code;
import java.util.List;
import java.util.Optional;

/// What is done about which messages. Immutable.
///
/// @param when a condition, an expression in JavaScript; where it is false the rule is passed over
public record Rule(Match match, Optional<Code> when, Action action) {
  /// What a rule does.
  public sealed interface Action {}

  /// Says something, one step after the other.
  public record Respond(List<Step> steps) implements Action {
    public Respond {
      steps = List.copyOf(steps);
    }
  }

  /// Runs a script, whose result is said.
  public record Run(Code handler) implements Action {}
}
