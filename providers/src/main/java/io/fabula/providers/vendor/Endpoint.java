package io.fabula.providers.vendor;

import io.fabula.providers.ProviderSettings;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Makes the request that every call of a model sends, but for its body.
final class Endpoint {
  private Endpoint() {}

  /// @param base the configured address or the vendor's own
  /// @param path what the API adds to it
  /// @param query what the API adds to its query, empty for nothing
  /// @param own the vendor's headers; one of them holds the key where there is one
  static HttpRequest request(
      ProviderSettings settings, URI base, String path, String query, Map<String, String> own) {
    if (base.getHost() == null
        || !("http".equalsIgnoreCase(base.getScheme())
            || "https".equalsIgnoreCase(base.getScheme()))) {
      throw new IllegalArgumentException(
          "provider %s: base_url must be http://HOST... or https://HOST..., not %s"
              .formatted(settings.name(), base));
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(join(base, path, query))
            .setHeader("Content-Type", "application/json")
            .setHeader("Accept", "text/event-stream, application/x-ndjson, application/json;q=0.9")
            .setHeader("User-Agent", "fabula");
    own.forEach((name, value) -> header(settings, request, "api_key", name, value));
    settings
        .headers()
        .forEach((name, value) -> header(settings, request, "header " + name, name, value));
    return request.build();
  }

  /// The key in a header, no header without a key.
  static Map<String, String> key(ProviderSettings settings, String header, String prefix) {
    return settings.apiKey().map(key -> Map.of(header, prefix + key)).orElse(Map.of());
  }

  /// Text as a part of a path or a query.
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static URI join(URI base, String path, String query) {
    String given = base.getRawQuery() == null ? "" : base.getRawQuery();
    String both = given.isEmpty() || query.isEmpty() ? given + query : given + "&" + query;
    return URI.create(
        "%s://%s%s%s%s"
            .formatted(
                base.getScheme(),
                base.getRawAuthority(),
                base.getRawPath().replaceAll("/+$", ""),
                path,
                both.isEmpty() ? "" : "?" + both));
  }

  private static void header(
      ProviderSettings settings,
      HttpRequest.Builder request,
      String setting,
      String name,
      String value) {
    try {
      request.setHeader(name, value);
    } catch (IllegalArgumentException e) {
      // Neither cause nor value: the JDK's message repeats the value, which may be a key.
      throw new IllegalArgumentException(
          "provider %s: %s cannot be sent as an HTTP header".formatted(settings.name(), setting));
    }
  }
}
