package io.fabula.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fabula.server.config.RedisSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/// Passwords and TLS.
@Isolated
class AccessTest {
  @TempDir Path folder;
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.fabula.server.cluster");

  @BeforeEach
  void listen() {
    logged.start();
    logger.addAppender(logged);
  }

  @AfterEach
  void listenNoMore() {
    logger.detachAppender(logged);
  }

  private static Cluster cluster(String url) {
    Cluster cluster =
        Cluster.of(
            Optional.of(new RedisSettings(URI.create(url), "demo:", Duration.ofSeconds(1))),
            new Random(3));
    cluster.start();
    return cluster;
  }

  private String log() {
    StringBuilder all = new StringBuilder();
    for (ILoggingEvent event : logged.list) {
      all.append(event.getFormattedMessage()).append(event.getKeyValuePairs()).append('\n');
    }
    return all.toString();
  }

  @Test
  void aPasswordLetsInAndIsNotLogged() throws Exception {
    try (TestRedis redis = TestRedis.start("requirepass hunter@22");
        Cluster cluster = cluster("redis://:hunter%4022@127.0.0.1:" + redis.port() + "/2")) {
      assertThat(cluster.state().increment("n", 5)).isEqualTo(5);
    }
    assertThat(log()).contains("redis://127.0.0.1:").doesNotContain("hunter");
  }

  @Test
  void aWrongPasswordIsSaidWithoutRepeatingIt() throws Exception {
    try (TestRedis redis = TestRedis.start("requirepass hunter22");
        Cluster cluster = cluster("redis://anna:hunter33@127.0.0.1:" + redis.port())) {
      assertThatThrownBy(() -> cluster.state().get("n"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the shared state is out of reach: no connection to Redis");
    }
    assertThat(log()).contains("WRONGPASS").doesNotContain("hunter");
  }

  @Test
  void tlsIsSpokenAndCertificatesAreChecked() throws Exception {
    try (TestRedis redis = TestRedis.start("requirepass hunter22");
        TlsFront front = TlsFront.of(redis.port(), folder)) {
      String url = "rediss://:hunter22@localhost:" + front.port();
      try (Cluster trusting = cluster(url + "?verifyPeer=none")) {
        assertThat(trusting.state().increment("n", 7)).isEqualTo(7);
      }
      try (Cluster strict = cluster(url)) {
        assertThatThrownBy(() -> strict.state().get("n"))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
    assertThat(log())
        .contains("rediss://localhost:", "certification path")
        .doesNotContain("hunter");
  }
}
