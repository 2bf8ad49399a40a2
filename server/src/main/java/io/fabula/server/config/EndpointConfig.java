package io.fabula.server.config;

import java.nio.file.Path;

/// What is at one WebSocket path, as the configuration says it. Immutable.
public sealed interface EndpointConfig {
  /// Where it is, such as `/echo`.
  String path();

  /// Says back what it hears, text and binary.
  record Echo(String path) implements EndpointConfig {}

  /// Plays a recording.
  ///
  /// @param file what is played
  /// @param conversation which of those in the file, from 0
  record Replay(String path, Path file, int conversation, Playback playback)
      implements EndpointConfig {}
}
