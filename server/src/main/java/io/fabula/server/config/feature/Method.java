package io.fabula.server.config.feature;

import io.fabula.server.script.Code;
import java.time.Duration;
import java.util.List;

/// A method of JSON-RPC 2.0. Immutable.
///
/// @param params the names of positional parameters in their order; one that ends in `?` may be
///   missing. Empty where none are checked
/// @param delay before the answer
public record Method(List<String> params, Duration delay, Answer answer) {
  public Method {
    params = List.copyOf(params);
  }

  /// How a method answers.
  public sealed interface Answer {}

  /// With a result.
  public record Result(Reply value) implements Answer {}

  /// With an error.
  ///
  /// @param error an object with `code`, `message` and perhaps `data`
  public record Failure(Reply error) implements Answer {}

  /// With what a script returns.
  public record Run(Code handler) implements Answer {}
}
