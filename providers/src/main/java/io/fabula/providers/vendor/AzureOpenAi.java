package io.fabula.providers.vendor;

import io.fabula.providers.LanguageModel;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.ProviderType;
import java.util.Set;

/// OpenAI's models in Azure, through OpenAI's official SDK.
///
/// `base_url` is the resource, `https://NAME.openai.azure.com`, and `model` the deployment. There
/// is no address that is the vendor's own, so no variable is read for the key by itself: write
/// `api_key: "${AZURE_OPENAI_API_KEY}"`. The option `api_version` chooses the dated API in place of
/// v1.
public final class AzureOpenAi implements ProviderType {
  static final String API_VERSION = "api_version";

  private static final Protocol PROTOCOL = new ChatCompletions(ChatCompletions.Flavour.AZURE);

  @Override
  public String key() {
    return "azure-openai";
  }

  @Override
  public LanguageModel open(ProviderSettings settings) {
    return VendorModel.open(this, PROTOCOL, settings);
  }

  @Override
  public boolean needsKey() {
    return true;
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
  public Set<String> options() {
    return Set.of(API_VERSION);
  }

  @Override
  public void warmUp() {
    WarmUp.run(PROTOCOL);
  }
}
