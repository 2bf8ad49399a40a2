package io.fabula.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/// The references that come from npm, exactly as `package-lock.json` names them.
final class Npm {
  private Npm() {}

  /// Their folder, with all that they need; empty where there is no node, or no registry.
  static Optional<Path> references(Path home, Consumer<String> said) throws InterruptedException {
    Path folder = home.resolve("bench").resolve("reference");
    try {
      ServerProcess.run(new ProcessBuilder("node", "--version"));
      if (!Files.isDirectory(folder.resolve("node_modules").resolve("ws"))) {
        said.accept("fetching the references from npm ...");
        ServerProcess.run(
            new ProcessBuilder("npm", "ci", "--ignore-scripts").directory(folder.toFile()));
      }
      return Optional.of(folder);
    } catch (IOException | java.io.UncheckedIOException e) {
      said.accept("no references from npm, so ws and Mockoon are not measured: " + e.getMessage());
      return Optional.empty();
    }
  }
}
