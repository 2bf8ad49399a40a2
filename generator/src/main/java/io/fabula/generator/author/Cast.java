package io.fabula.generator.author;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The names and ids that events used, by the key under which they stood.
final class Cast {
  private static final int MOST_KEYS = 20;
  private static final int MOST_NAMES = 20;
  private static final int LONGEST = 60;

  private final Map<String, Set<String>> names = new LinkedHashMap<>();

  private Cast() {}

  /// One line a key: `player: "Vex", "Sable"`.
  ///
  /// @param events as JSON lines
  static List<String> of(List<String> events) {
    Cast cast = new Cast();
    ObjectMapper json = new ObjectMapper();
    for (String event : events) {
      try {
        cast.collect("", json.readTree(event).path("data"));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("not an event: " + event, e);
      }
    }
    List<String> lines = new ArrayList<>();
    cast.names.forEach((key, all) -> lines.add(key + ": " + String.join(", ", all)));
    return lines;
  }

  private void collect(String key, JsonNode node) {
    if (node.isContainerNode()) {
      node.properties().forEach(member -> collect(member.getKey(), member.getValue()));
      if (node.isArray()) {
        node.forEach(item -> collect(key, item));
      }
      return;
    }
    boolean id = key.matches("(?i).*(id|number|no|code)");
    if ((node.isTextual() && node.asText().length() <= LONGEST) || (id && node.isNumber())) {
      if (names.size() < MOST_KEYS || names.containsKey(key)) {
        Set<String> all = names.computeIfAbsent(key, _ -> new LinkedHashSet<>());
        if (all.size() < MOST_NAMES) {
          all.add(node.toString());
        }
      }
    }
  }
}
