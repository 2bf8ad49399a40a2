package io.fabula.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabula.generator.document.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedStateReaderTest {
  @TempDir Path folder;

  private FabulaConfig read(String sharedState, Map<String, String> environment)
      throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("fabula.yaml"), "websocket:\n  shared_state: " + sharedState);
    return ConfigReader.read(
        new ConfigReader.Flags(Optional.of(file), Optional.empty(), Map.of()), environment, folder);
  }

  private Optional<RedisSettings> settings(String sharedState) throws IOException {
    return read(sharedState, Map.of()).websocket().sharedState();
  }

  @Test
  void withoutARedisThereIsNothingToShareThrough() throws IOException {
    assertThat(settings("")).isEmpty();
    assertThat(settings("{ enabled: true }")).isEmpty();
    assertThat(settings("{ enabled: true, redis_url: \"\" }")).isEmpty();
    assertThat(settings("{ enabled: false, redis_url: \"redis://localhost:6379\" }")).isEmpty();
  }

  @Test
  void aRedisHasAPrefixAndATimeout() throws IOException {
    RedisSettings plain = settings("{ redis_url: \"redis://localhost:6379\" }").orElseThrow();
    RedisSettings own =
        settings("{ redis_url: \"redis://cache/3\", prefix: \"demo:\", timeout: 250ms }")
            .orElseThrow();

    assertThat(plain.prefix()).isEqualTo("fabula:");
    assertThat(plain.timeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(plain.address()).isEqualTo("redis://localhost:6379");
    assertThat(own.prefix()).isEqualTo("demo:");
    assertThat(own.timeout()).isEqualTo(Duration.ofMillis(250));
    assertThat(own.address()).isEqualTo("redis://cache/3");
  }

  @Test
  void everyKeyComesFromTheEnvironmentToo() throws IOException {
    RedisSettings settings =
        read(
                "",
                Map.of(
                    "FABULA_WS_SHARED_STATE_ENABLED", "true",
                    "FABULA_WS_SHARED_STATE_REDIS_URL", "rediss://:secret-word@cache:6380/1",
                    "FABULA_WS_SHARED_STATE_PREFIX", "mine:",
                    "FABULA_WEBSOCKET_SHARED_STATE_TIMEOUT", "2s"))
            .websocket()
            .sharedState()
            .orElseThrow();

    assertThat(settings.url()).hasToString("rediss://:secret-word@cache:6380/1");
    assertThat(settings.prefix()).isEqualTo("mine:");
    assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void thePasswordIsShownNowhere() throws IOException {
    FabulaConfig config =
        read("{ redis_url: \"redis://user:${WORD}@cache:6379\" }", Map.of("WORD", "hunter22"));

    assertThat(config.websocket().sharedState().orElseThrow().url().getRawUserInfo())
        .isEqualTo("user:hunter22");
    assertThat(config.toString()).contains("redis://cache:6379").doesNotContain("hunter22");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:6379",
        "http://hunter22@localhost",
        "redis://",
        "redis://:hunter22@localhost:99999",
        "redis://:hunter 22@localhost",
        "redis://:hunter22@localhost/one",
        "redis://:hunter22@localhost?timeout=60s",
        "redis://:hunter22@localhost?verifyPeer=none",
        "rediss://:hunter22@localhost?verifyPeer=maybe",
        "redis://:hunter22@localhost#x",
      })
  void whatIsNoAddressIsAFaultThatDoesNotRepeatIt(String url) {
    assertThatThrownBy(() -> settings("{ redis_url: \"%s\" }".formatted(url)))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining("fabula.yaml:2:30: redis_url must be redis://")
        .hasMessageNotContaining("hunter");
  }

  @Test
  void everyFaultHasItsPlace() {
    assertThatThrownBy(() -> settings("{ redis_url: \"redis://x\", timeout: 3s }"))
        .hasMessageContaining("fabula.yaml:2:52: timeout must be 2s at most, not 3s");
    assertThatThrownBy(() -> settings("{ redis_url: \"redis://x\", prefix: \"a b\" }"))
        .hasMessageContaining("prefix has 1 to 100 visible ASCII characters");
    assertThatThrownBy(() -> settings("{ redis: \"redis://x\" }"))
        .hasMessageContaining("redis_url");
    assertThatThrownBy(() -> settings("{ enabled: maybe }")).hasMessageContaining("enabled");
  }
}
