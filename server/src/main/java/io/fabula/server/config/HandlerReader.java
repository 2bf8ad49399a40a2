package io.fabula.server.config;

import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Nearest;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the endpoints under `websocket.handlers`.
final class HandlerReader {
  private static final List<String> TYPES = List.of("echo", "replay");

  /// Paths that are the server's own.
  private static final List<String> TAKEN =
      List.of("/streams", "/replays", "/control", "/health", "/metrics", "/__fabula");

  private final Problems problems;
  private final Path folder;

  /// @param folder that files are relative to
  HandlerReader(Problems problems, Path folder) {
    this.problems = problems;
    this.folder = folder;
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
    String type = keys.text("type").orElseGet(() -> keys.node("file").isPresent() ? "replay" : "");
    return switch (type) {
      case "echo" -> Optional.of(new EndpointConfig.Echo(path));
      case "replay" -> replay(path, keys);
      default -> {
        problems.add(
            keys.placeOf("type"),
            type.isEmpty()
                ? "a handler needs a type: " + String.join(" or ", TYPES)
                : "there is no handler of type '%s'; %s"
                    .formatted(
                        type,
                        Nearest.of(type, TYPES)
                            .map(nearest -> "did you mean '" + nearest + "'?")
                            .orElse("there are " + String.join(", ", TYPES))));
        yield Optional.empty();
      }
    };
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
    return file.map(
        f -> new EndpointConfig.Replay(path, folder.resolve(f).normalize(), 0, playback));
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
