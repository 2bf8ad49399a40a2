package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Limits of three messages and one more in twenty minutes, so that no test outlives the third.
class RateLimitTest {
  @TempDir Path folder;

  @Test
  void beyondTheLimitAConnectionEndsWith1008() throws Exception {
    try (TestServer server =
            Guide.configured(folder, "websocket: {rate_limit: {messages: 3, per: 1h}}");
        TestClient client = server.connect("/ws");
        TestClient other = server.connect("/ws")) {
      client.say("one").sayBinary(new byte[] {2});
      client.say("three").say("four");

      assertThat(client.closed()).isEqualTo(new TestClient.Close(1008, "too many messages"));
      assertThat(client.text()).isEqualTo("one");
      assertThat(client.binary()).containsExactly(2);
      assertThat(client.text()).isEqualTo("three");
      assertThat(client.rest()).isEmpty();
      assertThat(other.say("each has a limit of its own").text()).startsWith("each");
    }
  }

  @Test
  void whereTheyAreDroppedTheConnectionStaysAndTheyAreCounted() throws Exception {
    try (TestServer server =
            Guide.configured(
                folder, "websocket: {rate_limit: {messages: 3, per: 1h, burst: 2, action: drop}}");
        TestClient client = server.connect("/ws")) {
      client.say("one").say("two").say("three").say("four");

      await().until(() -> server.get("/metrics").body().contains("beyond_limit_total 2.0"));
      assertThat(client.text()).isEqualTo("one");
      assertThat(client.text()).isEqualTo("two");
      assertThat(server.connections()).isOne();
      client.leave(1000, "bye");
      client.closed();
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void commandsToAStreamAreMessagesToo() throws Exception {
    TestServer.counter(folder, "count", "rate: 1");
    try (TestServer server =
            Guide.configured(folder, "websocket: {rate_limit: {messages: 1, per: 1h}}");
        TestClient client = server.connect("/streams/count")) {
      client.say("{\"id\":\"1\",\"method\":\"status\"}");
      assertThat(client.answer("1").get("success").booleanValue()).isTrue();
      client.say("{\"id\":\"2\",\"method\":\"status\"}");

      assertThat(client.closed().code()).isEqualTo(1008);
    }
  }
}
