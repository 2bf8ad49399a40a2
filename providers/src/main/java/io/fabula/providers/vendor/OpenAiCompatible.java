package io.fabula.providers.vendor;

import io.fabula.providers.LanguageModel;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.ProviderType;

/// A server that speaks OpenAI's chat completions: vLLM, llama.cpp, LM Studio, a gateway.
public final class OpenAiCompatible implements ProviderType {
  static final String KEY = "openai-compatible";

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public LanguageModel open(ProviderSettings settings) {
    return OpenAiLanguageModel.open(settings);
  }

  @Override
  public boolean structuredOutput() {
    return true;
  }

  @Override
  public void warmUp() {
    OpenAiWarmUp.run();
  }
}
