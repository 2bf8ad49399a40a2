package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Interactive endpoints among clients that mean no good, and scripts that do odd things.
class HostileClientsTest {
  @TempDir Path folder;

  private TestServer serve(String handlers) throws Exception {
    return Guide.configured(folder, "websocket:\n  handlers:\n" + handlers.indent(4));
  }

  @Test
  void oddNumbersAreComparedAndRepeatedWithoutHarm() throws Exception {
    try (TestServer server =
            serve(
                """
                - path: /numbers
                  rules:
                    - { match: { n: 1 }, response: one }
                    - { match: { "$.list.sum()": 5 }, response: five }
                    - { match: { "$.list.avg()": 5 }, response: five }
                    - { match: "$.list[?(@ > 10)]", response: "many {{message.list}}" }
                  fallback: { other: "{{message.n}}" }
                """);
        TestClient client = server.connect("/numbers")) {
      for (String n : List.of("1e999999999", "-1e-999999999", "1e2147483647", "0e999999999")) {
        assertThat(client.say("{\"n\":" + n + "}").text()).as(n).startsWith("{\"other\":");
      }
      assertThat(client.say("{\"list\":[1e308,1e308]}").text()).startsWith("many");
      assertThat(client.say("{\"list\":[1e999999999,1e999999999]}").text()).startsWith("many");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":1e99999999999}  | the message has a number that is too large
          {"a":LONG}           | the message has a number that is too long
          """)
  void aNumberThatNobodyCanHoldIsCalledByItsName(String said, String reason) throws Exception {
    try (TestServer server =
            serve("- { path: /long, rules: [{ match: { a: 1 }, response: one }] }\n");
        TestClient client = server.connect("/long")) {
      client.say(said.replace("LONG", "1".repeat(2000)));
      assertThat(client.closed()).isEqualTo(new TestClient.Close(1008, reason));
    }
  }

  @Test
  void aMethodThatClosesIsAnsweredBefore() throws Exception {
    try (TestServer server =
            serve(
                """
                - path: /rpc
                  methods:
                    - { name: bye, handler: "close(4001, 'as you wish'); return 'bye';" }
                """);
        TestClient client = server.connect("/rpc")) {
      client.say("{\"jsonrpc\":\"2.0\",\"method\":\"bye\",\"id\":1}");
      assertThat(client.closed()).isEqualTo(new TestClient.Close(4001, "as you wish"));
      assertThat(client.text()).isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":\"bye\",\"id\":1}");
    }
  }

  @Test
  void theLastWordsMaySendAndCloseAndBroadcast() throws Exception {
    try (TestServer server =
            serve(
                """
                - path: /last
                  type: script
                  script: "close(4002); return 'going';"
                  on_close: |
                    send("sent");
                    close(4003, "again");
                    rooms.join("late");
                    broadcast("/last", "one has gone", { self: true });
                    return ["returned"];
                """);
        TestClient client = server.connect("/last");
        TestClient other = server.connect("/last")) {
      client.say("x");
      assertThat(client.closed().code()).isEqualTo(4002);
      assertThat(List.of(client.text(), client.text(), client.text()))
          .containsExactly("going", "sent", "returned");
      assertThat(other.text()).isEqualTo("one has gone");
    }
  }

  @Test
  void closeCodesOfScriptsAreSent() throws Exception {
    try (TestServer server =
        serve(
            """
                - { path: /codes, type: script, script: "close(Number(message.text), 'r');" }
                """)) {
      for (int code : List.of(1000, 1003, 1012, 1014, 3000, 4999)) {
        try (TestClient client = server.connect("/codes")) {

          client.say(Integer.toString(code));
          assertThat(client.closed().code()).isEqualTo(code);
        }
      }
    }
  }

  @Test
  void whatIsSaidAfterTheEndIsNotHeard() throws Exception {
    try (TestServer server =
            serve(
                """
                - path: /end
                  type: script
                  script: |
                    if (message.text === "bye") { close(4001); return; }
                    broadcast("/end", message.text);
                """);
        TestClient watcher = server.connect("/end")) {
      try (SocketChannel thrownOut = TestClient.handshake(server.port(), "/end")) {
        thrownOut.write(TestClient.masked("bye", 1));
        thrownOut.write(TestClient.masked("ghost", 20));
        ByteBuffer heard = ByteBuffer.allocate(4096);
        // The close frame, with its code.
        while (!new String(heard.array(), StandardCharsets.ISO_8859_1).contains("\u000f\u00a1")) {
          assertThat(thrownOut.read(heard)).isPositive();
        }
      }
      await().until(() -> server.connections() == 1);
      try (TestClient last = server.connect("/end")) {
        last.say("last");
        assertThat(watcher.text()).isEqualTo("last");
      }
    }
  }

  @Test
  void emptyMessagesPileUpNoMoreThanOthers() throws Exception {
    try (TestServer server =
            Guide.configured(
                folder,
                """
                streams: { outbox: 24MB }
                websocket:
                  handlers:
                    - path: /storm
                      type: script
                      script: |
                        const fill = message.text === "fill" ? "x".repeat(200000) : "";
                        for (let i = 0; i < (fill ? 1 : 1000); i++) broadcast("/storm", fill);
                        return "said";
                """);
        TestClient speaker = server.connect("/storm");
        SocketChannel deaf = TestClient.handshake(server.port(), "/storm")) {
      await().until(() -> server.connections() == 2);
      // More than the system takes, less than the outbox.
      for (int i = 0; i < 100; i++) {
        speaker.say("fill").text();
      }
      for (int i = 0; i < 200; i++) {
        speaker.say("empty").text();
      }
      await().atMost(Duration.ofSeconds(20)).until(() -> server.connections() == 1);
      assertThat(deaf.isConnected()).isTrue();
    }
  }

  @Test
  void longMessagesAreNotKeptForLaterWithoutEnd() throws Exception {
    try (TestServer server =
            serve(
                """
                - path: /later
                  rules:
                    - match: { type: slow }
                      response: got
                      then: { delay_ms: 86400000, response: "{{message.type}}" }
                """);
        TestClient client = server.connect("/later")) {
      String big = "{\"type\":\"slow\",\"fill\":[" + "1.5,".repeat(15_000) + "1]}";
      for (int i = 0; i < 17; i++) {
        assertThat(client.say(big).text()).isEqualTo("got");
      }
      client.say(big);
      assertThat(client.closed())
          .isEqualTo(new TestClient.Close(1008, "too many answers are still to come"));
    }
  }

  @Test
  void theAnswersOfABatchAreBounded() throws Exception {
    try (TestServer server =
            serve(
                """
                - path: /rpc
                  methods:
                    - { name: big, handler: "return 'x'.repeat(200000);" }
                """);
        TestClient client = server.connect("/rpc")) {
      String call = "{\"jsonrpc\":\"2.0\",\"method\":\"big\",\"id\":1}";
      client.say("[" + call + ("," + call).repeat(39) + "]");
      JsonNode answers = client.json();
      assertThat(answers).hasSize(40);
      assertThat(answers.get(0).path("result").asText()).hasSize(200_000);
      assertThat(answers.get(39).path("error").path("code").asInt()).isEqualTo(-32603);
    }
  }

  @Test
  void whoDoesNotTakeItsEndingIsGoneWhenItAnswersNoPings() throws Exception {
    try (TestServer server =
            Guide.configured(
                folder,
                """
                streams: { outbox: 64MB }
                websocket:
                  ping_interval: 1
                  handlers:
                    - path: /end
                      type: script
                      script: |
                        const much = "x".repeat(200000);
                        for (let i = 0; i < 60; i++) send(much);
                        close(4001);
                """);
        SocketChannel deaf = TestClient.handshake(server.port(), "/end")) {
      await().until(() -> server.connections() == 1);
      deaf.write(TestClient.masked("x", 1));
      await().atMost(Duration.ofSeconds(20)).until(() -> server.connections() == 0);
    }
  }
}
