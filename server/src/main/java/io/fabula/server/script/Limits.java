package io.fabula.server.script;

import java.time.Duration;

/// What one call of a script may use.
///
/// @param statements that it may execute
/// @param time of a processor; time spent waiting, for a function of the scene or for a processor,
///   does not count
/// @param memory in bytes that it may allocate, whether or not it keeps them
/// @param calls of functions inside one another
/// @param output in characters of one value that leaves the script, or of its state
/// @param answers that it may return
/// @param nesting of lists and objects in a value that leaves the script; a message that is nested
///   deeper comes in as text
public record Limits(
    long statements, Duration time, long memory, int calls, int output, int answers, int nesting) {
  public static final Limits DEFAULT =
      new Limits(1_000_000, Duration.ofMillis(100), 256L << 20, 400, 256 << 10, 1000, 64);

  public Limits {
    atLeastOne("statements", statements);
    atLeastOne("time in ms", time.toMillis());
    atLeastOne("memory", memory);
    atLeastOne("calls", calls);
    atLeastOne("output", output);
    atLeastOne("answers", answers);
    atLeastOne("nesting", nesting);
  }

  private static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "the limit of a script's %s is %d; it must be at least 1".formatted(name, value));
    }
  }

  /// The same limits with another time.
  public Limits withTime(Duration other) {
    return new Limits(statements, other, memory, calls, output, answers, nesting);
  }
}
