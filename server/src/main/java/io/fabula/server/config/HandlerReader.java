package io.fabula.server.config;

import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Nearest;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import io.fabula.generator.document.Problems;
import io.fabula.generator.template.Vocabulary;
import io.fabula.server.config.feature.Feature;
import io.fabula.server.config.feature.FeatureReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads the endpoints under `websocket.handlers`.
final class HandlerReader {
  private static final List<String> TYPES =
      List.of(
          "echo",
          "static",
          "pattern",
          "jsonrpc",
          "script",
          "rooms",
          "scheduled",
          "broadcast",
          "state",
          "shared_state",
          "replay",
          "stream");

  private static final List<String> ASKED =
      List.of("rate", "count", "duration", "seed", "format", "from");

  /// Paths that are the server's own.
  private static final List<String> TAKEN =
      List.of("/streams", "/replays", "/control", "/health", "/metrics", "/__fabula");

  private final Problems problems;
  private final Path folder;
  private final Vocabulary vocabulary;
  private final Consumer<Problem> warnings;
  private final Map<String, List<String>> subprotocols = new LinkedHashMap<>();

  /// @param folder that files are relative to
  /// @param vocabulary of templates
  /// @param warnings hears of tokens that nobody knows
  HandlerReader(Problems problems, Path folder, Vocabulary vocabulary, Consumer<Problem> warnings) {
    this.problems = problems;
    this.folder = folder;
    this.vocabulary = vocabulary;
    this.warnings = warnings;
  }

  /// The subprotocols of the handlers that name their own, by path; known once they are read.
  Map<String, List<String>> subprotocols() {
    return subprotocols;
  }

  List<EndpointConfig> read(Node.Sequence handlers) {
    Map<String, EndpointConfig> endpoints = new LinkedHashMap<>();
    for (Node node : handlers.items()) {
      MappingReader keys = MappingReader.of(node, "a handler", problems);
      Optional<String> path = keys.text("path").filter(p -> isPath(p, keys.placeOf("path")));
      if (path.isEmpty() && keys.node("path").isEmpty()) {
        problems.add(keys.place(), "a handler needs a path, such as /echo");
      }
      Optional<EndpointConfig> endpoint = path.flatMap(p -> handler(p, keys));
      Optional<List<String>> spoken = new TermsReader(problems, folder).subprotocols(keys);
      path.ifPresent(p -> spoken.ifPresent(names -> subprotocols.put(p, names)));
      keys.rejectUnknown();
      endpoint.ifPresent(
          e -> {
            if (endpoints.putIfAbsent(e.path(), e) != null) {
              problems.add(
                  keys.placeOf("path"), "there is another handler at %s".formatted(e.path()));
            }
          });
    }
    return new ArrayList<>(endpoints.values());
  }

  /// Whether a text can be the path of an endpoint.
  boolean isPath(String path, Place place) {
    if (!path.matches("(/[A-Za-z0-9._~-]+)+") || path.contains("/..")) {
      problems.add(
          place,
          "a path is made of / and letters, digits, '.', '_', '-' and '~', not '%s'"
              .formatted(path));
      return false;
    }
    boolean taken = TAKEN.stream().anyMatch(t -> path.equals(t) || path.startsWith(t + "/"));
    if (taken) {
      problems.add(place, "%s is the server's own; choose another path".formatted(path));
    }
    return !taken;
  }

  private Optional<EndpointConfig> handler(String path, MappingReader keys) {
    String type = keys.text("type").orElseGet(() -> guessed(keys));
    return switch (type) {
      case "replay" -> replay(path, keys);
      case "stream" -> stream(path, keys);
      case "proxy" -> {
        notYet(keys, "type", "proxying comes with a later version");
        yield Optional.empty();
      }
      default -> interactive(path, type, keys);
    };
  }

  /// What a handler without a type is, by the keys that it has.
  private static String guessed(MappingReader keys) {
    return keys.node("file").isPresent()
        ? "replay"
        : keys.node("narrative").isPresent()
            ? "stream"
            : keys.node("upstream").isPresent() ? "proxy" : "";
  }

  private void notYet(MappingReader keys, String key, String why) {
    problems.add(keys.placeOf(key), why);
    // One complaint about a block is enough.
    keys.members();
  }

  private Optional<EndpointConfig> interactive(String path, String type, MappingReader keys) {
    if (keys.node("type").isPresent() && !TYPES.contains(type)) {
      problems.add(
          keys.placeOf("type"),
          "there is no handler of type '%s'; %s"
              .formatted(
                  type,
                  Nearest.of(type, TYPES)
                      .map(nearest -> "did you mean '" + nearest + "'?")
                      .orElse("there are " + String.join(", ", TYPES))));
    }
    FeatureReader reader = new FeatureReader(path, keys, vocabulary, problems, warnings);
    List<Feature> features = new ArrayList<>(reader.read());
    Optional<String> initial = reader.initial();
    Optional<String> key = FeatureReader.keyOf(type);
    if (key.isPresent() && keys.node(key.get()).isEmpty()) {
      problems.add(keys.place(), "a handler of type %s needs '%s'".formatted(type, key.get()));
    }
    if (type.equals("echo")) {
      if (features.isEmpty() && initial.isEmpty()) {
        return Optional.of(new EndpointConfig.Echo(path));
      }
      features.add(new Feature.Echo());
    }
    if (features.isEmpty() && initial.isEmpty() && type.isEmpty()) {
      problems.add(
          keys.place(),
          "a handler needs a type (%s) or one of the keys %s, file, narrative"
              .formatted(String.join(", ", TYPES), String.join(", ", FeatureReader.KEYS)));
    }
    return Optional.of(new EndpointConfig.Interactive(path, features, initial));
  }

  private Optional<EndpointConfig> stream(String path, MappingReader keys) {
    Optional<String> narrative = keys.text("narrative");
    if (narrative.isEmpty()) {
      problems.add(keys.place(), "a stream needs the 'narrative' to tell");
    }
    Map<String, String> query = new LinkedHashMap<>();
    ASKED.forEach(key -> keys.text(key).ifPresent(value -> query.put(key, value)));
    return narrative.map(
        name -> new EndpointConfig.Stream(path, new EndpointConfig.Named(name), query));
  }

  private Optional<EndpointConfig> replay(String path, MappingReader keys) {
    Optional<String> file = keys.text("file");
    if (file.isEmpty()) {
      problems.add(keys.place(), "a replay needs the 'file' to play");
    }
    double speed = keys.text("speed").map(s -> speed(s, keys.placeOf("speed"))).orElse(1.0);
    boolean loop = keys.flag("loop").orElse(false);
    boolean hold = keys.flag("hold").orElse(false);
    if (loop && hold) {
      problems.add(keys.placeOf("hold"), "a replay that loops has no end to hold at");
    }
    Playback playback =
        new Playback(
            speed, loop ? Playback.End.LOOP : hold ? Playback.End.HOLD : Playback.End.CLOSE);
    Optional<Path> transform = keys.text("transform").map(f -> folder.resolve(f).normalize());
    transform
        .filter(script -> !Files.isRegularFile(script))
        .ifPresent(script -> problems.add(keys.placeOf("transform"), "no such file: " + script));
    return file.map(
        f ->
            new EndpointConfig.Replay(path, folder.resolve(f).normalize(), 0, playback, transform));
  }

  private double speed(String text, Place place) {
    try {
      return Playback.speed(text);
    } catch (IllegalArgumentException e) {
      problems.add(place, String.valueOf(e.getMessage()));
      return 1;
    }
  }
}
