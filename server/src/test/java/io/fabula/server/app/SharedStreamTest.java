package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
    TestServer.counter(folder, "still", "rate: 200\naudience: shared");
    TestServer.counter(folder, "brisk", "rate: 2000\naudience: shared");
    TestServer.counter(folder, "heavy", "rate: 2000\naudience: shared\ncatchup: 10000");
    Files.writeString(
        folder.resolve("heavy.blueprint.json"),
        TestServer.COUNTER.replace(
            "\"luck\"", "\"ballast\": \"" + "x".repeat(2000) + "\", \"luck\""));
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
    JsonNode heard;
    try (TestClient one = server.connect("/streams/still")) {
      heard = one.json(30).getLast();
    }
    await().until(() -> server.connections() == 0);
    Instant alone = Instant.now();
    await().pollDelay(Duration.ofMillis(800)).until(() -> true);

    try (TestClient late = server.connect("/streams/still")) {
      List<JsonNode> events = late.json(5);

      // At 200 a second, 160 would have gone by unheard; some were on their way when the last left.
      long first = events.getFirst().get("sequence").longValue();
      assertThat(first - heard.get("sequence").longValue()).isBetween(1L, 80L);
      // The time alone has passed for the story too: no burst, no dates from then.
      assertThat(Instant.parse(events.get(2).get("timestamp").textValue()))
          .isAfter(alone.plusMillis(700));
    }
  }

  @Test
  void listenersThatResetTheirConnectionHarmNobodyElse() throws Exception {
    try (TestClient steady = server.connect("/streams/brisk")) {
      for (int i = 0; i < 200; i++) {
        try (SocketChannel fleeting = TestClient.handshake(server.port(), "/streams/brisk")) {
          fleeting.socket().setSoLinger(true, 0);
        }
      }
      await().until(() -> server.connections() == 1);

      long next = steady.json().get("sequence").longValue() + 1;
      for (int i = 0; i < 5000; i++) {
        assertThat(steady.json().get("sequence").longValue()).isEqualTo(next + i);
      }
    }
  }

  @Test
  void aLateListenerGetsNoMoreOfThePastThanItCanTake() throws Exception {
    try (TestClient one = server.connect("/streams/heavy")) {
      long heard = one.json(1000).getLast().get("sequence").longValue();
      try (TestClient late = server.connect("/streams/heavy")) {
        List<JsonNode> events = late.json(600);

        // Half an outbox of 256 KB holds some sixty events of 2 KB, although catchup says 10,000.
        assertThat(events.getFirst().get("sequence").longValue()).isGreaterThan(heard - 100);
        assertThat(events.getLast().get("sequence").longValue())
            .isEqualTo(events.getFirst().get("sequence").longValue() + 599);
      }
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
    try (SocketChannel deaf = TestClient.handshake(server.port(), "/streams/flood")) {
      assertThat(deaf.isConnected()).isTrue();
      try (TestClient reader = server.connect("/streams/flood")) {
        reader.json();
        await().until(() -> server.connections() == 1);

        long before = reader.json().get("sequence").longValue();
        assertThat(reader.json().get("sequence").longValue()).isEqualTo(before + 1);
      }
    }
  }

  @Test
  void whatListenersDidNotTakeBeforeTheyLeftHoldsNobodyUp() throws Exception {
    try (TestServer patient =
        TestServer.start(folder, Map.of("streams.slow_client_grace", "10m"))) {
      try (SocketChannel deaf = TestClient.handshake(patient.port(), "/streams/flood")) {
        // Until more waits for it than the story waits for.
        await().pollDelay(Duration.ofMillis(500)).until(() -> patient.connections() == 1);
        deaf.socket().setSoLinger(true, 0);
      }

      try (TestClient reader = patient.connect("/streams/flood")) {
        long first = reader.json().get("sequence").longValue();
        assertThat(reader.json().get("sequence").longValue()).isEqualTo(first + 1);
      }
    }
  }

  @Test
  void evenWhereMostDoNotReadTheOthersGoOn() throws Exception {
    try (TestServer patient =
            TestServer.start(
                folder, Map.of("streams.outbox", "2MB", "streams.slow_client_grace", "10m"));
        SocketChannel one = TestClient.handshake(patient.port(), "/streams/flood");
        SocketChannel two = TestClient.handshake(patient.port(), "/streams/flood");
        TestClient reader = patient.connect("/streams/flood")) {
      assertThat(one.isConnected() && two.isConnected()).isTrue();
      long first = reader.json().get("sequence").longValue();

      // 80 MB, many times what two that do not read can have waiting for them.
      for (int i = 1; i <= 40_000; i++) {
        assertThat(reader.json().get("sequence").longValue()).isEqualTo(first + i);
      }
    }
  }

  @Test
  void whereNoneKeepsUpButAllReadNobodyIsPartedWith() throws Exception {
    int megabytes = 40;
    try (TestServer busy = TestServer.start(folder, Map.of("streams.outbox", "2MB"));
        SocketChannel one = TestClient.handshake(busy.port(), "/streams/flood");
        SocketChannel two = TestClient.handshake(busy.port(), "/streams/flood")) {
      ByteBuffer some = ByteBuffer.allocate(1 << 20);
      for (int i = 0; i < megabytes; i++) {
        for (SocketChannel each : List.of(one, two)) {
          some.clear();
          while (some.hasRemaining()) {
            assertThat(each.read(some)).isPositive();
          }
        }
        // Half as fast as the story is told, which is 40 MB a second.
        await().pollDelay(Duration.ofMillis(50)).until(() -> true);
      }

      assertThat(busy.connections()).isEqualTo(2);
    }
  }
}
