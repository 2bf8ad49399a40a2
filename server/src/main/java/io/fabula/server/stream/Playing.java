package io.fabula.server.stream;

import io.fabula.server.pacing.Pacer;

/// A client's view of the stream it listens to: what its commands can do.
public interface Playing {
  /// What commands steer; for a shared story they may only look.
  Pacer pacer();

  boolean shared();

  /// Seed of the telling.
  long seed();

  /// How many listen to it.
  int listeners();

  /// Parts with the stream, because the client has gone.
  void leave();
}
