package io.fabula.generator.narrative;

/// Who listens to a telling.
public enum Audience {
  /// Each connection has a telling of its own, which waits for a slow client.
  PRIVATE,
  /// One telling for all, generated once.
  SHARED
}
