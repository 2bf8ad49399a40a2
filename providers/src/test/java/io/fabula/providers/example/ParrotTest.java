package io.fabula.providers.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.ProviderType;
import io.fabula.providers.Providers;
import io.fabula.providers.Usage;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ParrotTest {
  @Test
  void aTypeOfAThirdPartyIsFoundAndOpenedByItsKey() throws Exception {
    var settings = ProviderSettings.of("polly", "parrot", "grey");
    try (var model = Providers.open(settings);
        var answer = model.ask(new Prompt("", "Who's a pretty boy?", Optional.empty(), 10))) {
      assertThat(answer.next()).contains("Who's ");
      assertThat(answer.next()).contains("a ");
      assertThat(answer.next()).contains("pretty ");
      assertThat(answer.next()).contains("boy?");
      assertThat(answer.next()).isEmpty();
      assertThat(answer.usage()).isEqualTo(new Usage(4, 4));
    }
  }

  @Test
  void ourTypesAreThereBesideIt() {
    assertThat(Providers.types())
        .extracting(ProviderType::key)
        .contains("parrot")
        .containsSubsequence(
            "openai",
            "openai-compatible",
            "anthropic",
            "ollama",
            "gemini",
            "mistral",
            "azure-openai");
  }
}
