package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Replays augmented by a running server.
class ReplayAugmentationTest {
  private static final String CHAT =
      """
      {"ts":0,"text":"{\\"type\\":\\"user_message\\",\\"user\\":\\"mira\\",\\"text\\":\\"Hello\\"}"}
      {"ts":500,"text":"{\\"type\\":\\"user_message\\",\\"user\\":\\"tom\\",\\"text\\":\\"Hi Mira\\"}"}
      {"ts":900,"text":"{\\"type\\":\\"typing\\",\\"user\\":\\"mira\\"}"}
      {"ts":1500,"text":"{\\"type\\":\\"user_message\\",\\"user\\":\\"mira\\",\\"text\\":\\"Who is here?\\"}"}
      """;

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.createDirectories(folder.resolve("replays"));
    Files.writeString(folder.resolve("replays/chat.jsonl"), CHAT);
    TestServer.narrative(folder, "party", "rate: 1");
  }

  private TestServer serve(String config) throws IOException {
    Files.writeString(folder.resolve("fabula.yaml"), config);
    return TestServer.start(folder, Map.of("replays", folder.resolve("replays").toString()));
  }

  private static List<String> without(List<String> lines) {
    return lines.stream().filter(line -> !line.contains("\"generated\"")).toList();
  }

  @Test
  void theRicherRecordingIsTheAnswer() throws Exception {
    try (TestServer server = serve("")) {
      // When prose asks for messages behind those of users
      HttpResponse<String> answer =
          server.post(
              "/__fabula/replays/chat/augment",
              """
              {"narrative": "Add realistic user interactions", "augmentation_points": ["user_message"],
               "count": 3, "seed": 7}
              """);

      // Then they are in the answer, and the recording is as it was
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-ndjson");
      assertThat(answer.headers().firstValue("Fabula-Inserted")).contains("3");
      List<String> lines = answer.body().lines().toList();
      assertThat(lines).hasSize(7);
      assertThat(without(lines)).isEqualTo(CHAT.lines().toList());
      assertThat(Files.readString(folder.resolve("replays/chat.jsonl"))).isEqualTo(CHAT);
    }
  }

  @Test
  void savedUnderANameItCanBePlayedAndListed() throws Exception {
    try (TestServer server = serve("")) {
      HttpResponse<String> answer =
          server.post(
              "/__fabula/replays/chat/augment",
              "{\"narrative\": \"party\", \"count\": 2, \"save\": \"rich\"}");

      assertThat(answer.statusCode()).isEqualTo(201);
      assertThat(TestServer.JSON.readTree(answer.body()).path("inserted").asInt()).isEqualTo(2);
      assertThat(server.json("/replays").findValuesAsText("websocket"))
          .containsExactly("/replays/chat", "/replays/rich");
      try (TestClient client = server.connect("/replays/rich?speed=max")) {
        assertThat(client.json(6)).hasSize(6);
      }

      // And nothing that is there is written over, but for the replay itself
      assertThat(
              server
                  .post(
                      "/__fabula/replays/chat/augment",
                      "{\"narrative\": \"party\", \"save\": \"rich\"}")
                  .statusCode())
          .isEqualTo(409);
      assertThat(
              server
                  .post(
                      "/__fabula/replays/chat/augment",
                      "{\"narrative\": \"party\", \"count\": 1, \"save\": \"chat\"}")
                  .statusCode())
          .isEqualTo(201);
      assertThat(without(Files.readAllLines(folder.resolve("replays/chat.jsonl"))))
          .isEqualTo(CHAT.lines().toList());
    }
  }

  @Test
  void aDryRunTellsWhatWouldBeDone() throws Exception {
    try (TestServer server = serve("")) {
      JsonNode forecast =
          TestServer.JSON.readTree(
              server
                  .post(
                      "/__fabula/replays/chat/augment",
                      "{\"narrative\": \"party\", \"count\": 2, \"dry_run\": true}")
                  .body());

      assertThat(forecast.path("messages").asInt()).isEqualTo(2);
      assertThat(forecast.path("calls").asInt()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          chat  | {"count": 1}                                            | 400 | a 'narrative' is needed
          chat  | {"narrative": "patry"}                                  | 400 | no narrative 'patry'
          chat  | {"narrative": "../../etc/passwd"}                       | 400 | no narrative
          chat  | {"narrative": "party", "cuont": 1}                      | 400 | did you mean 'count'?
          chat  | {"narrative": "party", "at": ["/(/"]}                   | 400 | 'at' /(/
          chat  | {"narrative": "party", "at": [7]}                       | 400 | a place is named by text
          chat  | {"narrative": "party", "at": "nothing"}                 | 400 | is found by 'at' nothing
          chat  | {"narrative": "party", "save": "../out"}                | 400 | 'save' is a name
          chat  | {"narrative": "party", "resume": true}                  | 400 | 'resume' needs 'save'
          chat  | {"narrative": "party", "provider": "nobody"}            | 400 | nobody
          chat  | not JSON                                                | 400 | not JSON
          chta  | {"narrative": "party"}                                  | 404 | did you mean 'chat'?
          bad   | {"narrative": "party"}                                  | 422 | line 1
          """)
  void whatCannotBeDoneIsRefusedWithTheReason(String replay, String request, int status, String why)
      throws Exception {
    if (replay.equals("bad")) {
      Files.writeString(folder.resolve("replays/bad.jsonl"), "{\"ts\":-1,\"text\":\"\"}\n");
    }
    try (TestServer server = serve("")) {
      HttpResponse<String> answer =
          server.post("/__fabula/replays/" + replay + "/augment", request);

      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(TestServer.JSON.readTree(answer.body()).path("error").asText())
          .contains(why)
          .doesNotContain(folder.toString());
    }
  }

  @Test
  void aProviderThatCannotBeReachedIsABadGatewayAndLeavesTheReplayAlone() throws Exception {
    try (TestServer server =
        serve(
            """
            provider: local
            providers:
              local: { type: openai-compatible, base_url: "http://127.0.0.1:1", model: m, retries: 0 }
            """)) {
      HttpResponse<String> answer =
          server.post(
              "/__fabula/replays/chat/augment", "{\"narrative\": \"party\", \"save\": \"chat\"}");

      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(answer.body()).contains("stopped at 0 of");
      assertThat(Files.readString(folder.resolve("replays/chat.jsonl"))).isEqualTo(CHAT);
    }
  }

  @Test
  void whereThereIsATokenItHasToBeShown() throws Exception {
    try (TestServer server = serve("admin: { token: open-sesame }\n")) {
      String path = "/__fabula/replays/chat/augment";
      String body = "{\"narrative\": \"party\", \"dry_run\": true}";

      HttpResponse<String> without = server.post(path, body);
      assertThat(without.statusCode()).isEqualTo(401);
      assertThat(without.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      assertThat(server.post(path, body, "Authorization", "Bearer open").statusCode())
          .isEqualTo(401);
      assertThat(server.post(path, body, "Authorization", "Bearer open-sesame").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void aPageOfAnotherOriginMayNotAsk() throws Exception {
    try (TestServer server = serve("")) {
      assertThat(
              server
                  .post(
                      "/__fabula/replays/chat/augment",
                      "{\"narrative\": \"party\"}",
                      "Origin",
                      "https://elsewhere.example")
                  .statusCode())
          .isEqualTo(403);
    }
  }
}
