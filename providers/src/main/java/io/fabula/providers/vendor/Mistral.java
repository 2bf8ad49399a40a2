package io.fabula.providers.vendor;

import io.fabula.providers.LanguageModel;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.ProviderType;
import java.util.Optional;

/// Mistral AI's chat completions.
public final class Mistral implements ProviderType {
  private static final String ADDRESS = "https://api.mistral.ai/v1";
  private static final Protocol PROTOCOL = new MistralChat();

  @Override
  public String key() {
    return "mistral";
  }

  @Override
  public LanguageModel open(ProviderSettings settings) {
    return VendorModel.open(this, PROTOCOL, ADDRESS, settings);
  }

  @Override
  public Optional<String> keyVariable() {
    return Optional.of("MISTRAL_API_KEY");
  }

  @Override
  public boolean needsKey() {
    return true;
  }

  @Override
  public Optional<String> defaultModel() {
    return Optional.of("mistral-small-latest");
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
