package io.fabula.providers.vendor;

import io.fabula.providers.ProviderSettings;
import java.net.URI;
import java.net.http.HttpRequest;

/// The request that every call of a model sends, but for its body: address, key and headers.
final class OpenAiEndpoint {
  static final URI OPENAI = URI.create("https://api.openai.com/v1");

  private OpenAiEndpoint() {}

  static URI baseUrl(ProviderSettings settings) {
    return settings.baseUrl().orElse(OPENAI);
  }

  static HttpRequest template(ProviderSettings settings) {
    URI base = baseUrl(settings);
    if (base.getHost() == null
        || !("http".equalsIgnoreCase(base.getScheme())
            || "https".equalsIgnoreCase(base.getScheme()))) {
      throw new IllegalArgumentException(
          "provider %s: base_url must be http://HOST... or https://HOST..., not %s"
              .formatted(settings.name(), base));
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(completions(base))
            .setHeader("Content-Type", "application/json")
            .setHeader("Accept", "text/event-stream")
            .setHeader("User-Agent", "fabula");
    settings
        .apiKey()
        .ifPresent(key -> header(settings, request, "api_key", "Authorization", "Bearer " + key));
    settings
        .headers()
        .forEach((name, value) -> header(settings, request, "header " + name, name, value));
    return request.build();
  }

  private static URI completions(URI base) {
    String path = base.getRawPath().replaceAll("/+$", "") + "/chat/completions";
    String query = base.getRawQuery() == null ? "" : "?" + base.getRawQuery();
    return URI.create(base.getScheme() + "://" + base.getRawAuthority() + path + query);
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
