package io.fabula.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fabula.providers.ProviderSettings.Recovery;
import io.fabula.providers.ProviderSettings.Timeouts;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProviderSettingsTest {
  @Test
  void openAiNeedsAKey() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Providers.check(ProviderSettings.of("mine", "openai", "m")))
        .withMessageContainingAll("provider mine", "OPENAI_API_KEY", "providers.mine.api_key");
  }

  @Test
  void aCompatibleServerNeedsAnAddress() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Providers.check(ProviderSettings.of("mine", "openai-compatible", "m")))
        .withMessageContainingAll("provider mine", "base_url");
  }

  @Test
  void anUnknownTypeIsRefusedWithThoseThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Providers.check(ProviderSettings.of("mine", "openia", "m")))
        .withMessageContainingAll("provider mine", "'openia'", "openai, openai-compatible");
  }

  @Test
  void anOptionThatTheTypeDoesNotKnowIsRefused() {
    ProviderSettings settings =
        ProviderSettings.of("mine", "openai", "m")
            .withApiKey("key")
            .withOptions(Map.of("warmth", "1"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Providers.check(settings))
        .withMessageContainingAll("provider mine", "no option 'warmth'");
  }

  @Test
  void aTemperatureIsANumberFromZeroToTwo() {
    ProviderSettings plain = ProviderSettings.of("mine", "openai", "m");

    assertThat(plain.temperature()).isEmpty();
    assertThat(plain.withOptions(Map.of("temperature", "0.7")).temperature()).contains(0.7);
    for (String wrong : List.of("hot", "2.1", "-1", "NaN")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> plain.withOptions(Map.of("temperature", wrong)))
          .withMessageContainingAll("provider mine", "temperature", wrong);
    }
  }

  @Test
  void aLimitOfNoTimeIsRefused() {
    Duration some = Duration.ofSeconds(1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Timeouts(some, Duration.ZERO, some, some))
        .withMessageContainingAll("timeout.first_token", "PT0S");
  }

  @Test
  void triesAreFew() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Recovery(11, List.of(), Duration.ZERO))
        .withMessageContaining("11");
  }

  @Test
  void aPriceIsForAMillionTokens() {
    Price price = new Price(new BigDecimal("0.25"), new BigDecimal("2"));

    assertThat(price.of(new Usage(1_000_000, 500_000))).isEqualByComparingTo("1.25");
  }
}
