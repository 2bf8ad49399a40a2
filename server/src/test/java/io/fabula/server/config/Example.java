package io.fabula.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Problem;
import io.fabula.generator.document.Problems;
import io.fabula.generator.document.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `fabula.example.yaml`, and a folder in which what it names exists.
///
/// @param folder where it is read
record Example(Path folder) {
  static final Path FILE = Path.of("..", "fabula.example.yaml");

  /// What its `${NAME}` read.
  private static final Map<String, String> ENVIRONMENT =
      Map.of("OPENAI_API_KEY", "placeholder", "FABULA_ADMIN_TOKEN", "placeholder");

  /// A folder with what the example names.
  static Example in(Path folder) throws IOException {
    Files.writeString(folder.resolve("double.js"), "return message;");
    Files.createDirectories(folder.resolve("narratives"));
    Files.writeString(folder.resolve("narratives/exchange.md"), "# Trade\n\nShares are sold.\n");
    return new Example(folder);
  }

  /// The example as it stands: the defaults.
  static String plain() throws IOException {
    return Files.readString(FILE);
  }

  /// The example with every key that is switched off switched on: a `#` and no blank behind it.
  static JsonNode whole() throws IOException {
    JsonNode whole = tree(plain().replaceAll("(?m)^( *)#(?=[^\\s#])", "$1"));
    // It says itself that this and websocket.replay_file exclude each other
    ((ObjectNode) whole.at("/ai")).remove("narrative");
    return whole;
  }

  static JsonNode tree(String yaml) {
    Problems problems = new Problems();
    JsonNode tree = Yaml.parse("example", yaml, 0, problems).json();
    problems.throwIfAny();
    return tree;
  }

  /// Reads a configuration in the folder.
  ///
  /// @throws InvalidDocumentException where it is faulty
  FabulaConfig read(String yaml, Map<String, String> environment) throws IOException {
    Path file = Files.writeString(folder.resolve("fabula.yaml"), yaml);
    return ConfigReader.read(
        new ConfigReader.Flags(Optional.of(file), Optional.empty(), Map.of()), environment, folder);
  }

  FabulaConfig read(String yaml) throws IOException {
    return read(yaml, ENVIRONMENT);
  }

  /// What the reader has to say about a configuration.
  List<Problem> faults(JsonNode config) throws IOException {
    try {
      // JSON is YAML
      read(config.toString());
      return List.of();
    } catch (InvalidDocumentException e) {
      return e.problems();
    }
  }
}
