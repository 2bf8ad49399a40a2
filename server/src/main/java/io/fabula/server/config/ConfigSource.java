package io.fabula.server.config;

import io.fabula.generator.document.InvalidDocumentException;
import java.nio.file.Path;
import java.util.Map;

/// Where a configuration comes from, so that it can be read again. Immutable.
///
/// @param shipped the folder that holds `narratives`, for where nothing else is said
public record ConfigSource(
    ConfigReader.Flags flags, Map<String, String> environment, Path shipped) {
  public ConfigSource {
    environment = Map.copyOf(environment);
  }

  /// Reads the configuration as it is now.
  ///
  /// @throws InvalidDocumentException with every fault and its place
  public FabulaConfig read() {
    return ConfigReader.read(flags, environment, shipped);
  }

  /// The file that is read where there is one.
  public Path file() {
    return flags.file().orElse(Path.of(ConfigReader.DEFAULT_FILE));
  }

  /// Keeps the environment out of logs.
  @Override
  public String toString() {
    return "ConfigSource[" + file() + "]";
  }
}
