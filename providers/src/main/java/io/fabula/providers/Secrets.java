package io.fabula.providers;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/// What must show nowhere, such as a provider's key, and the values of its headers and of its
/// address's query, which may be keys; as they are, escaped as in JSON, and in base64. Immutable.
public final class Secrets {
  /// What stands for a secret.
  public static final String HIDDEN = "***";

  /// Shorter ones are placeholders such as `none`, and hiding those would garble every text.
  private static final int SHORTEST = 8;

  private final List<String> words;

  private Secrets(List<String> words) {
    this.words = words;
  }

  /// The secrets of a provider.
  public static Secrets of(ProviderSettings settings) {
    // Word by word, so that `Bearer TOKEN` hides a bare TOKEN too.
    Stream<String> headers =
        settings.headers().values().stream().flatMap(value -> Stream.of(value.split("\\s+", -1)));
    Stream<String> address =
        settings.baseUrl().stream()
            .flatMap(url -> Stream.of(url.getRawQuery(), url.getRawUserInfo()))
            .filter(Objects::nonNull)
            .flatMap(part -> Stream.of(part.split("[&=:]", -1)));
    return of(Stream.of(settings.apiKey().stream(), headers, address).flatMap(Function.identity()));
  }

  /// Words that must not show, wherever they come from; short ones are not looked for.
  public static Secrets of(Stream<String> words) {
    return new Secrets(
        words
            .filter(word -> word.length() >= SHORTEST)
            .flatMap(Secrets::spellings)
            .distinct()
            // The longest first: one secret may be part of another.
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList());
  }

  private static Stream<String> spellings(String word) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    // Without its end, which depends on what follows.
    String base64 = Base64.getEncoder().withoutPadding().encodeToString(bytes);
    return Stream.of(
        word,
        new String(JsonStringEncoder.getInstance().quoteAsString(word)),
        base64.substring(0, bytes.length / 3 * 4));
  }

  /// An address without what may be a secret in it: name and password, query, fragment.
  public static String plain(URI url) {
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    return url.getScheme() + "://" + url.getHost() + port + path;
  }

  /// Every spelling that must not show, the longest first.
  public List<String> words() {
    return words;
  }

  /// The text with `***` for each secret in it.
  public String hideIn(String text) {
    String hidden = text;
    for (String word : words) {
      hidden = hidden.replace(word, HIDDEN);
    }
    return hidden;
  }

  /// Whether any part of a throwable tells a secret.
  public boolean toldBy(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      String text = t.toString();
      if (!hideIn(text).equals(text) || Stream.of(t.getSuppressed()).anyMatch(this::toldBy)) {
        return true;
      }
    }
    return false;
  }
}
