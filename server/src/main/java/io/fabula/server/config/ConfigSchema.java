package io.fabula.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// What `fabula.yaml` may say, as JSON Schema, for editors. It is never stricter than
/// [ConfigReader], which has the last word: a schema cannot know which files and providers exist.
public final class ConfigSchema {
  private ConfigSchema() {}

  /// The schema, of JSON Schema 2020-12.
  public static String text() {
    try (InputStream in = ConfigSchema.class.getResourceAsStream("fabula.schema.json")) {
      if (in == null) {
        throw new IllegalStateException("fabula.schema.json is not in the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
