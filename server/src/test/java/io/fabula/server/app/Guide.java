package io.fabula.server.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Servers that are configured by a block of the protocol guide (seed 001), as it stands there.
final class Guide {
  private Guide() {}

  /// The block under a heading of the guide.
  static String block(String name) throws IOException {
    try (InputStream in = Guide.class.getResourceAsStream("/guide/" + name + ".yaml")) {
      if (in == null) {
        throw new IOException("no block " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// A server on a free port with that block as its fabula.yaml.
  static TestServer serve(Path folder, String block) throws IOException {
    return configured(folder, block(block));
  }

  static TestServer configured(Path folder, String yaml) throws IOException {
    Files.writeString(folder.resolve("fabula.yaml"), yaml);
    return TestServer.start(folder, Map.of());
  }
}
