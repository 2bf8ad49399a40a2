package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The guide's section Broadcast and Rooms.
class GuideRoomsTest {
  @TempDir Path folder;

  @Test
  void whatIsSaidInARoomIsHeardByTheOthersInIt() throws Exception {
    try (TestServer server = Guide.serve(folder, "room-based-broadcasting");
        TestClient mira = server.connect("/chat");
        TestClient tom = server.connect("/chat");
        TestClient stranger = server.connect("/chat")) {
      // Given two in a room and one in another
      mira.say("{\"action\": \"join\", \"room\": \"green\"}");
      stranger.say("{\"action\": \"join\", \"room\": \"blue\"}");
      untilHeard(mira);
      untilHeard(stranger);
      tom.say("{\"action\": \"join\", \"room\": \"green\"}");
      JsonNode joined = mira.json();
      assertThat(joined.path("type").asText()).isEqualTo("user_joined");

      // When one talks
      tom.say("{\"action\": \"message\", \"room\": \"green\", \"text\": \"hello\"}");

      // Then the other hears it, and the sender does not
      JsonNode chat = mira.json();
      assertThat(chat.path("type").asText()).isEqualTo("chat");
      assertThat(chat.path("text").asText()).isEqualTo("hello");
      assertThat(chat.path("from")).isEqualTo(joined.path("user"));
      mira.say("{\"action\": \"message\", \"room\": \"green\", \"text\": \"hi\"}");
      assertThat(tom.json().path("text").asText()).isEqualTo("hi");

      // And who has left hears no more
      tom.say("{\"action\": \"leave\", \"room\": \"green\"}");
      assertThat(mira.json().path("type").asText()).isEqualTo("user_left");
      untilHeard(tom);
      mira.say("{\"action\": \"message\", \"room\": \"green\", \"text\": \"alone\"}");
      tom.say("{\"action\": \"join\", \"room\": \"blue\"}");
      assertThat(stranger.json().path("type").asText()).isEqualTo("user_joined");
      stranger.say("{\"action\": \"message\", \"room\": \"blue\", \"text\": \"welcome\"}");
      assertThat(tom.json().path("text").asText()).isEqualTo("welcome");
    }
  }

  /// What is no JSON is answered, when all that was said before has been heard.
  private static void untilHeard(TestClient client) throws InterruptedException {
    assertThat(client.say("heard?").json().path("error").asText()).isEqualTo("Invalid JSON format");
  }

  @Test
  void announcementsReachEverybodyAtThePath() throws Exception {
    // The guide's interval of five seconds, shortened
    String block =
        Guide.block("global-broadcasting").replace("interval_ms: 5000", "interval_ms: 50");
    try (TestServer server = Guide.configured(folder, block);
        TestClient one = server.connect("/announcements");
        TestClient two = server.connect("/announcements")) {
      for (TestClient client : new TestClient[] {one, two}) {
        JsonNode first = client.json();
        JsonNode second = client.json();
        assertThat(first.path("type").asText()).isEqualTo("heartbeat");
        assertThat(second.path("connections").asInt()).isEqualTo(2);
        assertThat(Instant.parse(second.path("timestamp").asText()))
            .isAfter(Instant.parse(first.path("timestamp").asText()));
      }
    }
  }
}
