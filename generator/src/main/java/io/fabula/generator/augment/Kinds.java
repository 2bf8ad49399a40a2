package io.fabula.generator.augment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabula.generator.replay.Direction;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The kinds of messages that a recording has, learnt in bounded memory: kinds beyond the first 64
/// are not looked at. For one thread.
final class Kinds {
  private static final int MOST = 64;

  /// How many kinds a model is offered.
  private static final int OFFERED = 12;

  private final Shape.Room room = new Shape.Room();
  private final Map<Said.Key, Kind> kinds = new LinkedHashMap<>();

  void learn(Said said) {
    if (said.kind().isEmpty()) {
      return;
    }
    if (said.isGenerated()) {
      meet(said.kind().get(), said.json(), said.text().orElse(""));
      return;
    }
    @Nullable Kind kind = kinds.get(said.kind().get());
    if (kind == null && kinds.size() < MOST) {
      kind = new Kind(said.kind().get(), room);
      kinds.put(said.kind().get(), kind);
    }
    if (kind != null) {
      kind.learn(said);
    }
  }

  /// Takes a message that was put in.
  void meet(Said.Key key, @Nullable JsonNode json, String text) {
    Optional.ofNullable(kinds.get(key))
        .ifPresent(kind -> kind.meet(json == null ? TextNode.valueOf(text) : json));
  }

  Optional<Kind> of(Said.Key key) {
    return Optional.ofNullable(kinds.get(key));
  }

  /// What may be put in: the most frequent kinds of a direction. What a server says in answer to a
  /// request, or wants an answer to, would change the conversation and is none of it.
  List<Kind> offered(Direction direction) {
    return kinds.values().stream()
        .filter(kind -> kind.key().direction() == direction)
        .filter(
            kind ->
                kind.role() == Said.Role.NOTE
                    || (kind.role() == Said.Role.REQUEST && direction == Direction.IN))
        .sorted(
            Comparator.comparingLong(Kind::messages)
                .reversed()
                .thenComparing(kind -> kind.key().name()))
        .limit(OFFERED)
        .toList();
  }

  /// The types that messages name, in alphabetical order.
  SortedSet<String> types() {
    SortedSet<String> types = new TreeSet<>();
    kinds.keySet().stream()
        .filter(key -> !key.member().isEmpty())
        .forEach(key -> types.add(key.name()));
    return types;
  }

  boolean isEmpty() {
    return kinds.isEmpty();
  }

  Iterable<Kind> all() {
    return kinds.values();
  }
}
