package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Recordings played to real clients.
class ReplayTest {
  /// The handshake of seed 000.
  private static final String HANDSHAKE =
      """
      {"ts":0,"dir":"out","text":"HELLO {{uuid}}","waitFor":"^CLIENT_READY$"}
      {"ts":10,"dir":"out","text":"{\\"type\\":\\"welcome\\",\\"sessionId\\":\\"{{uuid}}\\"}"}
      {"ts":20,"dir":"out","text":"{\\"data\\":{{randInt 1 100}}}","waitFor":"^ACK$"}
      """;

  private static final String UUID =
      "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

  @TempDir Path folder;
  private @Nullable TestServer started;

  private void serve(String replay, String... handlers) throws IOException {
    Files.createDirectories(folder.resolve("replays"));
    Files.writeString(folder.resolve("replays/r.jsonl"), replay);
    if (handlers.length > 0) {
      Files.writeString(
          folder.resolve("fabula.yaml"),
          "websocket:\n  handlers:\n    - " + String.join("\n    - ", handlers) + "\n");
    }
    started = TestServer.start(folder, Map.of("replays", folder.resolve("replays").toString()));
  }

  private TestServer server() {
    return Objects.requireNonNull(started);
  }

  @AfterEach
  void stop() {
    server().close();
  }

  @Test
  void theHandshakeIsPlayedToWhoSaysTheRightThings() throws Exception {
    // Given the three lines of seed 000
    serve(HANDSHAKE);

    // When a client says what they wait for
    try (TestClient client = server().connect("/replays/r")) {
      client.say("CLIENT_READY");
      assertThat(client.text()).matches("HELLO " + UUID);
      JsonNode welcome = client.json();
      client.say("ACK");
      JsonNode data = client.json();

      // Then it hears all three, and the end
      assertThat(welcome.path("type").asText()).isEqualTo("welcome");
      assertThat(welcome.path("sessionId").asText()).matches(UUID);
      assertThat(data.path("data").asInt()).isBetween(1, 100);
      assertThat(client.closed()).isEqualTo(new TestClient.Close(1000, "replay complete"));
    }
  }

  @Test
  void whoSaysTheWrongThingHearsNothingUntilTheRightOne() throws Exception {
    serve(HANDSHAKE);

    try (TestClient client = server().connect("/replays/r")) {
      client.say("CLIENT_READY?").say("ready").say("CLIENT_READY");
      assertThat(client.text()).startsWith("HELLO ");
    }
  }

  @Test
  void whoTakesTooLongIsToldSo() throws Exception {
    // Given a wait with a limit
    serve("{\"ts\":0,\"text\":\"hi\",\"waitFor\":\"^ACK$\",\"timeout\":\"50ms\"}\n");

    // When the client says something else
    try (TestClient client = server().connect("/replays/r")) {
      client.say("NAK");

      // Then the connection is closed, with the reason
      assertThat(client.closed())
          .isEqualTo(new TestClient.Close(4408, "nothing came that line 1 waits for: ^ACK$"));
    }
  }

  @Test
  void aPathWaitsForJsonAndTokensSeeTheMessage() throws Exception {
    serve(
        """
        {"ts":0,"text":"User {{$.user.name}} authenticated, {{message.user.roles[0]}}","waitFor":"$.user.id"}
        {"ts":5,"text":"still {{$.user.name}}"}
        """);

    try (TestClient client = server().connect("/replays/r")) {
      client.say("{\"user\":{\"name\":\"nobody\"}}").say("not JSON");
      client.say("{\"user\":{\"id\":7,\"name\":\"Ada\",\"roles\":[\"root\"]}}");
      assertThat(client.text()).isEqualTo("User Ada authenticated, root");
      assertThat(client.text()).isEqualTo("still Ada");
    }
  }

  @Test
  void oneMessageSatisfiesOneWait() throws Exception {
    // Given two lines that wait for the same
    serve(
        """
        {"ts":0,"text":"one","waitFor":"go"}
        {"ts":0,"text":"two","waitFor":"go","timeout":"100ms"}
        """);

    // When the client says it once
    try (TestClient client = server().connect("/replays/r")) {
      client.say("go");

      // Then the second goes on waiting
      assertThat(client.text()).isEqualTo("one");
      assertThat(client.closed().code()).isEqualTo(4408);
    }
  }

  @Test
  void aGeneratedLineChangesNoWaitAndItsTokensAreText() throws Exception {
    // Given a line that was inserted between a message and the wait for it
    serve(
        """
        {"ts":0,"text":"begin"}
        {"ts":100,"text":"by the way {{uuid}}","generated":{"by":"offline","narrative":"n"}}
        {"ts":200,"text":"thanks","waitFor":"early"}
        """);

    // When the client has said it before that line came
    try (TestClient client = server().connect("/replays/r")) {
      assertThat(client.text()).isEqualTo("begin");
      client.say("early");
      assertThat(client.text()).isEqualTo("by the way {{uuid}}");

      // Then it counts
      assertThat(client.text()).isEqualTo("thanks");
    }
  }

  @Test
  void whatWasSaidBeforeALineDoesNotAnswerIt() throws Exception {
    // Given a recording that asks twice
    serve(
        """
        {"ts":0,"text":"first?","waitFor":"begin"}
        {"ts":0,"text":"done","waitFor":"yes","timeout":"100ms"}
        """);

    // When the client answers before it was asked
    try (TestClient client = server().connect("/replays/r")) {
      client.say("yes").say("begin");

      // Then that was not the answer
      assertThat(client.text()).isEqualTo("first?");
      assertThat(client.closed().code()).isEqualTo(4408);
    }
  }

  @Test
  void whatTheClientSaidIsNotSentAndBinaryIsBinary() throws Exception {
    serve(
        """
        {"ts":0,"dir":"in","text":"hello"}
        {"ts":0,"dir":"out","binary":"AAECA/8="}
        {"ts":1,"dir":"out","text":"über"}
        {"ts":2,"dir":"out","text":"after","waitFor":"^\\u0001"}
        """);

    try (TestClient client = server().connect("/replays/r")) {
      assertThat(client.binary()).containsExactly(0, 1, 2, 3, -1);
      assertThat(client.text()).isEqualTo("über");
      client.sayBinary(new byte[] {1, 2});
      assertThat(client.text()).isEqualTo("after");
    }
  }

  @Test
  void aLoopBeginsAgainAndAHoldStaysOpen() throws Exception {
    // Given the same recording twice
    serve(
        """
        {"ts":0,"text":"a"}
        {"ts":1,"text":"b"}
        """,
        "{ path: /loop, type: replay, file: replays/r.jsonl, loop: true, speed: max }",
        "{ path: /hold, file: replays/r.jsonl, hold: true }");

    // When it loops, it goes on
    try (TestClient client = server().connect("/loop")) {
      for (int i = 0; i < 100; i++) {
        assertThat(client.text()).isEqualTo("a");
        assertThat(client.text()).isEqualTo("b");
      }
    }

    // When it holds, the connection answers no more and stays open
    try (TestClient client = server().connect("/hold")) {
      assertThat(client.text()).isEqualTo("a");
      assertThat(client.text()).isEqualTo("b");
      client.say("are you there?");
      assertThat(server().connections()).isGreaterThanOrEqualTo(1);
    }
  }

  @Test
  void aLoopOfNothingEnds() throws Exception {
    serve(
        "{\"ts\":0,\"dir\":\"in\",\"text\":\"a\"}\n",
        "{ path: /loop, type: replay, file: replays/r.jsonl, loop: true }");

    try (TestClient client = server().connect("/loop")) {
      assertThat(client.closed().code()).isEqualTo(1000);
    }
  }

  @Test
  void aClientThatLeavesWhileALineWaitsFreesItsPlace() throws Exception {
    serve("{\"ts\":0,\"text\":\"a\",\"waitFor\":\"never\"}\n");
    TestClient client = server().connect("/replays/r");
    client.say("something");

    client.close();

    await().untilAsserted(() -> assertThat(server().connections()).isZero());
  }

  @Test
  void timesAreThoseOfTheRecordingDividedBySpeed() throws Exception {
    // Given an hour of silence
    serve("{\"ts\":0,\"text\":\"a\"}\n{\"ts\":3600000,\"text\":\"b\"}\n");

    // When it is played as fast as the client takes it
    try (TestClient client = server().connect("/replays/r?speed=max")) {
      assertThat(client.text()).isEqualTo("a");
      assertThat(client.text()).isEqualTo("b");
    }

    // When it is played a thousand times as fast, it is there within the test's patience
    try (TestClient client = server().connect("/replays/r?speed=1000")) {
      assertThat(client.text()).isEqualTo("a");
      assertThat(client.text()).isEqualTo("b");
    }
  }

  @Test
  void waitsWaitAtAnySpeed() throws Exception {
    serve("{\"ts\":9000,\"text\":\"a\",\"waitFor\":\"go\",\"timeout\":\"100ms\"}\n");

    try (TestClient client = server().connect("/replays/r?speed=max")) {
      assertThat(client.closed().code()).isEqualTo(4408);
    }
  }

  @Test
  void theSameSeedGivesTheSameTokens() throws Exception {
    serve("{\"ts\":0,\"text\":\"{{uuid}} {{randInt 1 1000000}}\"}\n");
    String first;
    try (TestClient client = server().connect("/replays/r?seed=5")) {
      first = client.text();
    }

    try (TestClient client = server().connect("/replays/r?seed=5");
        TestClient other = server().connect("/replays/r?seed=6")) {
      assertThat(client.text()).isEqualTo(first);
      assertThat(other.text()).isNotEqualTo(first);
    }
  }

  @Test
  void anEditIsHeardByTheNextClient() throws Exception {
    serve("{\"ts\":0,\"text\":\"before\"}\n");
    try (TestClient client = server().connect("/replays/r")) {
      assertThat(client.text()).isEqualTo("before");
    }

    Files.writeString(folder.resolve("replays/r.jsonl"), "{\"ts\":0,\"text\":\"after\"}\n");

    try (TestClient client = server().connect("/replays/r")) {
      assertThat(client.text()).isEqualTo("after");
    }
  }

  @Test
  void aFaultInTheMiddleEndsTheReplayWithItsLine() throws Exception {
    serve("{\"ts\":0,\"text\":\"a\"}\n{\"ts\":1,\"txt\":\"b\"}\n");

    try (TestClient client = server().connect("/replays/r")) {
      assertThat(client.text()).isEqualTo("a");
      TestClient.Close close = client.closed();
      assertThat(close.code()).isEqualTo(1011);
      assertThat(close.reason()).startsWith("r: line 2: ").contains("txt");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/replays/nope|404|no replay 'nope'; there are bad, r",
        "/replays/..%2Fr|404|",
        "/replays/r?speed=0|400|a speed is from 0.1 to 1000, or max",
        "/replays/r?speed=fast|400|a speed is from 0.1 to 1000, or max",
        "/replays/r?speeed=2|400|did you mean 'speed'?",
        "/replays/bad|422|bad cannot be played: line 1, column"
      })
  void whatCannotBePlayedIsRefusedBeforeTheUpgrade(String path, int status, String message)
      throws Exception {
    serve("{\"ts\":0,\"text\":\"a\"}\n");
    Files.writeString(folder.resolve("replays/bad.jsonl"), "{\"ts\":-1,\"text\":\"a\"}\n");

    String refused = RawRequest.handshake(server().port(), path);

    assertThat(refused).startsWith("HTTP/1.1 " + status + " ");
    assertThat(refused).contains(message == null ? "" : message);
  }

  @Test
  void aFileWhoseNameTellsNoFormatIsRefusedAsOneThatCannotBePlayed() throws Exception {
    serve("{\"ts\":0,\"text\":\"a\"}\n", "{ path: /x, file: x.js }");
    Files.writeString(folder.resolve("x.js"), "return 1;\n");

    assertThat(RawRequest.handshake(server().port(), "/x"))
        .startsWith("HTTP/1.1 422 ")
        .contains("x.js cannot be played: its ending tells no format; .jsonl, ");
  }

  @Test
  void theDefaultEndpointEchoesVerbatim() throws Exception {
    serve("{\"ts\":0,\"text\":\"a\"}\n");

    try (TestClient client = server().connect("/ws")) {
      client.say("{{uuid}} ü");
      client.sayBinary(new byte[] {3, 1});
      assertThat(client.text()).isEqualTo("{{uuid}} ü");
      assertThat(client.binary()).containsExactly(3, 1);
    }
  }

  @Test
  void theDefaultEndpointPlaysTheFileOfTheEnvironment() throws Exception {
    Path file = folder.resolve("my.jsonl");
    Files.writeString(file, "{\"ts\":0,\"text\":\"played\"}\n");
    started = TestServer.start(folder, Map.of(), Map.of("FABULA_WS_REPLAY_FILE", file.toString()));

    try (TestClient client = server().connect("/ws")) {
      assertThat(client.text()).isEqualTo("played");
    }
  }

  @Test
  void tokensReadTheVariablesThatTheConfigurationAllows() throws Exception {
    Files.createDirectories(folder.resolve("replays"));
    Files.writeString(
        folder.resolve("replays/r.jsonl"),
        "{\"ts\":0,\"text\":\"{{env.REGION}} {{env.SECRET}}\"}\n");
    Files.writeString(
        folder.resolve("fabula.yaml"), "templates: { env: [REGION] }\nreplays: ./replays\n");
    started = TestServer.start(folder, Map.of(), Map.of("REGION", "eu", "SECRET", "canary-31"));

    try (TestClient client = server().connect("/replays/r")) {
      assertThat(client.text()).isEqualTo("eu {{env.SECRET}}");
    }
  }

  @Test
  void manyClientsAtOnceHearTheirOwnReplay() throws Exception {
    serve(HANDSHAKE);
    List<TestClient> clients = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      clients.add(server().connect("/replays/r"));
    }
    for (TestClient client : clients) {
      client.say("CLIENT_READY");
    }

    for (TestClient client : clients) {
      assertThat(client.text()).startsWith("HELLO ");
      assertThat(client.json().path("type").asText()).isEqualTo("welcome");
      client.say("ACK");
      assertThat(client.json().path("data").asInt()).isPositive();
      assertThat(client.closed().code()).isEqualTo(1000);
      client.close();
    }
  }
}
