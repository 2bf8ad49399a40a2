package io.fabula.providers;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One entry under `providers:`.
///
/// @param name its key in the config
/// @param type the key of the [ProviderType] that speaks to it
/// @param model the vendor's name of the model
/// @param baseUrl where the API answers, where it is not the vendor's own address
/// @param apiKey the secret, never shown
/// @param headers sent with each request
/// @param options parameters of the model and of the type, by name
/// @param timeouts how long to wait for what
/// @param recovery what happens when a call fails
/// @param price what the tokens cost, where that is known
public record ProviderSettings(
    String name,
    String type,
    String model,
    Optional<URI> baseUrl,
    Optional<String> apiKey,
    Map<String, String> headers,
    Map<String, String> options,
    Timeouts timeouts,
    Recovery recovery,
    Optional<Price> price) {
  /// The option that every type knows.
  public static final String TEMPERATURE = "temperature";

  public ProviderSettings {
    headers = Map.copyOf(headers);
    options = Map.copyOf(options);
    temperature(name, options);
  }

  /// A provider with nothing but its model; [#with] and its like add to it.
  public static ProviderSettings of(String name, String type, String model) {
    return new ProviderSettings(
        name,
        type,
        model,
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Map.of(),
        Timeouts.DEFAULT,
        Recovery.DEFAULT,
        Optional.empty());
  }

  public ProviderSettings withBaseUrl(URI url) {
    return new ProviderSettings(
        name, type, model, Optional.of(url), apiKey, headers, options, timeouts, recovery, price);
  }

  public ProviderSettings withApiKey(String key) {
    return new ProviderSettings(
        name, type, model, baseUrl, Optional.of(key), headers, options, timeouts, recovery, price);
  }

  public ProviderSettings withHeaders(Map<String, String> sent) {
    return new ProviderSettings(
        name, type, model, baseUrl, apiKey, sent, options, timeouts, recovery, price);
  }

  public ProviderSettings withOptions(Map<String, String> chosen) {
    return new ProviderSettings(
        name, type, model, baseUrl, apiKey, headers, chosen, timeouts, recovery, price);
  }

  public ProviderSettings with(Timeouts limits) {
    return new ProviderSettings(
        name, type, model, baseUrl, apiKey, headers, options, limits, recovery, price);
  }

  public ProviderSettings with(Recovery chosen) {
    return new ProviderSettings(
        name, type, model, baseUrl, apiKey, headers, options, timeouts, chosen, price);
  }

  public ProviderSettings with(Price asked) {
    return new ProviderSettings(
        name,
        type,
        model,
        baseUrl,
        apiKey,
        headers,
        options,
        timeouts,
        recovery,
        Optional.of(asked));
  }

  /// How freely the model chooses its words; the vendor's own default where it is empty.
  public Optional<Double> temperature() {
    return temperature(name, options);
  }

  private static Optional<Double> temperature(String name, Map<String, String> options) {
    String text = options.get(TEMPERATURE);
    if (text == null) {
      return Optional.empty();
    }
    try {
      double value = Double.parseDouble(text);
      if (value >= 0 && value <= 2) {
        return Optional.of(value);
      }
    } catch (NumberFormatException e) {
      // falls through to the same answer
    }
    throw new IllegalArgumentException(
        "provider %s: options.temperature must be from 0 to 2, not %s".formatted(name, text));
  }

  /// Keeps the key and the headers' values, which may be keys, out of logs.
  @Override
  public String toString() {
    return "ProviderSettings[%s, %s, %s, %s]"
        .formatted(name, type, model, baseUrl.map(Secrets::plain).orElse("vendor's address"));
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

  /// What happens when a call fails.
  ///
  /// @param retries how often a call is repeated that failed before its first text, at most 10
  /// @param fallback the providers that write on meanwhile, in this order; `offline` plays the
  ///   blueprint
  /// @param cooldown how long a provider that failed is left alone
  public record Recovery(int retries, List<String> fallback, Duration cooldown) {
    /// Three tries in all, and half a minute to recover.
    public static final Recovery DEFAULT = new Recovery(2, List.of(), Duration.ofSeconds(30));

    public Recovery {
      fallback = List.copyOf(fallback);
      if (retries < 0 || retries > 10) {
        throw new IllegalArgumentException("retries must be from 0 to 10, not " + retries);
      }
      if (cooldown.isNegative()) {
        throw new IllegalArgumentException("cooldown must not be below 0, but is " + cooldown);
      }
    }
  }
}
