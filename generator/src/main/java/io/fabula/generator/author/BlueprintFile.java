package io.fabula.generator.author;

import io.fabula.generator.document.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Writes a blueprint so that it appears under its name only when it is complete.
public final class BlueprintFile {
  private BlueprintFile() {}

  /// Writes `text`; a device or a pipe gets it as it is.
  public static void write(Path target, String text) throws IOException {
    try (AtomicFile file = AtomicFile.create(target)) {
      file.stream().write(text.getBytes(StandardCharsets.UTF_8));
      file.complete();
    }
  }
}
