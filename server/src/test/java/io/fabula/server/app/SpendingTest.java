package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.providers.stub.ChatCompletionsStub;
import io.fabula.providers.stub.ScriptedAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a model's calls cost, where it shows, and what happens when it is too much.
class SpendingTest {
  @TempDir Path folder;
  private final AtomicInteger written = new AtomicInteger();
  private ChatCompletionsStub stub;

  /// Five new events an answer, for 3,000 tokens.
  @BeforeEach
  void open() {
    stub =
        ChatCompletionsStub.open(
            _ -> {
              int first = written.getAndAdd(5);
              return ScriptedAnswer.start()
                  .token(
                      IntStream.rangeClosed(first + 1, first + 5)
                          .mapToObj("{\"type\":\"step\",\"data\":{\"n\":%d}}"::formatted)
                          .collect(Collectors.joining(",", "{\"events\":[", "],\"digest\":\"\"}")))
                  .finish("stop")
                  .usage(2_500, 500)
                  .done();
            });
  }

  @AfterEach
  void close() {
    stub.close();
  }

  private TestServer serve(String budget, String fallback) throws IOException {
    TestServer.counter(folder, "tale", "rate: 1000\nbatch: 5");
    Files.writeString(
        folder.resolve("fabula.yaml"),
        """
        provider: local
        providers:
          local: { type: openai-compatible, base_url: "%s", model: m, price: { input: 1, output: 4 }, fallback: [%s] }
        budget: { %s }
        """
            .formatted(stub.baseUrl(), fallback, budget));
    return TestServer.start(folder, Map.of());
  }

  private static int eventsUntilClosed(TestClient client) throws InterruptedException {
    List<JsonNode> events = client.rest();
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).get("sequence").intValue()).isEqualTo(i + 1);
    }
    return events.size();
  }

  @Test
  void aSpentBudgetClosesWith1013AndTheReason() throws Exception {
    try (TestServer server = serve("tokens_per_stream: 14000", "");
        TestClient client = server.connect("/streams/tale")) {
      assertThat(eventsUntilClosed(client)).isPositive().isLessThanOrEqualTo(25);

      assertThat(client.closed().code()).isEqualTo(1013);
      assertThat(client.closed().reason()).contains("tokens_per_stream");
      assertThat(stub.requests()).hasSizeBetween(1, 5);
    }
  }

  @Test
  void anotherStreamHasABudgetOfItsOwnButTheDayIsForAll() throws Exception {
    try (TestServer server = serve("tokens_per_day: 14000", "");
        TestClient one = server.connect("/streams/tale")) {
      assertThat(eventsUntilClosed(one)).isPositive();
      try (TestClient two = server.connect("/streams/tale")) {
        assertThat(eventsUntilClosed(two)).isZero();
        assertThat(two.closed().code()).isEqualTo(1013);
        assertThat(two.closed().reason()).contains("tokens_per_day");
      }
    }
  }

  @Test
  void aSpentDayIsSpentAfterARestartToo() throws Exception {
    try (TestServer server = serve("cost_per_day: 0.02", "");
        TestClient client = server.connect("/streams/tale")) {
      assertThat(eventsUntilClosed(client)).isPositive();
    }
    int before = stub.requests().size();

    try (TestServer server = serve("cost_per_day: 0.02", "");
        TestClient client = server.connect("/streams/tale")) {
      assertThat(eventsUntilClosed(client)).isZero();
      assertThat(client.closed().reason()).contains("cost_per_day");
    }
    assertThat(stub.requests()).hasSize(before);
    assertThat(folder.resolve(".fabula/spending.json")).content().contains("local");
  }

  @Test
  void theBlueprintIsPlayedOnWhereTheChainEndsOffline() throws Exception {
    try (TestServer server = serve("tokens_per_stream: 14000", "offline");
        TestClient client = server.connect("/streams/tale?count=100")) {
      assertThat(eventsUntilClosed(client)).isEqualTo(100);

      assertThat(client.closed().code()).isEqualTo(1000);
      assertThat(stub.requests()).hasSizeBetween(1, 5);
    }
  }

  @Test
  void whatWasSpentShowsInStatusAndMetrics() throws Exception {
    // So slow that the first call comes to its end and no second one is due.
    try (TestServer server = serve("tokens_per_day: 1000000", "");
        TestClient client = server.connect("/streams/tale?rate=0.1")) {
      client.json();

      await()
          .untilAsserted(
              () ->
                  assertThat(server.get("/metrics").body())
                      .contains("fabula_model_calls_total{provider=\"local\"} 1.0")
                      .contains(
                          "fabula_model_tokens_total{kind=\"input\",provider=\"local\"} 2500.0")
                      .contains(
                          "fabula_model_tokens_total{kind=\"output\",provider=\"local\"} 500.0")
                      .contains("fabula_model_cost_total{provider=\"local\"} 0.0045")
                      .contains("fabula_budget_tokens_today 3000.0")
                      .contains("fabula_budget_tokens_limit 1000000.0")
                      .contains("fabula_generation_total{what=\"calls\"} 1.0"));
      JsonNode status =
          client.say("{\"id\":\"1\",\"method\":\"status\"}").answer("1").get("result");
      assertThat(status.get("calls").intValue()).isOne();
      assertThat(status.has("input_tokens")).isTrue();
    }
  }
}
