package io.fabula.generator.replay;

import java.time.Duration;
import java.util.Optional;

/// One message of a recorded conversation. Immutable.
///
/// Tokens (`{{...}}`) are plain text here. In a line with `generated` they always are.
///
/// @param at when, on the replay's own clock, which starts at connect: whole microseconds, from 0
///   to [#LATEST]
/// @param waitFor what the clock waits for before the line; on lines that go out only
/// @param generated set where the line was not recorded
public record Line(
    Duration at,
    Direction direction,
    Message message,
    Optional<WaitFor> waitFor,
    Optional<Generated> generated) {

  /// The latest that a line may be: some thirty years.
  public static final Duration LATEST = Duration.ofSeconds(1_000_000_000);

  public Line {
    if (at.isNegative() || at.compareTo(LATEST) > 0 || at.toNanosPart() % 1000 != 0) {
      throw new IllegalArgumentException(
          "a line is at 0 to %d ms, in whole microseconds, not %s"
              .formatted(LATEST.toMillis(), at));
    }
    if (direction == Direction.IN && waitFor.isPresent()) {
      throw new IllegalArgumentException(
          "what the client said waits for nothing: " + waitFor.get());
    }
  }

  /// A recorded message.
  public static Line of(Duration at, Direction direction, Message message) {
    return new Line(at, direction, message, Optional.empty(), Optional.empty());
  }

  /// The same line with another message.
  public Line with(Message other) {
    return new Line(at, direction, other, waitFor, generated);
  }

  /// The same line at another time.
  public Line at(Duration other) {
    return new Line(other, direction, message, waitFor, generated);
  }
}
