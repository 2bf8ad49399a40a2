package io.fabula.providers.fallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fabula.providers.ProviderException.Misconfigured;
import io.fabula.providers.ProviderException.Refused;
import io.fabula.providers.ProviderException.Spent;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.ProviderSettings.Recovery;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelsTest {
  private static ProviderSettings provider(String name, String... fallback) {
    return ProviderSettings.of(name, "openai-compatible", "m")
        .withBaseUrl(URI.create("http://localhost:1/v1"))
        .with(new Recovery(2, List.of(fallback), Duration.ofMinutes(1)));
  }

  private static List<String> names(Chain chain) {
    return chain.links().stream().map(link -> link.model().provider()).toList();
  }

  @Test
  void aChainIsTheProviderAndItsFallbacksUpToOffline() {
    Map<String, ProviderSettings> settings =
        Map.of(
            "a", provider("a", "b", "offline", "c"), "b", provider("b", "c"), "c", provider("c"));
    try (Models models = Models.of(settings, "a")) {
      assertThat(names(models.chain(Optional.empty()))).containsExactly("a", "b");
      assertThat(models.chain(Optional.empty()).endsOffline()).isTrue();
      assertThat(names(models.chain(Optional.of("b")))).containsExactly("b", "c");
      assertThat(models.chain(Optional.of("b")).endsOffline()).isFalse();
      assertThat(models.chain(Optional.of("offline")).links()).isEmpty();
    }
  }

  @Test
  void whoIsUnwellIsUnwellForAllStreams() {
    try (Models models = Models.of(Map.of("a", provider("a")), "a")) {
      Link one = models.chain(Optional.empty()).links().getFirst();
      Link other = models.chain(Optional.empty()).links().getFirst();
      assertThat(one.enter()).isTrue();

      one.failed(new Misconfigured("bad key"));

      assertThat(other.enter()).isFalse();
      assertThat(other.fault()).contains("bad key");
    }
  }

  @Test
  void whatConcernsOneStreamKeepsOnlyThatOne() {
    try (Models models = Models.of(Map.of("a", provider("a")), "a")) {
      Link one = models.chain(Optional.empty()).links().getFirst();
      Link two = models.chain(Optional.empty()).links().getFirst();
      Link other = models.chain(Optional.empty()).links().getFirst();
      assertThat(one.enter()).isTrue();
      one.failed(new Refused("no"));
      assertThat(two.enter()).isTrue();
      two.failed(new Spent("nothing left"));

      assertThat(one.admits()).isFalse();
      assertThat(two.spent()).isTrue();
      assertThat(other.enter()).isTrue();
    }
  }

  @Test
  void anUnknownProviderIsNamedWithThoseThereAre() {
    try (Models models = Models.of(Map.of("a", provider("a")), "a")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> models.chain(Optional.of("x")))
          .withMessage("no provider 'x'; configured are offline, a");
    }
  }
}
