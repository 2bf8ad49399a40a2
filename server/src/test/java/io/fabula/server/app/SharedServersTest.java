package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.server.cluster.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Several servers that share a Redis, and what becomes of them without it. The guide's section
/// Shared State.
@Isolated
class SharedServersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// Everything that servers share, each said in one message.
  private static final String SHARING =
      """
      websocket:
        shared_state: { redis_url: "%s" }
        handlers:
          - path: /all
            rules:
              - match: { type: count }
                handler: |
                  return { type: "count", value: await shared.incr("n") };
              - match: { type: careful }
                handler: |
                  try {
                    return { type: "count", value: await shared.incr("n") };
                  } catch (e) {
                    return { type: "sorry", why: e.message };
                  }
              - match: { type: join }
                handler: |
                  rooms.join(message.room);
                  return { type: "joined", id: connection.id };
              - match: { type: members }
                handler: |
                  return { type: "members", ids: rooms.members(message.room) };
              - match: { type: say }
                handler: |
                  broadcast(message.room, { type: "said", text: message.text });
                  return { type: "done" };
      """;

  @TempDir Path folder;

  private TestServer server(String name, String yaml) throws IOException {
    return Guide.configured(Files.createDirectory(folder.resolve(name)), yaml);
  }

  private static JsonNode asked(TestClient client, String json) throws InterruptedException {
    return client.say(json).json();
  }

  /// The guide's block, and that of docs/shared-state.md.
  static List<String> blocks() throws IOException {
    String page = Files.readString(Path.of("../docs/shared-state.md"));
    return List.of(
        Guide.block("shared-state"), page.replaceAll("(?s).*?```yaml\\n(.*?)```.*", "$1"));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void theCounterIsOneForBothServers(String shown) throws Exception {
    try (TestRedis redis = TestRedis.start()) {
      String block = shown.replace("redis://localhost:6379", redis.url());
      assertThat(block).contains(redis.url());
      try (TestServer one = server("one", block);
          TestServer two = server("two", block);
          TestClient anna = one.connect("/shared");
          TestClient ben = one.connect("/shared");
          TestClient clara = two.connect("/shared")) {
        for (TestClient each : List.of(anna, ben, clara)) {
          assertThat(asked(each, "{\"type\":\"get_counter\"}").path("value").asInt()).isZero();
        }

        anna.say("{\"type\":\"increment\"}");
        for (TestClient other : List.of(ben, clara)) {
          assertThat(other.json())
              .isEqualTo(TestServer.JSON.readTree("{\"type\":\"counter_updated\",\"value\":1}"));
        }
        // Who says it is told only what is answered.
        assertThat(anna.json())
            .isEqualTo(TestServer.JSON.readTree("{\"type\":\"incremented\",\"value\":1}"));

        assertThat(asked(clara, "{\"type\":\"increment\"}").path("value").asInt()).isEqualTo(2);
        for (TestClient other : List.of(anna, ben)) {
          assertThat(other.json().path("value").asInt()).isEqualTo(2);
        }
        for (TestClient each : List.of(anna, ben, clara)) {
          assertThat(asked(each, "{\"type\":\"get_counter\"}"))
              .isEqualTo(TestServer.JSON.readTree("{\"type\":\"counter\",\"value\":2}"));
        }
      }
    }
  }

  @Test
  void theGuidesBlockWorksInMemoryToo() throws Exception {
    String memory = Guide.block("shared-state").replaceAll(" *redis_url.*\n", "");
    assertThat(memory).contains("enabled: true").doesNotContain("redis");
    try (TestServer server = server("memory", memory);
        TestClient anna = server.connect("/shared");
        TestClient ben = server.connect("/shared")) {
      // Who is answered is there, and hears what is broadcast.
      assertThat(asked(ben, "{\"type\":\"get_counter\"}").path("value").asInt()).isZero();
      assertThat(asked(anna, "{\"type\":\"increment\"}").path("value").asInt()).isEqualTo(1);
      assertThat(ben.json().path("type").asText()).isEqualTo("counter_updated");
    }
  }

  @Test
  void theEnvironmentNamesTheRedisAndSwitchesItOff() throws Exception {
    String block = Guide.block("shared-state").replaceAll("  shared_state:(\n    .*)*\n", "");
    assertThat(block).doesNotContain("redis");
    Files.writeString(folder.resolve("fabula.yaml"), block);
    try (TestRedis redis = TestRedis.start()) {
      Map<String, String> named = Map.of("FABULA_WS_SHARED_STATE_REDIS_URL", redis.url());
      Map<String, String> off =
          Map.of(
              "FABULA_WEBSOCKET_SHARED_STATE_REDIS_URL",
              redis.url(),
              "FABULA_WS_SHARED_STATE_ENABLED",
              "false");
      try (TestServer one = TestServer.start(folder, Map.of(), named);
          TestServer two = TestServer.start(folder, Map.of(), off);
          TestClient shared = one.connect("/shared");
          TestClient alone = two.connect("/shared")) {
        assertThat(asked(shared, "{\"type\":\"increment\"}").path("value").asInt()).isEqualTo(1);
        assertThat(redis.<String>ask(commands -> commands.get("fabula:state:counter")))
            .isEqualTo("1");
        assertThat(asked(alone, "{\"type\":\"get_counter\"}").path("value").asInt()).isZero();
      }
    }
  }

  @Test
  void membersOfARoomAreThoseOfAllServersAndEachHasAnIdOfItsOwn() throws Exception {
    try (TestRedis redis = TestRedis.start()) {
      String yaml = SHARING.formatted(redis.url());
      try (TestServer one = server("one", yaml);
          TestServer two = server("two", yaml);
          TestClient anna = one.connect("/all")) {
        List<String> ids = new ArrayList<>();
        ids.add(asked(anna, "{\"type\":\"join\",\"room\":\"red\"}").path("id").asText());
        try (TestClient clara = two.connect("/all")) {
          ids.add(asked(clara, "{\"type\":\"join\",\"room\":\"red\"}").path("id").asText());
          assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.startsWith("conn-"));
          untilMembers(anna, ids);
          untilMembers(clara, ids);
        }
        untilMembers(anna, ids.subList(0, 1));
      }
    }
  }

  private static void untilMembers(TestClient client, List<String> ids) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        TestServer.JSON.convertValue(
                            asked(client, "{\"type\":\"members\",\"room\":\"red\"}").path("ids"),
                            String[].class))
                    .containsExactlyInAnyOrderElementsOf(ids));
  }

  @Test
  void whenRedisGoesTheRestGoesOnAndWhenItComesBackAllIsAsBefore() throws Exception {
    try (TestRedis redis = TestRedis.start()) {
      String yaml = SHARING.formatted(redis.url());
      try (TestServer one = server("one", yaml);
          TestServer two = server("two", yaml);
          TestClient anna = one.connect("/all");
          TestClient ben = one.connect("/all");
          TestClient clara = two.connect("/all")) {
        List<String> ids = new ArrayList<>();
        for (TestClient each : List.of(anna, ben, clara)) {
          ids.add(asked(each, "{\"type\":\"join\",\"room\":\"red\"}").path("id").asText());
        }
        assertThat(asked(anna, "{\"type\":\"count\"}").path("value").asInt()).isEqualTo(1);

        // When Redis goes
        redis.stop();

        // Then scripts say so, and may catch it
        assertThat(asked(anna, "{\"type\":\"count\"}").path("error").asText())
            .isEqualTo("Script failed");
        JsonNode caught = asked(anna, "{\"type\":\"careful\"}");
        assertThat(caught.path("type").asText()).isEqualTo("sorry");
        assertThat(caught.path("why").asText()).contains("Redis");
        // And rooms are the server's own
        assertThat(said(anna, "alone")).isEqualTo("done");
        assertThat(ben.json().path("text").asText()).isEqualTo("alone");
        untilMembers(anna, ids.subList(0, 2));

        // When it comes back, empty
        redis.restart();

        // Then everything works again, by itself
        await()
            .atMost(PATIENCE)
            .until(
                () -> asked(clara, "{\"type\":\"careful\"}"),
                answer -> answer.path("type").asText().equals("count"));
        untilMembers(anna, ids);
        untilMembers(clara, ids);
        assertThat(said(anna, "together")).isEqualTo("done");
        assertThat(ben.json().path("text").asText()).isEqualTo("together");
        assertThat(clara.json().path("text").asText()).isEqualTo("together");
      }
    }
  }

  private static String said(TestClient client, String text) throws InterruptedException {
    return asked(client, "{\"type\":\"say\",\"room\":\"red\",\"text\":\"%s\"}".formatted(text))
        .path("type")
        .asText();
  }

  @Test
  void aRedisThatDoesNotAnswerIsAnErrorAndHeals() throws Exception {
    try (TestRedis redis = TestRedis.start()) {
      try (TestServer server = server("one", SHARING.formatted(redis.url()));
          TestClient anna = server.connect("/all");
          TestClient ben = server.connect("/all")) {
        assertThat(asked(anna, "{\"type\":\"count\"}").path("value").asInt()).isEqualTo(1);

        redis.asleep(6);

        // Nobody waits for the same silence twice
        for (int i = 0; i < 5; i++) {
          assertThat(asked(anna, "{\"type\":\"careful\"}").path("why").asText()).contains("Redis");
        }
        assertThat(
                asked(anna, "{\"type\":\"say\",\"room\":\"/all\",\"text\":\"hi\"}")
                    .path("type")
                    .asText())
            .isEqualTo("done");
        assertThat(ben.json().path("text").asText()).isEqualTo("hi");
        await()
            .atMost(PATIENCE)
            .until(
                () -> asked(anna, "{\"type\":\"careful\"}"),
                answer -> answer.path("type").asText().equals("count"));
      }
    }
  }

  @Test
  void aServerStartsWithoutItsRedisAndFindsItLater() throws Exception {
    try (TestRedis redis = TestRedis.start()) {
      redis.stop();
      try (TestServer server = server("early", SHARING.formatted(redis.url()));
          TestClient anna = server.connect("/all")) {
        assertThat(asked(anna, "{\"type\":\"careful\"}").path("type").asText()).isEqualTo("sorry");

        redis.restart();

        await()
            .atMost(PATIENCE)
            .until(
                () -> asked(anna, "{\"type\":\"careful\"}"),
                answer -> answer.path("value").asInt() > 0);
      }
    }
  }
}
