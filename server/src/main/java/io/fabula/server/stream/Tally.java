package io.fabula.server.stream;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// What was counted while stories were written, summed over all streams of the server. For any
/// thread.
public final class Tally {
  private final Map<String, LongAdder> sums = new ConcurrentHashMap<>();

  /// Follows one stream.
  Follower follower() {
    return new Follower();
  }

  /// The sums so far, by name.
  public Map<String, Long> sums() {
    Map<String, Long> now = new TreeMap<>();
    sums.forEach((name, sum) -> now.put(name, sum.sum()));
    return now;
  }

  /// Adds what has come since it looked last. For one thread.
  final class Follower {
    private Map<String, Long> before = Map.of();

    void look(Map<String, Long> counters) {
      if (counters.equals(before)) {
        return;
      }
      counters.forEach(
          (name, count) -> {
            long more = count - before.getOrDefault(name, 0L);
            if (more > 0) {
              sums.computeIfAbsent(name, _ -> new LongAdder()).add(more);
            }
          });
      before = counters;
    }
  }
}
