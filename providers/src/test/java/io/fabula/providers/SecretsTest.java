package io.fabula.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsTest {
  private static final ProviderSettings SETTINGS =
      ProviderSettings.of("p", "openai-compatible", "m")
          .withBaseUrl(URI.create("http://user:password-1@host:80/v1?code=secret-code-2"))
          .withApiKey("sk-\"quoted\"-3")
          .withHeaders(Map.of("Authorization", "Bearer token-four-4"));

  @Test
  void aSecretIsHiddenHoweverItIsSpelt() {
    Secrets secrets = Secrets.of(SETTINGS);

    for (String spelling :
        new String[] {
          "password-1",
          "secret-code-2",
          "sk-\"quoted\"-3",
          "sk-\\\"quoted\\\"-3",
          "token-four-4",
          "dG9rZW4tZm91ci00"
        }) {
      assertThat(secrets.hideIn("<" + spelling + ">")).isEqualTo("<***>");
    }
    assertThat(secrets.hideIn("Bearer of good news")).isEqualTo("Bearer of good news");
  }

  @Test
  void anAddressIsShownWithoutWhatMayBeASecret() {
    assertThat(Secrets.plain(SETTINGS.baseUrl().orElseThrow())).isEqualTo("http://host:80/v1");
    assertThat(SETTINGS.toString()).doesNotContain("password-1", "secret-code-2");
  }

  @Test
  void aThrowableTellsByItsCausesAndWhatItSuppressed() {
    Secrets secrets = Secrets.of(SETTINGS);
    Exception plain = new IllegalStateException("no");
    Exception suppressing = new IllegalStateException("no");
    suppressing.addSuppressed(new IllegalStateException("token-four-4"));

    assertThat(secrets.toldBy(plain)).isFalse();
    assertThat(secrets.toldBy(suppressing)).isTrue();
    assertThat(secrets.toldBy(new IllegalStateException(new RuntimeException("password-1"))))
        .isTrue();
  }
}
