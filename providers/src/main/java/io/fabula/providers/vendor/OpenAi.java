package io.fabula.providers.vendor;

import io.fabula.providers.LanguageModel;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.ProviderType;
import java.util.Optional;

/// OpenAI's chat completions, through the official SDK.
public final class OpenAi implements ProviderType {
  private static final String ADDRESS = "https://api.openai.com/v1";
  private static final Protocol PROTOCOL = new ChatCompletions(ChatCompletions.Flavour.OPENAI);

  @Override
  public String key() {
    return "openai";
  }

  @Override
  public LanguageModel open(ProviderSettings settings) {
    return VendorModel.open(this, PROTOCOL, ADDRESS, settings);
  }

  @Override
  public Optional<String> keyVariable() {
    return Optional.of("OPENAI_API_KEY");
  }

  @Override
  public boolean needsKey() {
    return true;
  }

  @Override
  public Optional<String> defaultModel() {
    return Optional.of("gpt-5-mini");
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
