package io.fabula.providers.vendor;

import io.fabula.providers.ProviderSettings;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What must not show in a message: the key, and the values of headers, which may be keys.
final class Secrets {
  /// A shorter "key" is a placeholder such as `x`; hiding it would only garble messages.
  private static final int SHORTEST_KEY = 4;

  private static final int SHORTEST_HEADER_WORD = 8;

  private final List<String> words;

  Secrets(ProviderSettings settings) {
    Stream<String> key = settings.apiKey().stream().filter(k -> k.length() >= SHORTEST_KEY);
    // Word by word, so that `Bearer TOKEN` hides a bare TOKEN too.
    Stream<String> headers =
        settings.headers().values().stream()
            .flatMap(value -> Stream.of(value.split("\\s+", -1)))
            .filter(word -> word.length() >= SHORTEST_HEADER_WORD);
    words = Stream.concat(key, headers).distinct().toList();
  }

  String hideIn(String text) {
    String hidden = text;
    for (String word : words) {
      hidden = hidden.replace(word, "***");
    }
    return hidden;
  }

  /// The throwable as a cause that may be shown, none where any part of it holds a secret.
  Optional<Throwable> showable(Throwable thrown) {
    return holdsSecret(thrown) ? Optional.empty() : Optional.of(thrown);
  }

  private boolean holdsSecret(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      String text = t.toString();
      if (!hideIn(text).equals(text) || Stream.of(t.getSuppressed()).anyMatch(this::holdsSecret)) {
        return true;
      }
    }
    return false;
  }
}
