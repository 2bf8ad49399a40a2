package io.fabula.providers.fallback;

import io.fabula.providers.LanguageModel;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.Providers;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The configured providers by name. A model is opened when it is first wanted and closed with
/// this. For any thread.
public final class Models implements AutoCloseable {
  /// The provider that always exists: it plays blueprints and never calls anyone.
  public static final String OFFLINE = "offline";

  private final Map<String, ProviderSettings> settings;
  private final String byDefault;
  private final Map<String, LanguageModel> open = new TreeMap<>();
  private boolean closed;

  /// The models of a configuration.
  ///
  /// @param settings by name; none is called `offline`
  /// @param byDefault the provider of narratives that name none
  /// @throws IllegalArgumentException where `byDefault` is not configured
  public Models(Map<String, ProviderSettings> settings, String byDefault) {
    this.settings = new TreeMap<>(settings);
    this.byDefault = byDefault;
    mustExist(byDefault);
  }

  /// Nothing but `offline`.
  public static Models offline() {
    return new Models(Map.of(), OFFLINE);
  }

  /// The model of a provider; empty for `offline`, which has none.
  ///
  /// @param provider its name; the default where it is empty
  /// @throws IllegalArgumentException where it is not configured
  public synchronized Optional<LanguageModel> model(Optional<String> provider) {
    String name = provider.orElse(byDefault);
    mustExist(name);
    if (closed) {
      throw new IllegalStateException("closed");
    }
    return Optional.ofNullable(settings.get(name))
        .map(found -> open.computeIfAbsent(name, _ -> Providers.open(found)));
  }

  /// Everything configured, in alphabetical order; without `offline`.
  public Collection<ProviderSettings> configured() {
    return List.copyOf(settings.values());
  }

  /// The provider of narratives that name none.
  public String byDefault() {
    return byDefault;
  }

  private void mustExist(String name) {
    if (!name.equals(OFFLINE) && !settings.containsKey(name)) {
      throw new IllegalArgumentException(
          "no provider '%s'; configured are %s%s"
              .formatted(
                  name,
                  OFFLINE,
                  settings.isEmpty() ? "" : ", " + String.join(", ", settings.keySet())));
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    open.values().forEach(LanguageModel::close);
    open.clear();
  }
}
