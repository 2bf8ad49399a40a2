package io.fabula.server.cluster;

import io.fabula.server.room.LocalRooms;
import io.fabula.server.room.Rooms;
import io.fabula.server.shared.LocalState;
import io.fabula.server.shared.SharedState;

/// A server that shares nothing: all is in its memory.
record Alone(Rooms rooms, SharedState state) implements Cluster {
  Alone() {
    this(new LocalRooms(), new LocalState());
  }

  @Override
  public String idPrefix() {
    return "conn-";
  }

  @Override
  public void start() {}

  @Override
  public void close() {}
}
