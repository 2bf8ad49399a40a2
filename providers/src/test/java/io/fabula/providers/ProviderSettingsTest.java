package io.fabula.providers;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fabula.providers.ProviderSettings.Timeouts;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProviderSettingsTest {
  @Test
  void openAiNeedsAKey() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(ProviderSettings.Type.OPENAI))
        .withMessageContainingAll("provider mine", "OPENAI_API_KEY", "providers.mine.api_key");
  }

  @Test
  void aCompatibleServerNeedsAnAddress() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(ProviderSettings.Type.OPENAI_COMPATIBLE))
        .withMessageContainingAll("provider mine", "base_url");
  }

  @Test
  void aLimitOfNoTimeIsRefused() {
    Duration some = Duration.ofSeconds(1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Timeouts(some, Duration.ZERO, some, some))
        .withMessageContainingAll("timeout.first_token", "PT0S");
  }

  private static ProviderSettings settings(ProviderSettings.Type type) {
    return new ProviderSettings(
        "mine", type, "m", Optional.empty(), Optional.empty(), Map.of(), Timeouts.DEFAULT);
  }
}
