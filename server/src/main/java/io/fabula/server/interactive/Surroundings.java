package io.fabula.server.interactive;

import io.fabula.generator.template.Vocabulary;
import io.fabula.server.room.Rooms;
import io.fabula.server.script.Scripts;
import io.fabula.server.shared.SharedState;
import java.time.Clock;
import java.util.function.LongSupplier;

/// What all interactive endpoints of a server share. Immutable.
///
/// @param connections how many there are
/// @param seeds where the chance of each connection starts
/// @param outbox bytes that may wait for one client
public record Surroundings(
    Vocabulary vocabulary,
    Rooms rooms,
    SharedState shared,
    Scripts scripts,
    LongSupplier connections,
    Clock clock,
    LongSupplier seeds,
    long outbox) {
  /// The same with other words in templates.
  public Surroundings with(Vocabulary words) {
    return new Surroundings(words, rooms, shared, scripts, connections, clock, seeds, outbox);
  }
}
