package io.fabula.generator.batch;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/// Remembers the latest texts by 64 bits of hash, to notice repeats. For one thread.
final class RecentHashes {
  private final int most;
  private final Set<Long> hashes = new LinkedHashSet<>();

  RecentHashes(int most) {
    this.most = most;
  }

  /// Whether `text` is new.
  boolean add(String text) {
    boolean fresh = hashes.add(hash(text));
    if (hashes.size() > most) {
      hashes.remove(hashes.iterator().next());
    }
    return fresh;
  }

  /// FNV-1a with 64 bits.
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }
}
