package io.fabula.providers;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// One entry under `providers:`.
///
/// @param name its key in the config
/// @param type which adapter speaks to it
/// @param model the vendor's name of the model
/// @param baseUrl where the API answers, where it is not the vendor's own address
/// @param apiKey the secret, never shown
/// @param headers sent with each request
/// @param timeouts how long to wait for what
public record ProviderSettings(
    String name,
    Type type,
    String model,
    Optional<URI> baseUrl,
    Optional<String> apiKey,
    Map<String, String> headers,
    Timeouts timeouts) {

  public ProviderSettings {
    headers = Map.copyOf(headers);
    if (type == Type.OPENAI_COMPATIBLE && baseUrl.isEmpty()) {
      throw new IllegalArgumentException(
          "provider " + name + " is openai-compatible and needs a base_url");
    }
    if (type == Type.OPENAI && apiKey.isEmpty()) {
      throw new IllegalArgumentException(
          "provider "
              + name
              + " needs an api_key; set OPENAI_API_KEY or providers."
              + name
              + ".api_key");
    }
  }

  /// Keeps the key and the headers' values, which may be keys, out of logs.
  @Override
  public String toString() {
    return "ProviderSettings[%s, %s, %s, %s]"
        .formatted(name, type.key(), model, baseUrl.map(URI::toString).orElse("vendor's address"));
  }

  /// The adapters there are.
  public enum Type {
    /// OpenAI's chat completions, through the official SDK.
    OPENAI("openai"),
    /// A server that speaks OpenAI's chat completions: vLLM, llama.cpp, LM Studio, a gateway.
    OPENAI_COMPATIBLE("openai-compatible");

    private final String key;

    Type(String key) {
      this.key = key;
    }

    /// As written in the config.
    public String key() {
      return key;
    }
  }

  /// All but `connect` bound the time that [Answer#next] waits: text that has arrived is delivered
  /// even where its reader comes late.
  ///
  /// @param connect until the connection stands
  /// @param firstToken from the request to the first text
  /// @param idle between two pieces of text
  /// @param total for the whole answer
  public record Timeouts(Duration connect, Duration firstToken, Duration idle, Duration total) {
    public Timeouts {
      positive("connect", connect);
      positive("first_token", firstToken);
      positive("idle", idle);
      positive("total", total);
    }

    private static void positive(String limit, Duration value) {
      if (!value.isPositive()) {
        throw new IllegalArgumentException(
            "timeout." + limit + " must be longer than nothing, not " + value);
      }
    }

    /// What a hosted model needs on a bad day.
    public static final Timeouts DEFAULT =
        new Timeouts(
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5));
  }
}
