package io.fabula.generator.document;

import java.util.Collection;
import java.util.Optional;

/// What to say about a key that nobody knows.
public final class Unknown {
  private static final int MAX_SHOWN = 60;

  private Unknown() {}

  /// Names the key that was probably meant, or all there are.
  public static String key(String key, Collection<String> known) {
    boolean tooLong = key.length() > MAX_SHOWN;
    String shown = tooLong ? key.substring(0, MAX_SHOWN) + "..." : key;
    return Optional.of(key)
        .filter(_ -> !tooLong)
        .flatMap(slip -> Nearest.of(slip, known))
        .map(nearest -> "unknown key '%s'; did you mean '%s'?".formatted(shown, nearest))
        .orElseGet(
            () -> "unknown key '%s'; known are %s".formatted(shown, String.join(", ", known)));
  }
}
