package io.fabula.providers.vendor;

import io.fabula.providers.LanguageModel;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.ProviderType;
import java.util.Set;

/// Ollama's own chat API, on this machine unless a `base_url` says otherwise.
///
/// Options: `num_ctx`, the context in tokens (16384), and `think`, true or false, for models that
/// can do both. Ollama cuts the start off a prompt that does not fit, without a word, and its own
/// default of 4096 on most machines (`docs.ollama.com/context-length`) does not hold a story's
/// prompt and a batch of events. A larger context takes more memory, and a change of it loads the
/// model anew.
public final class Ollama implements ProviderType {
  static final String NUM_CTX = "num_ctx";
  static final String THINK = "think";

  private static final String ADDRESS = "http://localhost:11434";
  private static final Protocol PROTOCOL = new OllamaChat();

  @Override
  public String key() {
    return "ollama";
  }

  @Override
  public LanguageModel open(ProviderSettings settings) {
    OllamaChat.check(settings);
    return VendorModel.open(this, PROTOCOL, ADDRESS, settings);
  }

  @Override
  public boolean structuredOutput() {
    return true;
  }

  @Override
  public Set<String> options() {
    return Set.of(NUM_CTX, THINK);
  }

  @Override
  public void warmUp() {
    WarmUp.run(PROTOCOL);
  }
}
