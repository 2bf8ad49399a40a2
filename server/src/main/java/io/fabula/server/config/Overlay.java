package io.fabula.server.config;

import io.fabula.generator.document.Node;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Lays values from the environment and from flags over a document, as if they stood in it: so each
/// is read, checked and complained about in one way, with its own place.
final class Overlay {
  private Overlay() {}

  /// `root` with `text` at `path`.
  static Node.Mapping put(Node.Mapping root, List<String> path, Place place, String text) {
    Map<String, Node.Member> members = new LinkedHashMap<>(root.members());
    String key = path.getFirst();
    Node value;
    if (path.size() == 1) {
      value = Yaml.plain(place, text);
    } else {
      Node.Member member = members.get(key);
      Node.Mapping below =
          member != null && member.value() instanceof Node.Mapping mapping
              ? mapping
              : new Node.Mapping(place, Map.of());
      value = put(below, path.subList(1, path.size()), place, text);
    }
    members.put(key, new Node.Member(place, value));
    return new Node.Mapping(root.place(), members);
  }

  /// `root` with what the environment says about `paths`. The long name is the path in capitals
  /// after `FABULA_`; for what stands under `websocket` there is a short one with `WS`. Of both,
  /// the long one wins.
  static Node.Mapping environment(
      Node.Mapping root, List<List<String>> paths, Map<String, String> environment) {
    Node.Mapping result = root;
    for (List<String> path : paths) {
      for (String name : names(path)) {
        String value = environment.get(name);
        if (value != null && !value.isEmpty()) {
          result = put(result, path, Place.named("the environment variable " + name), value);
        }
      }
    }
    return result;
  }

  private static List<String> names(List<String> path) {
    String tail = String.join("_", path).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    List<String> names = new ArrayList<>();
    if (path.equals(List.of("websocket", "hot_reload"))) {
      // The protocol guide (seed 001) writes it as one word.
      names.add("FABULA_WS_HOTRELOAD");
    }
    if (path.getFirst().equals("websocket")) {
      names.add("FABULA_WS" + tail.substring("WEBSOCKET".length()));
    }
    names.add("FABULA_" + tail);
    return names;
  }
}
