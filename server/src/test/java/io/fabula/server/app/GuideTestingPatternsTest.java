package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The guide's section Testing Patterns: each test of its reader, against the endpoints it names.
class GuideTestingPatternsTest {
  private static final int CROWD = 100;
  private static final String ENDPOINTS =
      """
      websocket:
        handlers:
          - path: "/ws"
            type: echo
            rules:
              - match: { type: ping }
                response: { type: pong }
          - { path: "/echo", type: echo }
          - { path: "/binary", type: echo }
      """;

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init")
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = Guide.configured(folder, ENDPOINTS);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void basicConnection() throws Exception {
    try (TestClient client = server.connect("/ws")) {
      assertThat(client.say("{\"type\": \"ping\"}").json().path("type").asText()).isEqualTo("pong");
    }
  }

  @Test
  void echo() throws Exception {
    try (TestClient client = server.connect("/echo")) {
      for (String text : List.of("hello", "world", "test")) {
        assertThat(client.say(text).text()).isEqualTo(text);
      }
    }
  }

  @Test
  void binaryMessages() throws Exception {
    try (TestClient client = server.connect("/binary")) {
      client.sayBinary(new byte[] {0, 1, 2, 3, 4, 5});
      assertThat(client.binary()).containsExactly(0, 1, 2, 3, 4, 5);
    }
  }

  @Test
  void aHundredConnectionsAtATimeEachGetTheirOwnAnswer() throws Exception {
    try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
      List<TestClient> clients = all(crowd, () -> server.connect("/ws"));
      try {
        assertThat(server.connections()).isEqualTo(CROWD);
        List<Callable<Integer>> talks = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
          TestClient client = clients.get(i);
          String said = "{\"id\": " + i + "}";
          talks.add(() -> client.say(said).json().path("id").asInt(-1));
        }
        List<Future<Integer>> heard = crowd.invokeAll(talks);
        for (int i = 0; i < CROWD; i++) {
          assertThat(heard.get(i).get()).isEqualTo(i);
        }
      } finally {
        clients.forEach(TestClient::close);
      }
    }
  }

  private static <T> List<T> all(ExecutorService crowd, Callable<T> each) throws Exception {
    List<Callable<T>> tasks = new ArrayList<>();
    for (int i = 0; i < CROWD; i++) {
      tasks.add(each);
    }
    List<T> results = new ArrayList<>();
    for (Future<T> result : crowd.invokeAll(tasks)) {
      results.add(result.get());
    }
    return results;
  }

  @Test
  void whoWasCutOffComesBack() throws Exception {
    server.connect("/ws").close();
    await().until(() -> server.connections() == 0);

    try (TestClient again = server.connect("/ws")) {
      assertThat(again.say("test").text()).isEqualTo("test");
    }
  }

  @Test
  void aPingIsAnsweredWithItsPayload() throws Exception {
    try (TestClient client = server.connect("/ws")) {
      assertThat(client.ping(new byte[] {1, 2, 3}).pong()).containsExactly(1, 2, 3);
      assertThat(client.ping(new byte[0]).pong()).isEmpty();
      // The longest that a control frame may hold (RFC 6455, section 5.5)
      assertThat(client.ping(new byte[125]).pong()).hasSize(125);
    }
  }

  @Test
  void aCloseIsAcknowledgedWithItsCode() throws Exception {
    try (TestClient client = server.connect("/ws")) {
      assertThat(client.leave(1000, "test complete").closed().code()).isEqualTo(1000);
      await().until(() -> server.connections() == 0);
    }
  }
}
