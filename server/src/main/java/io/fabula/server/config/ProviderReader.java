package io.fabula.server.config;

import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Nearest;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problems;
import io.fabula.providers.Price;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.ProviderSettings.Recovery;
import io.fabula.providers.ProviderSettings.Timeouts;
import io.fabula.providers.ProviderType;
import io.fabula.providers.Providers;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads one entry under `providers`.
final class ProviderReader {
  /// The keys that the environment can give too, as `FABULA_PROVIDERS_NAME_KEY`.
  static final List<String> SCALARS =
      List.of("type", "model", "base_url", "api_key", "retries", "cooldown");

  private static final long MOST_RETRIES = 10;
  private static final double MOST_EXPENSIVE = 1_000_000;

  private final Problems problems;
  private final Map<String, String> environment;
  private final boolean keysNeeded;

  /// @param keysNeeded whether a key that is missing is a fault; not where recordings are played
  ProviderReader(Problems problems, Map<String, String> environment, boolean keysNeeded) {
    this.problems = problems;
    this.environment = environment;
    this.keysNeeded = keysNeeded;
  }

  /// Whether a provider of that name needs no `type`.
  static boolean isType(String name) {
    return Providers.type(name).isPresent();
  }

  Optional<ProviderSettings> read(String name, Node node) {
    MappingReader keys = MappingReader.of(node, "the provider '" + name + "'", problems);
    Optional<ProviderType> type = type(name, keys);
    Optional<URI> baseUrl = keys.text("base_url").flatMap(text -> url(keys, text));
    Optional<String> key = keys.text("api_key").filter(text -> !text.isBlank());
    Optional<String> model = keys.text("model");
    Map<String, String> headers = texts(keys, "headers");
    Map<String, String> options = texts(keys, "options");
    Timeouts timeouts = keys.mapping("timeout").map(this::timeouts).orElse(Timeouts.DEFAULT);
    Recovery recovery = recovery(keys);
    Optional<Price> price = keys.mapping("price").map(this::price);
    keys.rejectUnknown();
    if (type.isEmpty()) {
      return Optional.empty();
    }
    if (key.isEmpty() && baseUrl.isEmpty()) {
      // Only for the vendor's own address: the key is not for anybody else.
      key = type.get().keyVariable().map(environment::get).filter(text -> !text.isBlank());
    }
    if (model.isEmpty() && type.get().defaultModel().isEmpty()) {
      problems.add(keys.place(), "the provider '%s' needs a model".formatted(name));
      return Optional.empty();
    }
    try {
      ProviderSettings settings =
          new ProviderSettings(
              name,
              type.get().key(),
              model.or(type.get()::defaultModel).orElseThrow(),
              baseUrl,
              key,
              headers,
              options,
              timeouts,
              recovery,
              price);
      Providers.check(keysNeeded || key.isPresent() ? settings : settings.withApiKey("none"));
      return Optional.of(settings);
    } catch (IllegalArgumentException e) {
      problems.add(keys.place(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static Map<String, String> texts(MappingReader keys, String key) {
    Map<String, String> texts = new LinkedHashMap<>();
    keys.mapping(key)
        .ifPresent(
            all ->
                all.members().keySet().forEach(k -> all.text(k).ifPresent(v -> texts.put(k, v))));
    return texts;
  }

  private Optional<ProviderType> type(String name, MappingReader keys) {
    String wanted = keys.text("type").orElse(name);
    Optional<ProviderType> type = Providers.type(wanted);
    if (type.isEmpty()) {
      List<String> types = Providers.types().stream().map(ProviderType::key).toList();
      String hint =
          Nearest.of(wanted, types).map(nearest -> "; did you mean '" + nearest + "'?").orElse("");
      problems.add(
          keys.placeOf("type"),
          "the provider '%s' needs a type: one of %s%s"
              .formatted(name, String.join(", ", types), hint));
    }
    return type;
  }

  private Optional<URI> url(MappingReader keys, String text) {
    try {
      URI url = new URI(text);
      if (("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
          && url.getHost() != null) {
        return Optional.of(url);
      }
    } catch (URISyntaxException e) {
      // falls through: it is no URL
    }
    problems.add(keys.placeOf("base_url"), "base_url must be an http or https URL");
    return Optional.empty();
  }

  private Timeouts timeouts(MappingReader keys) {
    Timeouts plain = Timeouts.DEFAULT;
    Timeouts timeouts =
        new Timeouts(
            keys.duration("connect").orElse(plain.connect()),
            keys.duration("first_token").orElse(plain.firstToken()),
            keys.duration("idle").orElse(plain.idle()),
            keys.duration("total").orElse(plain.total()));
    keys.rejectUnknown();
    return timeouts;
  }

  private Recovery recovery(MappingReader keys) {
    Recovery plain = Recovery.DEFAULT;
    return new Recovery(
        keys.integer("retries", 0, MOST_RETRIES).map(Long::intValue).orElse(plain.retries()),
        keys.node("fallback").map(this::names).orElse(List.of()),
        keys.duration("cooldown").orElse(plain.cooldown()));
  }

  private List<String> names(Node node) {
    List<String> names = new ArrayList<>();
    List<Node> items = node instanceof Node.Sequence list ? list.items() : List.of(node);
    for (Node item : items) {
      if (item instanceof Node.Scalar scalar) {
        names.add(scalar.text());
      } else {
        problems.add(item.place(), "fallback is a list of providers, not of " + item.kindName());
      }
    }
    return names;
  }

  private Price price(MappingReader keys) {
    Price price = new Price(amount(keys, "input"), amount(keys, "output"));
    keys.rejectUnknown();
    return price;
  }

  private static BigDecimal amount(MappingReader keys, String key) {
    return keys.number(key, 0, MOST_EXPENSIVE).map(BigDecimal::valueOf).orElse(BigDecimal.ZERO);
  }

  /// Every name in a `fallback` must be a provider.
  static void checkFallbacks(
      Map<String, ProviderSettings> providers, Map<String, Place> places, Problems problems) {
    for (ProviderSettings settings : providers.values()) {
      Place place = places.getOrDefault(settings.name(), Place.named("providers"));
      List<String> fallback = settings.recovery().fallback();
      int offline = fallback.indexOf("offline");
      if (offline >= 0 && offline < fallback.size() - 1) {
        problems.add(
            place,
            "the fallback of '%s' ends with offline, which never fails: '%s' behind it is never asked"
                .formatted(settings.name(), fallback.get(offline + 1)));
      }
      for (String other : fallback) {
        if (other.equals(settings.name())) {
          problems.add(place, "the provider '%s' falls back on itself".formatted(other));
        } else if (!other.equals("offline") && !providers.containsKey(other)) {
          List<String> known = new ArrayList<>(providers.keySet());
          known.add("offline");
          problems.add(
              place,
              "the provider '%s' falls back on '%s', which is not configured%s"
                  .formatted(
                      settings.name(),
                      other,
                      Nearest.of(other, known).map(n -> "; did you mean '" + n + "'?").orElse("")));
        }
      }
    }
  }
}
