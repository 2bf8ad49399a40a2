package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The guide's section Scheduled Messages.
class GuideScheduledTest {
  @TempDir Path folder;

  @Test
  void updatesComeAgainAndAgainWithValuesOfTheirOwn() throws Exception {
    String block =
        Guide.block("periodic-updates")
            .replace("interval_ms: 1000", "interval_ms: 20")
            .replace("interval_ms: 5000", "interval_ms: 100");
    try (TestServer server = Guide.configured(folder, block);
        TestClient client = server.connect("/ticker")) {
      Set<Double> prices = new HashSet<>();
      List<JsonNode> stats = new ArrayList<>();
      while (prices.size() < 10 || stats.size() < 2) {
        JsonNode said = client.json();
        if (said.path("type").asText().equals("stats")) {
          assertThat(said.path("volume").asLong()).isBetween(1_000_000L, 5_000_000L);
          stats.add(said);
        } else {
          assertThat(said.path("symbol").asText()).isEqualTo("BTC");
          assertThat(said.path("price").isNumber()).isTrue();
          assertThat(said.path("price").doubleValue()).isBetween(40_000.0, 50_000.0);
          prices.add(said.path("price").doubleValue());
        }
      }
      // Five updates for each of the others, give or take one at the edges
      assertThat((double) prices.size() / stats.size()).isBetween(2.0, 10.0);
    }
  }

  @Test
  void aDelayedResponseComesAfterTheFirst() throws Exception {
    String block = Guide.block("delayed-responses").replace("delay_ms: 2000", "delay_ms: 30");
    try (TestServer server = Guide.configured(folder, block);
        TestClient client = server.connect("/slow")) {
      client.say("{\"type\": \"request\"}");
      assertThat(client.json()).isEqualTo(TestServer.JSON.readTree("{\"type\":\"processing\"}"));
      assertThat(client.json())
          .isEqualTo(TestServer.JSON.readTree("{\"type\":\"complete\",\"result\":\"done\"}"));
    }
  }
}
