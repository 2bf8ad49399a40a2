package io.fabula.generator.augment;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.generator.replay.Line;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a run has put in so far, as far as it matters for what comes: the latest messages, what was
/// said already, and where counting stands. For one thread.
final class Inserted {
  private static final int LATEST = 10;
  private static final int REMEMBERED = 4096;

  private final Kinds kinds;
  private final Filling filling;
  private final Deque<Batch.Heard> latest = new ArrayDeque<>();
  private final Map<Long, Boolean> said =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  Inserted(Kinds kinds) {
    this.kinds = kinds;
    this.filling = new Filling(kinds);
  }

  Filling filling() {
    return filling;
  }

  /// Whether this very text was put in lately.
  boolean has(String text) {
    return said.containsKey(hash(text));
  }

  /// A line that this run puts in.
  void add(Line line) {
    Said its = Said.of(line, 0);
    latest.addLast(Batch.Heard.of(its));
    if (latest.size() > LATEST) {
      latest.removeFirst();
    }
    said.put(hash(its.text().orElse("")), true);
  }

  /// A line that an earlier run has put in.
  void takeOver(Line line) {
    add(line);
    Said its = Said.of(line, 0);
    @Nullable JsonNode json = its.json();
    if (json != null) {
      its.kind().flatMap(kinds::of).ifPresent(kind -> filling.meet(kind, json));
    }
  }

  /// The latest messages, the very latest last.
  List<Batch.Heard> latest() {
    return new ArrayList<>(latest);
  }

  /// FNV-1a of 64 bits: the same everywhere, and no two texts of a run share one by chance.
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
