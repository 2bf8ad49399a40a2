package io.fabula.providers.fallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ModelsTest {
  private static ProviderSettings provider(String name, String... fallback) {
    return ProviderSettings.of(name, "openai-compatible", "m")
        .withBaseUrl(URI.create("http://localhost:1/v1"))
        .with(new Recovery(2, List.of(fallback), Duration.ofMinutes(1)));
  }

  private static List<String> names(Chain chain) {
    return chain.links().stream().map(link -> link.provider()).toList();
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

      one.enter().orElseThrow().failed(new Misconfigured("bad key"));

      assertThat(other.enter()).isEmpty();
      assertThat(other.fault()).contains("bad key");
    }
  }

  @Test
  void whatConcernsOneStreamKeepsOnlyThatOne() {
    try (Models models = Models.of(Map.of("a", provider("a")), "a")) {
      Link one = models.chain(Optional.empty()).links().getFirst();
      Link two = models.chain(Optional.empty()).links().getFirst();
      Link other = models.chain(Optional.empty()).links().getFirst();
      one.enter().orElseThrow().failed(new Refused("no"));
      two.enter().orElseThrow().failed(new Spent("nothing left"));

      assertThat(one.admits()).isFalse();
      assertThat(two.spent()).isTrue();
      assertThat(other.enter()).isPresent();
    }
  }

  @Test
  void anAnswerOfNoUseShowsThatTheProviderIsWell() {
    try (Models models = Models.of(Map.of("a", unwellForNoTime()), "a")) {
      Link one = models.chain(Optional.empty()).links().getFirst();
      Link other = models.chain(Optional.empty()).links().getFirst();
      one.enter().orElseThrow().failed(new Misconfigured("bad key"));

      one.enter().orElseThrow().useless("it rhymes");

      assertThat(other.enter()).isPresent();
      assertThat(other.enter()).as("nobody need try it first").isPresent();
    }
  }

  @Test
  void whoMayNotEnterForOthersReasonsMayEnterLater() {
    try (Models models = Models.of(Map.of("a", unwellForNoTime()), "a")) {
      Link one = models.chain(Optional.empty()).links().getFirst();
      Link other = models.chain(Optional.empty()).links().getFirst();
      one.enter().orElseThrow().failed(new Refused("no"));
      other.enter().orElseThrow().failed(new Misconfigured("bad key"));
      Turn trial = other.enter().orElseThrow();
      assertThat(one.enter()).isEmpty();

      trial.succeeded();

      assertThat(one.enter()).isPresent();
    }
  }

  @Test
  void whoeverComesWhileSomebodyTriesWaitsForThatOne() throws Exception {
    try (Models models = Models.of(Map.of("a", unwellForNoTime()), "a")) {
      Link one = models.chain(Optional.empty()).links().getFirst();
      Link other = models.chain(Optional.empty()).links().getFirst();
      assertThat(other.awaitTrial()).isFalse();
      one.enter().orElseThrow().failed(new Misconfigured("bad key"));
      Turn trial = one.enter().orElseThrow();
      var waited = new CompletableFuture<Boolean>();
      Thread waiting =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      waited.complete(other.awaitTrial());
                    } catch (InterruptedException e) {
                      waited.completeExceptionally(e);
                    }
                  });
      await().until(() -> waiting.getState() == Thread.State.WAITING);

      trial.succeeded();

      assertThat(waited.get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(other.enter()).isPresent();
    }
  }

  private static ProviderSettings unwellForNoTime() {
    return provider("a").with(new Recovery(2, List.of(), Duration.ZERO));
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
