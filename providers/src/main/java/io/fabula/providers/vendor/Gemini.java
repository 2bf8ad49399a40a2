package io.fabula.providers.vendor;

import io.fabula.providers.LanguageModel;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.ProviderType;
import java.util.Optional;

/// Google's Gemini API, with a key of Google AI Studio.
public final class Gemini implements ProviderType {
  private static final String ADDRESS = "https://generativelanguage.googleapis.com/v1beta";
  private static final Protocol PROTOCOL = new GeminiContent();

  @Override
  public String key() {
    return "gemini";
  }

  @Override
  public LanguageModel open(ProviderSettings settings) {
    return VendorModel.open(this, PROTOCOL, ADDRESS, settings);
  }

  @Override
  public Optional<String> keyVariable() {
    return Optional.of("GEMINI_API_KEY");
  }

  @Override
  public boolean needsKey() {
    return true;
  }

  @Override
  public Optional<String> defaultModel() {
    return Optional.of("gemini-flash-lite-latest");
  }

  @Override
  public boolean structuredOutput() {
    return true;
  }

  @Override
  public void warmUp() {
    WarmUp.run(PROTOCOL);
  }
}
