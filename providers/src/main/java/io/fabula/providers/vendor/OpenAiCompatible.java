package io.fabula.providers.vendor;

import io.fabula.providers.LanguageModel;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.ProviderType;

/// A server that speaks OpenAI's chat completions: vLLM, llama.cpp, LM Studio, a gateway.
public final class OpenAiCompatible implements ProviderType {
  private static final Protocol PROTOCOL = new ChatCompletions(ChatCompletions.Flavour.COMPATIBLE);

  @Override
  public String key() {
    return "openai-compatible";
  }

  @Override
  public LanguageModel open(ProviderSettings settings) {
    return VendorModel.open(this, PROTOCOL, settings);
  }

  @Override
  public boolean needsBaseUrl() {
    return true;
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
