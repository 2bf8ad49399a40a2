package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedStreamTest {
  @TempDir Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    TestServer.counter(folder, "all", "rate: 200\naudience: shared\ncatchup: 5");
    TestServer.counter(folder, "short", "rate: 200\naudience: shared\ncount: 10\ncatchup: 3");
    TestServer.counter(folder, "seldom", "rate: 0.01\naudience: shared");
    TestServer.counter(folder, "flood", "rate: 20000\naudience: shared");
    Files.writeString(
        folder.resolve("flood.blueprint.json"),
        TestServer.COUNTER.replace(
            "\"luck\"", "\"ballast\": \"" + "x".repeat(2000) + "\", \"luck\""));
    server =
        TestServer.start(
            folder, Map.of("streams.outbox", "256KB", "streams.slow_client_grace", "200ms"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void allListenersHearTheSameEvents() throws Exception {
    try (TestClient one = server.connect("/streams/all");
        TestClient two = server.connect("/streams/all?format=envelope")) {
      List<JsonNode> first = one.json(60);
      List<JsonNode> second = two.json(20);

      assertThat(first).containsAll(second);
    }
  }

  @Test
  void aLateListenerGetsThePastThatIsHeldWithoutAGap() throws Exception {
    try (TestClient one = server.connect("/streams/all")) {
      List<JsonNode> heard = one.json(50);
      try (TestClient late = server.connect("/streams/all")) {
        List<JsonNode> events = late.json(20);

        long first = events.getFirst().get("sequence").longValue();
        assertThat(first).isGreaterThan(heard.getLast().get("sequence").longValue() - 5);
        for (int i = 0; i < events.size(); i++) {
          assertThat(events.get(i).get("sequence").longValue()).isEqualTo(first + i);
        }
      }
    }
  }

  @Test
  void theStoryStandsStillWhileNobodyListens() throws Exception {
    long heard;
    try (TestClient one = server.connect("/streams/all")) {
      heard = one.json(30).getLast().get("sequence").longValue();
    }
    await().until(() -> server.connections() == 0);
    try (TestClient status = server.connect("/streams/all?format=data")) {
      status.say("{\"id\":\"s\",\"method\":\"status\"}");
      long now = status.answer("s").at("/result/sequence").longValue();

      // What was on its way when the listener left, and what the new one has heard since.
      assertThat(now).isLessThan(heard + 400);
    }
  }

  @Test
  void afterItsEndTheNextListenerStartsTheStoryAnew() throws Exception {
    try (TestClient one = server.connect("/streams/short")) {
      List<JsonNode> all = one.json(10);
      assertThat(all.getFirst().get("sequence").longValue()).isOne();
      assertThat(one.closed()).isEqualTo(new TestClient.Close(1000, "story complete"));
    }
    try (TestClient two = server.connect("/streams/short")) {
      assertThat(two.json().get("sequence").longValue()).isOne();
    }
  }

  @Test
  void itsCourseBelongsToTheAdministrator() throws Exception {
    try (TestClient one = server.connect("/streams/seldom")) {
      one.json();
      for (String method : List.of("pause", "resume", "rate")) {
        JsonNode answer =
            one.say("{\"id\":1,\"method\":\"" + method + "\",\"params\":{\"rate\":5}}").json();
        assertThat(answer.get("success").booleanValue()).isFalse();
        assertThat(answer.get("error").textValue()).contains("shared");
      }
      JsonNode status = one.say("{\"id\":2,\"method\":\"status\"}").json();
      assertThat(status.at("/result/listeners").intValue()).isOne();
      assertThat(status.at("/result/audience").textValue()).isEqualTo("shared");
    }
  }

  @Test
  void whoDoesNotReadIsPartedWithAndTheOthersGoOn() throws Exception {
    try (Socket deaf = new Socket()) {
      deaf.setReceiveBufferSize(4096);
      deaf.connect(new InetSocketAddress("localhost", server.port()));
      String handshake =
          String.join(
              "\r\n",
              "GET /streams/flood HTTP/1.1",
              "Host: localhost",
              "Upgrade: websocket",
              "Connection: Upgrade",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
              "",
              "");
      deaf.getOutputStream().write(handshake.getBytes(StandardCharsets.US_ASCII));
      try (TestClient reader = server.connect("/streams/flood")) {
        reader.json();
        await().until(() -> server.connections() == 1);

        long before = reader.json().get("sequence").longValue();
        assertThat(reader.json().get("sequence").longValue()).isEqualTo(before + 1);
      }
    }
  }
}
