package io.fabula.providers;

/// Opens language models.
public final class Providers {
  private Providers() {}

  /// Opens the model that `settings` describe. Makes no call.
  public static LanguageModel open(ProviderSettings settings) {
    throw new IllegalStateException(settings.toString());
  }
}
