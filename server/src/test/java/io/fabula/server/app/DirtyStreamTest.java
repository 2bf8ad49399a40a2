package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Data that is no JSON goes out as it is, in every format, and ends no stream.
class DirtyStreamTest {
  private static final String DIRTY =
      TestServer.COUNTER.replace(
          "\"blueprint\": 1,",
          "\"blueprint\": 1, \"faults\": {\"malformed\": 0.3, \"missing_field\": 0.1, \"duplicated\": 0.1},");

  @TempDir Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    String conditions = "\nconditions: [{ when: '$.data[?(@.n == 30)]', then: { rate: 2000 } }]";
    TestServer.narrative(folder, "own", "rate: 1000" + conditions);
    TestServer.narrative(folder, "shared", "rate: 1000\naudience: shared\ncount: 200" + conditions);
    Files.writeString(folder.resolve("own.blueprint.json"), DIRTY);
    Files.writeString(folder.resolve("shared.blueprint.json"), DIRTY);
    server = TestServer.start(folder, Map.of());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static boolean isJson(String text) {
    try {
      JsonNode read = TestServer.JSON.readTree(text);
      return !read.isMissingNode();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static void assertSomeAreBroken(List<String> frames, String start) {
    assertThat(frames).hasSize(200).allMatch(frame -> frame.startsWith(start));
    assertThat(frames.stream().filter(frame -> !isJson(frame)).count()).isBetween(35L, 85L);
  }

  @ParameterizedTest
  @CsvSource({
    "own?count=200&format=envelope&seed=3,type",
    "own?count=200&format=data&seed=3,",
    "own?count=200&format=cloudevents&seed=3,specversion",
    "shared?format=envelope,type",
    "shared?format=data,",
    "shared?format=cloudevents,specversion"
  })
  void brokenFramesAreSentAsTheyAre(String stream, String first) throws Exception {
    try (TestClient client = server.connect("/streams/" + stream)) {
      List<String> frames = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        frames.add(client.text());
      }

      assertSomeAreBroken(frames, first == null ? "{" : "{\"" + first + "\":");
      assertThat(client.closed()).isEqualTo(new TestClient.Close(1000, "story complete"));
    }
  }

  @Test
  void brokenServerSentEventsAreStillEvents() throws Exception {
    String body = server.get("/streams/own/events?count=200&seed=3").body();

    String[] blocks = body.split("\n\n", -1);
    List<String> frames = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String[] lines = blocks[i].split("\n", -1);
      assertThat(lines).hasSize(2);
      assertThat(lines[0]).isEqualTo("id: " + (i + 1));
      frames.add(lines[1].substring("data: ".length()));
    }
    assertSomeAreBroken(frames, "{\"type\":");
    assertThat(blocks[200]).startsWith("event: end\ndata: {\"code\":1000");
  }

  @Test
  void whatWentWrongShowsInTheStatus() throws Exception {
    try (TestClient client = server.connect("/streams/own?count=2000&seed=3")) {
      for (int i = 0; i < 200; i++) {
        var _ = client.text();
      }
      client.say("{\"id\":\"s\",\"method\":\"status\"}");

      String answer = client.text();
      while (!answer.startsWith("{\"id\":")) {
        answer = client.text();
      }
      JsonNode result = TestServer.JSON.readTree(answer).get("result");
      assertThat(result.get("faults_malformed").intValue()).isGreaterThan(20);
      assertThat(result.get("faults_missing_field").intValue()).isGreaterThan(5);
      assertThat(result.get("faults_duplicated").intValue()).isGreaterThan(5);
    }
  }
}
