package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Streams as server-sent events, the list of streams, and health.
class EventsTest {
  @TempDir Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    TestServer.counter(folder, "count", "rate: 500\nevents:\n  step: { weight: 1 }");
    TestServer.counter(folder, "all", "rate: 500\naudience: shared\ncount: 5");
    TestServer.narrative(folder, "broken", "rte: 1");
    server = TestServer.start(folder, Map.of());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void eventsCarryTheirSequenceAsIdAndTheLastThingIsTheEnd() throws Exception {
    HttpResponse<String> response = server.get("/streams/count/events?count=3&seed=1");

    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    String[] blocks = response.body().split("\n\n", -1);
    assertThat(blocks).hasSize(5);
    for (int i = 0; i < 3; i++) {
      String[] lines = blocks[i].split("\n", -1);
      assertThat(lines[0]).isEqualTo("id: " + (i + 1));
      JsonNode event = TestServer.JSON.readTree(lines[1].substring("data: ".length()));
      assertThat(event.get("sequence").intValue()).isEqualTo(i + 1);
    }
    assertThat(blocks[3])
        .isEqualTo("event: end\ndata: {\"code\":1000,\"reason\":\"story complete\"}");
  }

  @Test
  void aClientThatWasCutOffGoesOnWhereItWasAndIsDoneWhenItHasHadAll() throws Exception {
    String path = "/streams/count/events?count=10&format=data";

    List<String> whole = data(server.get(path));
    List<String> rest = data(server.get(path, "Last-Event-ID", "6"));

    assertThat(whole).hasSize(10);
    assertThat(rest).isEqualTo(whole.subList(6, 10));
    // What keeps a browser from asking again.
    assertThat(server.get(path, "Last-Event-ID", "10").statusCode()).isEqualTo(204);
    assertThat(server.get("/streams/all/events", "Last-Event-ID", "5").statusCode()).isEqualTo(204);
  }

  @Test
  void aLastEventIdThatCannotBeOneIsRefused() throws Exception {
    for (String id : List.of("999999999999999", "-1", "x")) {
      assertThat(server.get("/streams/count/events", "Last-Event-ID", id).statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void clientsThatResetTheirConnectionGiveTheirPlacesBack() throws Exception {
    byte[] request =
        "GET /streams/count/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 200; i++) {
      try (Socket socket = new Socket("localhost", server.port())) {
        socket.getOutputStream().write(request);
        socket.setSoLinger(true, 0);
      }
    }

    await().until(() -> server.connections() == 0);
  }

  private static List<String> data(HttpResponse<String> response) {
    return response.body().lines().filter(l -> l.startsWith("data: {\"n\"")).toList();
  }

  @Test
  void aClientThatVanishesGivesItsPlaceBack() throws Exception {
    try (Socket socket = new Socket("localhost", server.port())) {
      String request = "GET /streams/count/events HTTP/1.1\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      await().until(() -> server.connections() == 1);
    }

    await().until(() -> server.connections() == 0);
  }

  @Test
  void aSharedStoryIsHeardAsServerSentEventsToo() throws Exception {
    HttpResponse<String> response = server.get("/streams/all/events");

    assertThat(response.body()).contains("id: 1\n", "id: 5\n", "event: end\n");
  }

  @Test
  void theListTellsWhatThereIsToHear() throws Exception {
    JsonNode list = server.json("/streams");

    assertThat(list).hasSize(2);
    JsonNode count = list.get(1);
    assertThat(count.get("name").textValue()).isEqualTo("count");
    assertThat(count.get("title").textValue()).isEqualTo("Counting");
    assertThat(count.get("rate").doubleValue()).isEqualTo(500);
    assertThat(count.get("types")).hasSize(1);
    assertThat(list.get(0).get("audience").textValue()).isEqualTo("shared");
  }

  @Test
  void healthIsAnsweredByTheSocketThatClientsUse() throws Exception {
    assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(server.json("/health/ready").get("status").textValue()).isEqualTo("ready");
  }
}
