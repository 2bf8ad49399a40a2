package io.fabula.providers.vendor;

import io.fabula.providers.LanguageModel;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.ProviderType;
import java.util.Optional;

/// Anthropic's Messages API. The system part of a prompt is marked for the vendor's cache.
///
/// A schema is sent only where the vendor can keep it: every object closed, no bounds on numbers or
/// lengths (`platform.claude.com/docs/en/build-with-claude/structured-outputs`). Any other is left
/// to the prompt's words.
public final class Anthropic implements ProviderType {
  private static final String ADDRESS = "https://api.anthropic.com/v1";
  private static final Protocol PROTOCOL = new AnthropicMessages();

  @Override
  public String key() {
    return "anthropic";
  }

  @Override
  public LanguageModel open(ProviderSettings settings) {
    return VendorModel.open(this, PROTOCOL, ADDRESS, settings);
  }

  @Override
  public Optional<String> keyVariable() {
    return Optional.of("ANTHROPIC_API_KEY");
  }

  @Override
  public boolean needsKey() {
    return true;
  }

  @Override
  public Optional<String> defaultModel() {
    return Optional.of("claude-haiku-4-5");
  }

  @Override
  public void warmUp() {
    WarmUp.run(PROTOCOL);
  }
}
