package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.providers.stub.ChatCompletionsStub;
import io.fabula.providers.stub.ScriptedAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A story that a model writes, from the bytes of the provider to the socket of the client.
class ModelStreamTest {
  private static final String SCHEMA =
      "{ type: object, required: [n], properties: { n: { type: integer } } }";

  @TempDir Path folder;

  private TestServer serve(ChatCompletionsStub stub, String frontMatter) throws IOException {
    TestServer.narrative(
        folder, "tale", frontMatter + "\nevents:\n  step: { schema: " + SCHEMA + " }");
    Files.writeString(
        folder.resolve("fabula.yaml"),
        """
        provider: local
        providers:
          local: { type: openai-compatible, base_url: "%s", model: stub-model }
        """
            .formatted(stub.baseUrl()));
    return TestServer.start(folder, Map.of());
  }

  private static String event(int n) {
    return "{\"type\":\"step\",\"data\":{\"n\":" + n + "}}";
  }

  private static String events(int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(ModelStreamTest::event)
        .collect(Collectors.joining(",", "{\"events\":[", "],\"digest\":\"counted on\"}"));
  }

  @Test
  void theFirstEventIsWithTheClientBeforeTheModelHasWrittenItsSecond() throws Exception {
    CountDownLatch heard = new CountDownLatch(1);
    ScriptedAnswer answer =
        ScriptedAnswer.start()
            .token("{\"events\":[" + event(1))
            .await(heard)
            .token("," + event(2) + "],\"digest\":\"d\"}")
            .finish("stop")
            .usage()
            .done();
    try (ChatCompletionsStub stub = ChatCompletionsStub.open(_ -> answer);
        TestServer server = serve(stub, "rate: 100\ncount: 2");
        TestClient client = server.connect("/streams/tale")) {
      JsonNode first = client.json();
      assertThat(first.at("/data/n").intValue()).isOne();

      heard.countDown();
      assertThat(client.json().at("/data/n").intValue()).isEqualTo(2);
      assertThat(client.closed().code()).isEqualTo(1000);
    }
  }

  @Test
  void theModelIsToldTheStoryAndTheShapeOfItsEvents() throws Exception {
    try (ChatCompletionsStub stub =
            ChatCompletionsStub.open(_ -> ScriptedAnswer.of(events(1, 20)));
        TestServer server = serve(stub, "rate: 1000\ncount: 1");
        TestClient client = server.connect("/streams/tale")) {
      client.json();

      JsonNode request = TestServer.JSON.readTree(stub.requests().getFirst().body());
      assertThat(request.get("model").textValue()).isEqualTo("stub-model");
      assertThat(request.get("stream").booleanValue()).isTrue();
      assertThat(request.at("/messages/0/content").textValue()).contains("One, two, three.");
      assertThat(request.at("/messages/1/content").textValue()).contains("Write the next 1 events");
      assertThat(
              request
                  .at("/response_format/json_schema/schema/properties/events/items/anyOf/0")
                  .at("/properties/data/required/0")
                  .textValue())
          .isEqualTo("n");
    }
  }

  @Test
  void theNextBatchIsAskedForBeforeTheBufferRunsDryAndGoesOnWithTheStory() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    try (ChatCompletionsStub stub =
            ChatCompletionsStub.answering(
                _ -> events(20 * calls.getAndIncrement() + 1, 20), 8, Duration.ofMillis(4));
        TestServer server = serve(stub, "rate: 100\ncount: 60");
        TestClient client = server.connect("/streams/tale")) {
      List<JsonNode> told = client.json(60);

      assertThat(told)
          .extracting(e -> e.at("/data/n").intValue())
          .containsExactlyElementsOf(IntStream.rangeClosed(1, 60).boxed().toList());
      assertThat(client.closed().code()).isEqualTo(1000);
      assertThat(stub.requests()).hasSize(3);
      assertThat(stub.requests().get(1).body()).contains("counted on", "The last events were");
    }
  }

  @Test
  void nobodyIsCalledWhileNobodyListens() throws Exception {
    try (ChatCompletionsStub stub =
            ChatCompletionsStub.open(_ -> ScriptedAnswer.of(events(1, 20)));
        TestServer server = serve(stub, "rate: 1\naudience: shared")) {
      server.json("/streams");
      server.get("/streams/tale?from=5");
      assertThat(stub.requests()).isEmpty();

      try (TestClient client = server.connect("/streams/tale")) {
        client.json();
        assertThat(stub.requests()).hasSize(1);
      }
      await().until(() -> server.connections() == 0);
      assertThat(stub.requests()).hasSize(1);
    }
  }

  @Test
  void aClientThatLeavesCancelsTheCall() throws Exception {
    try (ChatCompletionsStub stub =
            ChatCompletionsStub.open(
                _ -> ScriptedAnswer.start().token("{\"events\":[" + event(1)).hang());
        TestServer server = serve(stub, "rate: 100")) {
      try (TestClient client = server.connect("/streams/tale")) {
        client.json();
        assertThat(stub.inFlight()).isOne();
      }

      await().untilAsserted(() -> assertThat(stub.dropped()).isOne());
    }
  }

  @Test
  void aModelThatGoesOnAndOnIsStopped() throws Exception {
    String endless = events(1, 500).replace("],\"digest\":\"counted on\"}", "");
    try (ChatCompletionsStub stub =
            ChatCompletionsStub.open(_ -> ScriptedAnswer.start().token(endless).hang());
        TestServer server = serve(stub, "rate: 0.01\nbatch: 2");
        TestClient client = server.connect("/streams/tale")) {
      client.json();

      await().untilAsserted(() -> assertThat(stub.dropped()).isOne());
      assertThat(stub.requests()).hasSize(1);
    }
  }

  @Test
  void aModelThatFailsForGoodEndsTheStoryWithAReasonThatAPersonUnderstands() throws Exception {
    try (ChatCompletionsStub stub =
            ChatCompletionsStub.open(
                _ ->
                    ScriptedAnswer.status(401, "{\"error\":{\"message\":\"Incorrect API key\"}}"));
        TestServer server = serve(stub, "rate: 1");
        TestClient client = server.connect("/streams/tale")) {
      TestClient.Close close = client.closed();

      assertThat(close.code()).isEqualTo(1011);
      assertThat(close.reason()).contains("local", "401");
    }
  }

  @Test
  void whatTheSchemaForbidsNeverReachesTheClient() throws Exception {
    String mixed =
        "{\"events\":["
            + event(1)
            + ",{\"type\":\"step\",\"data\":{\"n\":\"two\"}},"
            + "{\"type\":\"leap\",\"data\":{\"n\":3}},"
            + event(4)
            + "],\"digest\":\"\"}";
    AtomicInteger calls = new AtomicInteger();
    try (ChatCompletionsStub stub =
            ChatCompletionsStub.open(
                _ -> ScriptedAnswer.of(calls.getAndIncrement() == 0 ? mixed : events(5, 20)));
        TestServer server = serve(stub, "rate: 500\ncount: 3");
        TestClient client = server.connect("/streams/tale")) {
      assertThat(client.json(3))
          .extracting(e -> e.at("/data/n").intValue())
          .containsExactly(1, 4, 5);
      assertThat(client.closed().code()).isEqualTo(1000);
      assertThat(stub.requests().get(1).body()).contains("'leap' is not declared");
    }
  }

  private static final String COUNTER =
      """
      {"blueprint": 1,
       "entities": {"counter": {"fields": {"n": 100000}, "actions": [{"event": "step"}]}},
       "events": {"step": {"set": {"n": {"$expr": "n + 1"}}, "data": {"n": {"$ref": "n"}}}}}
      """;

  /// Writes events at once, and the blueprint when the gate opens.
  private static ChatCompletionsStub author(CountDownLatch gate) {
    AtomicInteger calls = new AtomicInteger();
    return ChatCompletionsStub.open(
        request ->
            request.body().contains("You write blueprints")
                ? ScriptedAnswer.start()
                    .token("{")
                    .await(gate)
                    .token(COUNTER.substring(1))
                    .finish("stop")
                    .usage()
                    .done()
                : ScriptedAnswer.of(events(8 * calls.getAndIncrement() + 1, 8)));
  }

  @Test
  void aStreamGoesOverToTheBlueprintThatIsWrittenMeanwhile() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    try (ChatCompletionsStub stub = author(gate);
        TestServer server = serve(stub, "mode: blueprint\nrate: 200");
        TestClient client = server.connect("/streams/tale")) {
      List<JsonNode> told = new ArrayList<>(client.json(20));
      gate.countDown();
      while (told.getLast().at("/data/n").intValue() < 100_000) {
        told.add(client.json());
      }

      assertThat(told)
          .extracting(e -> e.get("sequence").intValue())
          .containsExactlyElementsOf(IntStream.rangeClosed(1, told.size()).boxed().toList());
      assertThat(folder.resolve("tale.blueprint.json")).content().contains("sha256:");
    }
  }

  @Test
  void aClientThatLeavesEndsTheWritingToo() throws Exception {
    try (ChatCompletionsStub stub = author(new CountDownLatch(1));
        TestServer server = serve(stub, "mode: blueprint\nrate: 200")) {
      try (TestClient client = server.connect("/streams/tale")) {
        client.json(20);
        await().until(() -> stub.inFlight() > 0);
      }

      await().until(() -> stub.dropped() > 0 && stub.inFlight() == 0);
    }
  }
}
