package io.fabula.server.config;

import io.fabula.generator.narrative.Narrative;
import io.fabula.server.config.feature.Feature;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is at one WebSocket path, as the configuration says it. Immutable.
public sealed interface EndpointConfig {
  /// Where it is, such as `/echo`.
  String path();

  /// Says back what it hears, text and binary.
  record Echo(String path) implements EndpointConfig {}

  /// Does several things, such as answering by rules.
  ///
  /// @param features in the order in which a message goes to them
  /// @param initial what each connection's state begins with, as JSON
  record Interactive(String path, List<Feature> features, Optional<String> initial)
      implements EndpointConfig {
    public Interactive {
      features = List.copyOf(features);
    }
  }

  /// Plays a narrative.
  ///
  /// @param query what is asked of it where a client asks for nothing else, such as `rate`
  record Stream(String path, Tale tale, Map<String, String> query) implements EndpointConfig {
    public Stream {
      query = Map.copyOf(query);
    }
  }

  /// Where a narrative stands.
  sealed interface Tale {}

  /// In the narratives folder, under this name.
  record Named(String name) implements Tale {}

  /// In a file, perhaps with its blueprint beside it.
  record InFile(Path file) implements Tale {}

  /// In the configuration itself.
  record Written(Narrative narrative) implements Tale {}

  /// Plays a recording.
  ///
  /// @param file what is played
  /// @param conversation which of those in the file, from 0
  /// @param transform a script that changes what is sent
  record Replay(
      String path, Path file, int conversation, Playback playback, Optional<Path> transform)
      implements EndpointConfig {}
}
