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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateStreamTest {
  @TempDir Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    TestServer.counter(folder, "count", "rate: 200");
    TestServer.counter(folder, "slow", "rate: 0.01");
    server = TestServer.start(folder, Map.of());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void eventsAreNumberedWithoutGapsAndTheStoryEndsWith1000() throws Exception {
    try (TestClient client = server.connect("/streams/count?count=50")) {
      List<JsonNode> events = client.json(50);

      assertThat(events)
          .extracting(event -> event.get("sequence").longValue())
          .containsExactlyElementsOf(LongStream.rangeClosed(1, 50).boxed().toList());
      assertThat(events)
          .allSatisfy(event -> assertThat(event.get("type").textValue()).isEqualTo("step"));
      assertThat(client.closed()).isEqualTo(new TestClient.Close(1000, "story complete"));
    }
  }

  @Test
  void timestampsAreTheDueTimesAtTheRate() throws Exception {
    try (TestClient client = server.connect("/streams/count?rate=100&count=11")) {
      List<Instant> due =
          client.json(11).stream()
              .map(event -> Instant.parse(event.get("timestamp").textValue()))
              .toList();
      List<Duration> gaps =
          IntStream.range(0, 10)
              .mapToObj(i -> Duration.between(due.get(i), due.get(i + 1)))
              .toList();

      // Where the machine stands still for long the clock moves on, and a gap is longer.
      assertThat(gaps).allMatch(gap -> gap.compareTo(Duration.ofMillis(10)) >= 0);
      assertThat(gaps.stream().sorted().toList().get(5)).isEqualTo(Duration.ofMillis(10));
    }
  }

  @Test
  void theSameSeedTellsTheSameStory() throws Exception {
    try (TestClient one = server.connect("/streams/count?seed=5&count=20&format=data");
        TestClient other = server.connect("/streams/count?seed=5&count=20&format=data")) {
      assertThat(one.json(20)).isEqualTo(other.json(20));
    }
  }

  @Test
  void twoClientsWithoutASeedHearDifferentStories() throws Exception {
    try (TestClient one = server.connect("/streams/count?count=5&format=data");
        TestClient other = server.connect("/streams/count?count=5&format=data")) {
      assertThat(one.json(5)).isNotEqualTo(other.json(5));
    }
  }

  @Test
  void fromStartsInTheMiddleWithWhatWouldHaveBeenThere() throws Exception {
    try (TestClient whole = server.connect("/streams/count?seed=9&count=30");
        TestClient tail = server.connect("/streams/count?seed=9&from=21&count=10")) {
      List<JsonNode> expected = whole.json(30).subList(20, 30);
      List<JsonNode> events = tail.json(10);

      assertThat(events)
          .extracting(e -> e.get("sequence").longValue())
          .startsWith(21L)
          .endsWith(30L);
      assertThat(events)
          .extracting(e -> e.get("data"))
          .isEqualTo(expected.stream().map(e -> e.get("data")).toList());
      assertThat(tail.closed().code()).isEqualTo(1000);
    }
  }

  /// Other tests have servers of their own meanwhile: the stream must have a name of its own.
  private static List<Thread> threadsOfTheSystem(String stream) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("stream " + stream))
        .toList();
  }

  @Test
  void aDenseStreamHasAThreadOfTheSystem() throws Exception {
    TestServer.counter(folder, "dense", "rate: 20000");
    try (TestClient client = server.connect("/streams/dense")) {
      client.json();
      assertThat(threadsOfTheSystem("dense")).hasSize(1);
    }
    await().until(() -> threadsOfTheSystem("dense").isEmpty());
  }

  @Test
  void theLongWayToALateEventTakesAThreadOnlyForAsLong() throws Exception {
    TestServer.counter(folder, "late", "rate: 100");
    try (TestClient client = server.connect("/streams/late?seed=9&from=2000")) {
      assertThat(client.json().get("sequence").longValue()).isEqualTo(2000);
      await().until(() -> threadsOfTheSystem("late").isEmpty());
      assertThat(client.json().get("sequence").longValue()).isEqualTo(2001);
    }
  }

  @Test
  void dataIsTheBareDataAndCloudeventsAreCloudEvents() throws Exception {
    try (TestClient data = server.connect("/streams/count?seed=1&count=1&format=data");
        TestClient cloud = server.connect("/streams/count?seed=1&count=1&format=cloudevents")) {
      JsonNode bare = data.json();
      JsonNode event = cloud.json();

      assertThat(bare.get("n").intValue()).isOne();
      assertThat(event.get("specversion").textValue()).isEqualTo("1.0");
      assertThat(event.get("source").textValue()).isEqualTo("/streams/count");
      assertThat(event.get("type").textValue()).isEqualTo("step");
      assertThat(event.get("id").textValue()).isNotEmpty();
      assertThat(event.get("data")).isEqualTo(bare);
    }
  }

  @Test
  void aPausedStoryStandsStillAndGoesOnWhereItWas() throws Exception {
    try (TestClient client = server.connect("/streams/count")) {
      client.json(3);
      JsonNode paused = client.say("{\"id\":\"p\",\"method\":\"pause\"}").answer("p");
      assertThat(paused.at("/result/state").textValue()).isEqualTo("paused");
      JsonNode before = client.say("{\"id\":\"a\",\"method\":\"status\"}").answer("a");
      JsonNode after = client.say("{\"id\":\"b\",\"method\":\"status\"}").answer("b");
      assertThat(after.at("/result/sequence")).isEqualTo(before.at("/result/sequence"));

      client.say("{\"id\":\"r\",\"method\":\"resume\"}");
      long next = before.at("/result/sequence").longValue() + 1;
      JsonNode event = client.json();
      while (!event.has("sequence")) {
        event = client.json();
      }
      assertThat(event.get("sequence").longValue()).isEqualTo(next);
    }
  }

  @Test
  void aNewRateTakesEffectBeforeTheNextSlowEventWasDue() throws Exception {
    try (TestClient client = server.connect("/streams/slow")) {
      client.json();
      // The second event would be due in 100 seconds, beyond this client's patience.
      client.say("{\"id\":\"1\",\"method\":\"rate\",\"params\":{\"rate\":500}}");

      // The answer and the event come in any order.
      List<JsonNode> answers = new ArrayList<>();
      List<Long> numbers = new ArrayList<>();
      while (answers.isEmpty() || numbers.isEmpty()) {
        JsonNode heard = client.json();
        if (heard.has("sequence")) {
          numbers.add(heard.get("sequence").longValue());
        } else {
          answers.add(heard);
        }
      }
      assertThat(answers.getFirst().at("/result/rate").doubleValue()).isEqualTo(500);
      assertThat(numbers.getFirst()).isEqualTo(2);
    }
  }

  @Test
  void aNewRateIsFollowedByAStoryInWhichEverybodyWaits() throws Exception {
    // Everyone rests for a second after each step, by the story's own clock.
    Files.writeString(
        folder.resolve("resting.blueprint.json"),
        """
        {"blueprint": 1,
         "entities": {"walker": {"count": 3, "fields": {"last": {"$time": -10}},
                                 "actions": [{"event": "step", "when": "now - last > 1000"}]}},
         "events": {"step": {"set": {"last": {"$time": 0}}, "data": {"at": {"$ref": "last"}}}}}
        """);
    TestServer.narrative(folder, "resting", "rate: 0.02");
    try (TestClient client = server.connect("/streams/resting")) {
      client.json();
      client.say("{\"id\":\"1\",\"method\":\"rate\",\"params\":{\"rate\":100}}").answer("1");

      for (JsonNode event : client.json(6)) {
        assertThat(event.at("/data/at")).isEqualTo(event.get("timestamp"));
      }
    }
  }

  @Test
  void aCommandThatCannotBeUnderstoodIsAnsweredInBand() throws Exception {
    try (TestClient client = server.connect("/streams/slow")) {
      client.json();

      assertThat(client.say("{nonsense").json().get("error").textValue()).startsWith("not JSON");
      JsonNode unknown = client.say("{\"id\":7,\"method\":\"faster\"}").json();
      assertThat(unknown.get("id").intValue()).isEqualTo(7);
      assertThat(unknown.get("success").booleanValue()).isFalse();
      assertThat(unknown.get("error").textValue())
          .contains("faster", "pause, resume, rate, status");
      for (String rate : List.of("0", "-1", "1e9", "\"fast\"", "null")) {
        JsonNode refused =
            client.say("{\"id\":1,\"method\":\"rate\",\"params\":{\"rate\":" + rate + "}}").json();
        assertThat(refused.get("error").textValue()).contains("0.01 to 100000");
      }
    }
  }

  @Test
  void aClientThatDoesNotReadForAWhileMissesNothing() throws Exception {
    try (TestClient slow = server.connect("/streams/count?rate=50000&count=40000");
        TestClient other = server.connect("/streams/count?rate=2000&count=2000")) {
      slow.json();
      slow.stopReading();
      // Meanwhile the other one hears its whole story.
      other.json(2000);
      assertThat(other.closed().code()).isEqualTo(1000);

      slow.goOnReading();

      for (long sequence = 2; sequence <= 40_000; sequence++) {
        assertThat(slow.json().get("sequence").longValue()).isEqualTo(sequence);
      }
      assertThat(slow.closed().code()).isEqualTo(1000);
    }
  }

  @Test
  void whoTakesNoAnswersIsNotReadFrom() throws Exception {
    try (SocketChannel deaf = TestClient.handshake(server.port(), "/streams/slow")) {
      deaf.configureBlocking(false);
      ByteBuffer commands = TestClient.masked("{\"id\":1,\"method\":\"status\"}", 50_000);

      // The server stops reading, so in the end nothing more can be written.
      await()
          .during(Duration.ofMillis(500))
          .until(
              () -> {
                int written = deaf.write(commands);
                if (!commands.hasRemaining()) {
                  commands.rewind();
                }
                return written == 0;
              });
    }
  }

  @Test
  void binaryIsRefusedWith1003() throws Exception {
    try (TestClient client = server.connect("/streams/slow")) {
      client.json();
      client.sayBinary(new byte[] {1, 2, 3});

      assertThat(client.closed().code()).isEqualTo(1003);
    }
  }

  @Test
  void aMessageLargerThanAllowedEndsWith1009() throws Exception {
    try (TestClient client = server.connect("/streams/slow")) {
      client.json();
      client.say("x".repeat(70_000));

      assertThat(client.closed().code()).isEqualTo(1009);
    }
  }
}
