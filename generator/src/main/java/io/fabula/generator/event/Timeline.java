package io.fabula.generator.event;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// The events of one telling in their order, made as they are asked for. For one thread at a time.
///
/// A timeline stands at one event: [#advance] moves on to the next, [#write] and [#event] say what
/// it is. Who needs its bytes only, writes them where they belong, and no object is made for them.
public interface Timeline extends AutoCloseable {
  /// Moves on to the next event. Blocks while the story is being written.
  ///
  /// @return whether there is one; else the story is over, and the timeline stands nowhere
  /// @throws InterruptedException when the waiting thread is interrupted
  boolean advance() throws InterruptedException;

  /// The number of the event, from 1.
  long sequence();

  /// When the event is due, in nanoseconds since 1970.
  long epochNanos();

  /// Bytes of the event's data.
  int dataLength();

  /// Appends the event as `encoder` writes it.
  void write(EventEncoder encoder, JsonBuffer out);

  /// The event, to be kept.
  Event event();

  /// The next event; empty once the story is over. Blocks while the story is being written.
  ///
  /// @throws InterruptedException when the waiting thread is interrupted
  default Optional<Event> next() throws InterruptedException {
    return advance() ? Optional.of(event()) : Optional.empty();
  }

  /// Whether [#advance] would answer without waiting for a model. A hint: it may be wrong at once.
  boolean ready();

  /// Whether [#advance] computes only, and never waits for anybody.
  boolean immediate();

  /// When the next event will be due, in nanoseconds since 1970, as things stand; the event itself
  /// may turn out to be due later. Once the story is over, a time that has passed. To ask for an
  /// event when it is due, and not before, lets it know the time at which it is told.
  long nextEpochNanos();

  /// From now on, this constant number of events a second at constant intervals, whatever the story
  /// says.
  ///
  /// @param epochNanos the moment of the change
  void rate(double perSecond, long epochNanos);

  /// Events a second at this moment of the story, on average.
  double rate();

  /// Events a second where they come thick and fast at this moment of the story: no less than
  /// [#rate].
  default double peakRate() {
    return rate();
  }

  /// Moves the due times of this event and of all behind it: time that the story stood still.
  void shift(long nanos);

  /// The story's phase, where it has phases.
  Optional<String> phase();

  /// What was counted while the story was written, by name: model calls, tokens, rejected events.
  Map<String, Long> counters();

  /// Events a second that the writer can keep, where that is less than the rate.
  OptionalDouble sustained();

  /// The seed of this telling, given or drawn.
  long seed();

  /// Ends the telling and frees what it holds, a running model call included. Any thread may do it;
  /// a blocked [#advance] ends with `false` or the failure that closing caused.
  @Override
  void close();
}
