package io.fabula.providers;

import java.util.Optional;
import java.util.Set;

/// A kind of provider: what `type:` names under `providers:`. The service interface through which
/// adapters are found, ours and third parties' alike.
///
/// To add one, put a public class with a public constructor without parameters on the class path
/// (`FABULA_CLASSPATH` for the launcher) and its name into the file
/// `META-INF/services/io.fabula.providers.ProviderType` beside it (see [java.util.ServiceLoader]).
/// Implementations are immutable and for any thread.
public interface ProviderType {
  /// As written in the config, for example `openai`; no two types share one.
  String key();

  /// Opens a model. Makes no call. Tries, fallbacks, budgets and cassettes are built around it: it
  /// makes one try for each [LanguageModel#ask].
  ///
  /// @param settings checked by [Providers#check]
  /// @throws IllegalArgumentException where the settings cannot be used, naming the setting and
  ///   never a secret's value
  LanguageModel open(ProviderSettings settings);

  /// Whether every config must give a `base_url`, because there is no address of the vendor's own.
  default boolean needsBaseUrl() {
    return false;
  }

  /// The environment variable that holds the key by the vendor's convention, for example
  /// `OPENAI_API_KEY`. It is read for the vendor's own address only.
  default Optional<String> keyVariable() {
    return Optional.empty();
  }

  /// Whether nothing works without a key.
  default boolean needsKey() {
    return false;
  }

  /// The model for a config that names none.
  default Optional<String> defaultModel() {
    return Optional.empty();
  }

  /// Whether the provider keeps its answers to a JSON Schema; else the prompt's words must do.
  default boolean structuredOutput() {
    return false;
  }

  /// What may stand under `options:`, beside `temperature`, which every type knows.
  default Set<String> options() {
    return Set.of();
  }

  /// Loads what the first call would else have to load. May take a second; calls nobody.
  default void warmUp() {}
}
