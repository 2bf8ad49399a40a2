package io.fabula.server.config;

import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Problems;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.ProviderSettings.Timeouts;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads one entry under `providers`.
final class ProviderReader {
  /// The keys that the environment can give too, as `FABULA_PROVIDERS_NAME_KEY`.
  static final List<String> SCALARS = List.of("type", "model", "base_url", "api_key");

  private static final String OPENAI_MODEL = "gpt-5-mini";

  private final Problems problems;
  private final Map<String, String> environment;

  ProviderReader(Problems problems, Map<String, String> environment) {
    this.problems = problems;
    this.environment = environment;
  }

  /// Whether a provider of that name needs no `type`.
  static boolean isType(String name) {
    return Arrays.stream(ProviderSettings.Type.values()).anyMatch(type -> type.key().equals(name));
  }

  Optional<ProviderSettings> read(String name, Node node) {
    MappingReader keys = MappingReader.of(node, "the provider '" + name + "'", problems);
    Optional<ProviderSettings.Type> type = type(name, keys);
    Optional<URI> baseUrl = keys.text("base_url").flatMap(text -> url(keys, text));
    Optional<String> key = keys.text("api_key").filter(text -> !text.isBlank());
    Optional<String> model = keys.text("model");
    Map<String, String> headers = new LinkedHashMap<>();
    keys.mapping("headers")
        .ifPresent(
            all ->
                all.members().keySet().forEach(h -> all.text(h).ifPresent(v -> headers.put(h, v))));
    Timeouts timeouts = keys.mapping("timeout").map(this::timeouts).orElse(Timeouts.DEFAULT);
    keys.rejectUnknown();
    if (type.isEmpty()) {
      return Optional.empty();
    }
    if (type.get() == ProviderSettings.Type.OPENAI && key.isEmpty() && baseUrl.isEmpty()) {
      // Only for the vendor's own address: the key is not for anybody else.
      key = Optional.ofNullable(environment.get("OPENAI_API_KEY")).filter(text -> !text.isBlank());
    }
    if (model.isEmpty() && type.get() != ProviderSettings.Type.OPENAI) {
      problems.add(keys.place(), "the provider '%s' needs a model".formatted(name));
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ProviderSettings(
              name, type.get(), model.orElse(OPENAI_MODEL), baseUrl, key, headers, timeouts));
    } catch (IllegalArgumentException e) {
      problems.add(keys.place(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<ProviderSettings.Type> type(String name, MappingReader keys) {
    Optional<String> named = keys.text("type");
    String wanted = named.orElse(name);
    Optional<ProviderSettings.Type> type =
        Arrays.stream(ProviderSettings.Type.values())
            .filter(t -> t.key().equals(wanted))
            .findFirst();
    if (type.isEmpty()) {
      problems.add(
          keys.placeOf("type"),
          "the provider '%s' needs a type: %s"
              .formatted(
                  name,
                  String.join(
                      " or ",
                      Arrays.stream(ProviderSettings.Type.values())
                          .map(ProviderSettings.Type::key)
                          .toList())));
    }
    return type;
  }

  private Optional<URI> url(MappingReader keys, String text) {
    try {
      URI url = new URI(text);
      if (List.of("http", "https").contains(url.getScheme()) && url.getHost() != null) {
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
}
