package io.fabula.server.cli;

import io.fabula.server.config.ConfigReader;
import io.fabula.server.config.ConfigSource;
import io.fabula.server.config.FabulaConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What every command that needs the configuration takes.
final class Setup {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Configuration. Default: fabula.yaml in the current folder, if there is one.")
  @Nullable Path file;

  @Option(
      names = "--provider",
      paramLabel = "NAME",
      description = "Provider of all stories: offline, openai, or one under 'providers'.")
  @Nullable String provider;

  @Option(names = "--model", paramLabel = "MODEL", description = "Model of that provider.")
  @Nullable String model;

  /// Reads the configuration.
  ///
  /// @param flags what the command's own flags say, by path
  FabulaConfig config(Map<String, String> flags) {
    return source(flags).read();
  }

  /// Where the configuration comes from.
  ///
  /// @param flags what the command's own flags say, by path
  ConfigSource source(Map<String, String> flags) {
    Map<String, String> values = new LinkedHashMap<>(flags);
    if (provider != null) {
      values.put("provider", provider);
    }
    return new ConfigSource(
        new ConfigReader.Flags(Optional.ofNullable(file), Optional.ofNullable(model), values),
        System.getenv(),
        home());
  }

  /// The provider that the command line names: it stands above what a narrative says.
  Optional<String> provider() {
    return Optional.ofNullable(provider);
  }

  /// Where the launcher stands, with the shipped narratives.
  static Path home() {
    return Path.of(System.getProperty("fabula.home", "."));
  }
}
