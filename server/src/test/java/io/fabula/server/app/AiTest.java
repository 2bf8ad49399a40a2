package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.providers.stub.ChatCompletionsStub;
import io.fabula.providers.stub.ScriptedAnswer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The key `ai`: the default endpoint tells a story, and its figures hold for streams that say
/// nothing else.
class AiTest {
  @TempDir Path folder;

  @BeforeEach
  void aStory() throws Exception {
    TestServer.counter(folder, "steps", "seed: 1");
  }

  private TestServer serve(String yaml) throws Exception {
    return Guide.configured(folder, yaml);
  }

  private static Duration between(JsonNode one, JsonNode next) {
    return Duration.between(
        Instant.parse(one.path("timestamp").asText()),
        Instant.parse(next.path("timestamp").asText()));
  }

  @Test
  void theDefaultEndpointTellsTheNarrativeOfThatNameAtTheFiguresGiven() throws Exception {
    try (TestServer server =
            serve("ai: { narrative: steps, event_count: 3, events_per_second: 50 }");
        TestClient client = server.connect("/ws")) {
      List<JsonNode> told = client.json(3);

      assertThat(told).extracting(event -> event.path("sequence").asInt()).containsExactly(1, 2, 3);
      assertThat(between(told.get(0), told.get(1))).isEqualTo(Duration.ofMillis(20));
      assertThat(client.closed().code()).isEqualTo(1000);
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void aClientMayAskForSomethingElseAsOnAnyStream() throws Exception {
    try (TestServer server =
            serve("ai: { narrative: steps, event_count: 3, events_per_second: 50 }");
        TestClient client = server.connect("/ws?count=5&rate=100&format=data")) {
      assertThat(client.json(5)).allSatisfy(data -> assertThat(data.has("luck")).isTrue());
      assertThat(client.closed().code()).isEqualTo(1000);
    }
  }

  @ParameterizedTest
  @CsvSource({"rate: 200, 5, 3", "count: 2, 20, 2", "duration: 50ms, 20, 3"})
  void whatANarrativeSaysItselfStandsAboveTheFigures(String said, long millis, int count)
      throws Exception {
    TestServer.counter(folder, "own", said);
    try (TestServer server = serve("ai: { event_count: 3, events_per_second: 50 }");
        TestClient client = server.connect("/streams/own")) {
      client.closed();
      List<JsonNode> told = client.rest();

      assertThat(told).hasSize(count);
      assertThat(between(told.get(0), told.get(1))).isEqualTo(Duration.ofMillis(millis));
    }
  }

  @Test
  void theFiguresHoldForServerSentEventsToo() throws Exception {
    try (TestServer server = serve("ai: { event_count: 2, events_per_second: 500 }")) {
      assertThat(server.get("/streams/steps/events").body())
          .contains("id: 1\n", "id: 2\n", "event: end")
          .doesNotContain("id: 3\n");
      // and without a narrative the default endpoint stays what it is
      try (TestClient client = server.connect("/ws")) {
        assertThat(client.say("hello").text()).isEqualTo("hello");
      }
    }
  }

  @Test
  void aPathIsRelativeToTheFileAndItsBlueprintStandsBesideIt() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("else where"));
    TestServer.counter(elsewhere, "steps", "count: 2\nrate: 500");
    try (TestServer server = serve("ai: { narrative: ./else where/steps.md }");
        TestClient client = server.connect("/ws?format=cloudevents")) {
      assertThat(client.json(2)).extracting(e -> e.path("type").asText()).containsOnly("step");
      assertThat(client.closed().code()).isEqualTo(1000);
    }
  }

  @Test
  void aSharedStoryInAFileIsNotThatOfTheSameNameInTheFolder() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    TestServer.counter(folder, "steps", "audience: shared\nrate: 100\ncatchup: 10000");
    TestServer.counter(elsewhere, "steps", "audience: shared\nrate: 100\ncount: 2");
    try (TestServer server = serve("ai: { narrative: elsewhere/steps.md }");
        TestClient other = server.connect("/streams/steps");
        TestClient client = server.connect("/ws")) {
      assertThat(client.json(2)).last().extracting(e -> e.path("sequence").asInt()).isEqualTo(2);
      assertThat(client.closed().code()).isEqualTo(1000);
      assertThat(other.json(3)).last().extracting(e -> e.path("sequence").asInt()).isEqualTo(3);
    }
  }

  @Test
  void proseWithEventsIsToldAsItStands() throws Exception {
    String yaml =
        """
        ai:
          event_count: 4
          events_per_second: 500
          narrative: |
            ---
            events:
              trade: { schema: { type: object, required: [price], properties: { price: { type: integer, minimum: 1, maximum: 9 } } } }
            ---
            Simulate 5 minutes of live stock market trading.
        """;
    try (TestServer server = serve(yaml);
        TestClient client = server.connect("/ws")) {
      assertThat(client.json(4))
          .allSatisfy(event -> assertThat(event.at("/data/price").asInt()).isBetween(1, 9));
      assertThat(client.closed().code()).isEqualTo(1000);
    }
  }

  @Test
  void proseIsWrittenByTheModelInBatchesOfTheSizeGiven() throws Exception {
    String events =
        "{\"events\":[{\"type\":\"trade\",\"data\":{\"price\":1}},"
            + "{\"type\":\"trade\",\"data\":{\"price\":2}}],\"digest\":\"d\"}";
    try (ChatCompletionsStub stub = ChatCompletionsStub.open(_ -> ScriptedAnswer.of(events));
        TestServer server =
            serve(
                """
                provider: local
                providers:
                  local: { type: openai-compatible, base_url: "%s", model: stub-model }
                ai:
                  narrative: Simulate 5 minutes of live stock market trading.
                  event_count: 2
                  events_per_second: 100
                  batch: 2
                """
                    .formatted(stub.baseUrl()));
        TestClient client = server.connect("/ws")) {
      assertThat(client.json(2))
          .extracting(event -> event.at("/data/price").asInt())
          .containsExactly(1, 2);
      assertThat(client.closed().code()).isEqualTo(1000);
      assertThat(stub.requests().getFirst().body())
          .contains("live stock market trading", "Write the next 2 events");
    }
  }

  @Test
  void proseThatNobodyWritesIsRefusedWithWhatToDo() throws Exception {
    try (TestServer server = serve("ai: { narrative: Simulate a real-time chat. }")) {
      assertThat(RawRequest.handshake(server.port(), "/ws"))
          .contains(" 422 ")
          .contains("nobody writes 'ai': name a provider");
    }
  }

  @Test
  void itStandsAtTheConfiguredPathAndCanBeSwitchedOff() throws Exception {
    String yaml = "websocket: { path: /story }\nai: { narrative: steps, event_count: 1 }";
    try (TestServer server = serve(yaml);
        TestClient client = server.connect("/story")) {
      assertThat(client.json().path("sequence").asInt()).isOne();
    }
    try (TestServer server = serve(yaml.replace("ai: {", "ai: { enabled: false,"));
        TestClient client = server.connect("/story");
        TestClient stream = server.connect("/streams/steps?rate=1000")) {
      assertThat(client.say("echo").text()).isEqualTo("echo");
      assertThat(stream.json(2)).hasSize(2);
    }
  }

  @Test
  void theEnvironmentGivesItToo() throws Exception {
    Map<String, String> environment =
        Map.of("FABULA_AI_NARRATIVE", "steps", "FABULA_AI_EVENT_COUNT", "1");
    try (TestServer server = TestServer.start(folder, Map.of(), environment);
        TestClient client = server.connect("/ws")) {
      assertThat(client.json().path("sequence").asInt()).isOne();
      assertThat(client.closed().code()).isEqualTo(1000);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ai: { narrative: stepps }                    | 1:18: no narrative 'stepps', neither a file nor in
          ai: { narrative: stepps }                    | did you mean 'steps'?
          ai: { narrative: my story.md }               | 1:18: no narrative 'my story.md'
          'ai: { narrative: "---\\nrat: 1\\n---\\nA b" }' | 1:18: line 2 of the narrative: unknown key 'rat'; did you mean 'rate'?
          ai: { narrative: bad.md }                    | bad.md:2:1: unknown key 'nonsense'
          ai: { event_count: 0 }                       | 1:20: event_count must be from 1
          ai: { batch: 201 }                           | 1:14: batch must be from 1 to 200
          ai: { events_per_second: 200000 }            | ai.events_per_second is above streams.max_rate of 100000
          ai: { narative: steps }                      | did you mean 'narrative'?
          """)
  void aFaultSaysWhereAndWhatToDo(String yaml, String message) throws Exception {
    Files.writeString(folder.resolve("bad.md"), "---\nnonsense: 1\n---\nProse.\n");
    assertThatThrownBy(() -> serve(yaml).close())
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"replay_file: a.jsonl", "handlers: [{ path: /ws, type: echo }]"})
  void twoThingsAtTheDefaultEndpointAreOneTooMany(String other) {
    assertThatThrownBy(() -> serve("websocket: { " + other + " }\nai: { narrative: steps }"))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining("at /ws already");
  }
}
