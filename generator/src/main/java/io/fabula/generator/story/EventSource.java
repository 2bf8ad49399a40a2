package io.fabula.generator.story;

import io.fabula.generator.event.JsonBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// Writes the events of one telling; the clock numbers and times them. For one thread, but for
/// [#close].
public interface EventSource extends AutoCloseable {
  /// Writes the data of the event at which the clock stands, one JSON value. Blocks until it is
  /// written.
  ///
  /// @return the event's type; empty where the story is over
  Optional<String> next(StoryClock clock, JsonBuffer data) throws InterruptedException;

  /// Whether [#next] would answer without waiting. A hint.
  boolean ready();

  /// Whether [#next] computes only, and never waits for anybody.
  default boolean immediate() {
    return false;
  }

  /// Whether something has happened that is not told yet.
  default boolean holdsBack() {
    return false;
  }

  /// Nothing happens any more: [#next] tells what is held back, and then the story is over.
  default void finish() {}

  /// What was counted on the way, by name: model calls, tokens, rejected events.
  default Map<String, Long> counters() {
    return Map.of();
  }

  /// Events a second that the writer can keep, where that is less than is asked of it.
  default OptionalDouble sustained() {
    return OptionalDouble.empty();
  }

  /// Ends writing and frees what it holds. Any thread may do it.
  @Override
  void close();
}
