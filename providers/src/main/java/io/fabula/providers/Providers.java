package io.fabula.providers;

/// Opens language models.
public final class Providers {
  private Providers() {}

  /// Opens the model that `settings` describe. Makes no call.
  ///
  /// @throws IllegalArgumentException where the settings cannot be spoken over HTTP: a base URL
  ///   without scheme or host, a key or a header with characters that no header may carry
  public static LanguageModel open(ProviderSettings settings) {
    return switch (settings.type()) {
      case OPENAI, OPENAI_COMPATIBLE -> OpenAiLanguageModel.open(settings);
    };
  }

  /// Makes the first call of this JVM as fast as the later ones, in the background: it would else
  /// spend about a second on loading classes. Returns at once, calls nobody, and is worth calling
  /// where a model is configured; not calling it only costs that second.
  public static void warmUp() {
    // A platform thread: class loading would pin a virtual one to its carrier.
    Thread.ofPlatform().daemon().name("fabula-model-warm-up").start(OpenAiWarmUp::run);
  }
}
