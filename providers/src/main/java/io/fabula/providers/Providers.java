package io.fabula.providers;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/// Opens language models, of the types that are on the class path.
public final class Providers {
  private static final Map<String, ProviderType> TYPES = load();

  private Providers() {}

  private static Map<String, ProviderType> load() {
    Map<String, ProviderType> types = new LinkedHashMap<>();
    for (ProviderType type : ServiceLoader.load(ProviderType.class)) {
      types.putIfAbsent(type.key(), type);
    }
    return types;
  }

  /// Every type there is, in the order in which they were found: ours first.
  public static Collection<ProviderType> types() {
    return TYPES.values();
  }

  /// The type of that name.
  public static Optional<ProviderType> type(String key) {
    return Optional.ofNullable(TYPES.get(key));
  }

  /// Checks what can be checked without calling anybody.
  ///
  /// @throws IllegalArgumentException naming the provider and the setting
  public static void check(ProviderSettings settings) {
    String name = settings.name();
    ProviderType type =
        type(settings.type())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "provider %s has the unknown type '%s'; there are %s"
                            .formatted(name, settings.type(), String.join(", ", TYPES.keySet()))));
    if (settings.baseUrl().isEmpty() && type.needsBaseUrl()) {
      throw new IllegalArgumentException(
          "provider %s is %s and needs a base_url".formatted(name, type.key()));
    }
    if (settings.apiKey().isEmpty() && type.needsKey()) {
      throw new IllegalArgumentException(
          "provider %s needs an api_key; set %sproviders.%s.api_key"
              .formatted(name, type.keyVariable().map(v -> v + " or ").orElse(""), name));
    }
    for (String option : settings.options().keySet()) {
      if (!option.equals(ProviderSettings.TEMPERATURE) && !type.options().contains(option)) {
        throw new IllegalArgumentException(
            "provider %s: %s has no option '%s'".formatted(name, type.key(), option));
      }
    }
  }

  /// Opens the model that `settings` describe. Makes no call.
  ///
  /// @throws IllegalArgumentException where [#check] would, or where the settings cannot be spoken
  ///   over HTTP: a base URL without scheme or host, a key or a header with characters that no
  ///   header may carry
  public static LanguageModel open(ProviderSettings settings) {
    check(settings);
    return type(settings.type()).orElseThrow().open(settings);
  }

  /// Makes the first call of this JVM as fast as the later ones, in the background: it would else
  /// spend about a second on loading classes. Returns at once, calls nobody, and is worth calling
  /// where models are configured; not calling it only costs that second.
  public static void warmUp(Collection<ProviderSettings> configured) {
    for (String type : configured.stream().map(ProviderSettings::type).distinct().toList()) {
      // A platform thread: class loading would pin a virtual one to its carrier.
      type(type)
          .ifPresent(
              found ->
                  Thread.ofPlatform().daemon().name("fabula-model-warm-up").start(found::warmUp));
    }
  }
}
