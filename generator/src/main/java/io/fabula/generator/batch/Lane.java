package io.fabula.generator.batch;

import io.fabula.generator.narrative.Phase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One writer's thread of the story: what the next call must know so that it goes on. A story has
/// one, or several that write at the same time about disjoint parts of the cast. Guarded by its
/// owner's lock.
final class Lane {
  private static final int LAST_EVENTS = 8;
  private static final int MAX_FAULTS = 5;
  private static final int MAX_DIGEST = 1200;

  private final int number;
  private final Deque<String> last = new ArrayDeque<>();
  private final Set<String> faults = new LinkedHashSet<>();
  private List<String> cast = List.of();
  private String digest = "";
  private boolean busy;

  Lane(int number) {
    this.number = number;
  }

  /// What to ask for next. The faults of the answer before are told once.
  ///
  /// @param lanes how many write at the same time
  Wish wish(int events, Optional<Phase> phase, int lanes) {
    Wish wish =
        new Wish(
            events,
            phase,
            digest,
            List.copyOf(last),
            List.copyOf(faults),
            lanes == 1 ? Optional.empty() : Optional.of(new Wish.Part(number, lanes, cast)));
    faults.clear();
    return wish;
  }

  void told(String type, String data) {
    hear(List.of("{\"type\":\"%s\",\"data\":%s}".formatted(type, data)));
  }

  /// Takes in events as JSON lines.
  void hear(List<String> events) {
    last.addAll(events);
    while (last.size() > LAST_EVENTS) {
      last.remove();
    }
  }

  List<String> last() {
    return List.copyOf(last);
  }

  String digest() {
    return digest;
  }

  /// Keeps what to tell the model with the next call.
  void note(String fault) {
    if (faults.size() < MAX_FAULTS) {
      faults.add(fault);
    }
  }

  Collection<String> faults() {
    return faults;
  }

  /// Keeps what the model noted down for itself; nothing new leaves the old.
  void remember(String note, List<String> names) {
    if (!note.isEmpty()) {
      digest = note.substring(0, Math.min(MAX_DIGEST, note.length()));
    }
    if (!names.isEmpty()) {
      cast = List.copyOf(names);
    }
  }

  /// A lane that writes about every second member of this one's cast from now on.
  Lane split(int newNumber) {
    Lane other = new Lane(newNumber);
    List<String> mine = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (int i = 0; i < cast.size(); i++) {
      (i % 2 == 0 ? mine : others).add(cast.get(i));
    }
    cast = List.copyOf(mine);
    other.cast = List.copyOf(others);
    other.digest = digest;
    other.last.addAll(last);
    return other;
  }

  int castSize() {
    return cast.size();
  }

  boolean busy() {
    return busy;
  }

  void busy(boolean now) {
    busy = now;
  }
}
