package io.fabula.generator.narrative;

import java.util.OptionalLong;

/// What holds where a narrative says nothing. Immutable.
///
/// @param rate events a second
/// @param count how many events a story has that has no duration either; empty for no end
/// @param batch events asked for in one model call
public record Defaults(double rate, OptionalLong count, int batch) {
  /// What `batch` may be at most.
  public static final int MAX_BATCH = 200;

  /// What holds where nobody says anything.
  public static final Defaults PLAIN = new Defaults(1, OptionalLong.empty(), 20);
}
