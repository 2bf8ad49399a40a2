package io.fabula.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabula.server.config.RedisSettings;
import io.fabula.server.shared.LocalState;
import io.fabula.server.shared.SharedState;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for shared state wherever it is kept, and what for Redis alone.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated
class SharedStateTest {
  private TestRedis redis;
  private Cluster cluster;

  @BeforeAll
  void connect() throws IOException {
    redis = TestRedis.start();
    cluster = Cluster.of(Optional.of(settings(redis.url())), new Random(1));
    cluster.start();
  }

  static RedisSettings settings(String url) {
    return new RedisSettings(URI.create(url), "fabula:", Duration.ofSeconds(1));
  }

  @AfterAll
  void disconnect() throws IOException {
    cluster.close();
    redis.close();
  }

  private Stream<SharedState> everywhere() {
    return Stream.of(new LocalState(), cluster.state());
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void aValueIsThereUntilItIsDeleted(SharedState state) throws Exception {
    assertThat(state.get("who")).isEmpty();
    state.set("who", "{\"name\":\"Zoë 🦉\",\"tags\":[1,null]}");

    assertThat(state.get("who")).contains("{\"name\":\"Zoë 🦉\",\"tags\":[1,null]}");
    assertThat(state.delete("who")).isTrue();
    assertThat(state.delete("who")).isFalse();
    assertThat(state.get("who")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void numbersThatWereSetAreAddedTo(SharedState state) throws Exception {
    state.set("count", "41");

    assertThat(state.increment("count", 1)).isEqualTo(42);
    assertThat(state.increment("count", -50)).isEqualTo(-8);
    assertThat(state.get("count")).contains("-8");
    assertThat(state.increment("nothing yet", 3)).isEqualTo(3);
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void whatIsNoWholeNumberOrTooLargeIsNotAddedTo(SharedState state) throws Exception {
    state.set("text", "\"7\"");
    state.set("half", "0.5");
    state.set("large", Long.toString(Long.MAX_VALUE));

    assertThatThrownBy(() -> state.increment("text", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'text' holds no whole number");
    assertThatThrownBy(() -> state.increment("half", 1)).hasMessage("'half' holds no whole number");
    assertThatThrownBy(() -> state.increment("large", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'large' would become too large");
    assertThat(state.get("large")).contains("9223372036854775807");
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void keysHaveTheirLimits(SharedState state) {
    assertThatThrownBy(() -> state.get("k".repeat(257)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a key has 1 to 256 whole characters");
    assertThatThrownBy(() -> state.set("", "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a key has 1 to 256 whole characters");
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void nobodysIncrementIsLost(SharedState state) throws Exception {
    int each = 500;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> sums = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        sums.add(
            threads.submit(
                () -> {
                  long last = 0;
                  for (int i = 0; i < each; i++) {
                    last = state.increment("crowd", 1);
                  }
                  return last;
                }));
      }
      for (Future<Long> sum : sums) {
        sum.get();
      }
    }
    assertThat(state.get("crowd")).contains(Integer.toString(8 * each));
  }

  @Test
  void valuesStandInRedisAsJsonUnderThePrefix() throws Exception {
    cluster.state().set("visible", "[1,2]");

    assertThat(redis.<String>ask(commands -> commands.get("fabula:state:visible")))
        .isEqualTo("[1,2]");
  }

  @Test
  void whatOtherProgramsPutThereIsChecked() {
    redis.<String>ask(commands -> commands.set("fabula:state:prose", "not JSON"));
    redis.<String>ask(commands -> commands.set("fabula:state:two", "1 2"));
    redis.<Long>ask(commands -> commands.setrange("fabula:state:huge", 5 << 20, "x"));
    redis.<Long>ask(commands -> commands.lpush("fabula:state:list", "1"));

    assertThatThrownBy(() -> cluster.state().get("prose"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'prose' holds no JSON");
    assertThatThrownBy(() -> cluster.state().get("two")).hasMessage("'two' holds no JSON");
    assertThatThrownBy(() -> cluster.state().get("huge"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than 1048576 bytes");
    assertThatThrownBy(() -> cluster.state().get("list"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("WRONGTYPE");
  }
}
