package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabula.generator.document.InvalidDocumentException;
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

/// Recordings that a script changes on their way to real clients.
class TransformTest {
  @TempDir Path folder;
  private @Nullable TestServer started;

  /// Serves a recording at `/t`, changed, and at `/plain`, as it is.
  private void serve(String replay, String script, String... more) throws IOException {
    Files.writeString(folder.resolve("r.jsonl"), replay);
    Files.writeString(folder.resolve("t.js"), script);
    Files.writeString(
        folder.resolve("fabula.yaml"),
        """
        websocket:
          handlers:
            - { path: /t, file: r.jsonl, transform: t.js%s }
            - { path: /plain, file: r.jsonl }
        """
            .formatted(String.join("", more)));
    started = TestServer.start(folder, Map.of());
  }

  private TestServer server() {
    return Objects.requireNonNull(started);
  }

  @AfterEach
  void stop() {
    if (started != null) {
      started.close();
    }
  }

  private static void hears(TestClient client, String... texts) throws InterruptedException {
    List<String> heard = new ArrayList<>();
    for (int i = 0; i < texts.length; i++) {
      heard.add(client.text());
    }
    assertThat(heard).containsExactly(texts);
  }

  @Test
  void itSeesEachMessageAndItsConnectionAndWhatItReturnsGoesOut() throws Exception {
    serve(
        """
        {"ts":0,"text":"{\\"n\\": 1}"}
        {"ts":0,"dir":"in","text":"never seen"}
        {"ts":1,"text":"plain"}
        {"ts":2,"text":"{\\"n\\":\\"{{randInt 5 5}}\\"}"}
        """,
        """
        state.n = (state.n || 0) + 1;
        if (typeof msg === "string") return msg + " " + state.n;
        return {n: message.n, raw: message.text, nth: state.n, at: connection.path,
                id: connection.id, host: connection.headers.host.split(":")[0]};
        """);

    // When two clients listen, each has a state of its own
    for (int i = 1; i <= 2; i++) {
      try (TestClient client = server().connect("/t")) {
        hears(
            client,
            "{\"n\":1,\"raw\":\"{\\\"n\\\": 1}\",\"nth\":1,\"at\":\"/t\",\"id\":\"conn-%d\",\"host\":\"localhost\"}"
                .formatted(i),
            "plain 2",
            "{\"n\":\"5\",\"raw\":\"{\\\"n\\\":\\\"5\\\"}\",\"nth\":3,\"at\":\"/t\",\"id\":\"conn-%d\",\"host\":\"localhost\"}"
                .formatted(i));
        assertThat(client.closed()).isEqualTo(new TestClient.Close(1000, "replay complete"));
      }
    }
  }

  @Test
  void messagesAreKeptDroppedAndMultipliedInTheirOrder() throws Exception {
    serve(
        """
        {"ts":0,"text":"{ \\"id\\": 9007199254740993 }"}
        {"ts":1,"text":"drop"}
        {"ts":2,"text":"twice"}
        {"ts":3,"text":"end"}
        """,
        """
        if (message.text === "drop") return null;
        if (message.text === "twice") return [message, {again: message.text}];
        """);

    try (TestClient client = server().connect("/t")) {
      hears(client, "{ \"id\": 9007199254740993 }", "twice", "{\"again\":\"twice\"}", "end");
      assertThat(client.closed().code()).isEqualTo(1000);
    }
  }

  @Test
  void binaryMessagesGoThroughAsBase64() throws Exception {
    serve(
        """
        {"ts":0,"binary":"AAECA/8="}
        {"ts":1,"binary":"AAECA/8="}
        {"ts":2,"text":"to bytes"}
        {"ts":3,"binary":"AAECA/8="}
        """,
        """
        state.n = (state.n || 0) + 1;
        if (state.n === 2) message.binary = "/wA=";
        if (state.n === 3) return {binary: "Kg=="};
        if (state.n === 4) return message.binary;
        """);

    try (TestClient client = server().connect("/t")) {
      assertThat(client.binary()).containsExactly(0, 1, 2, 3, -1);
      assertThat(client.binary()).containsExactly(-1, 0);
      assertThat(client.binary()).containsExactly(42);
      assertThat(client.text()).isEqualTo("AAECA/8=");
    }
  }

  @Test
  void aWaitStillWaitsAndADroppedMessageEndsNone() throws Exception {
    // Given a question, a message that is dropped, and a wait for the answer to the question
    serve(
        """
        {"ts":0,"text":"question"}
        {"ts":50,"text":"dropped","waitFor":"^go on$"}
        {"ts":50,"text":"thanks","waitFor":"^answer$"}
        """,
        "if (message.text === 'dropped') return null; return message.text.toUpperCase()");

    // When the client answers before it lets the dropped one come
    try (TestClient client = server().connect("/t?speed=max")) {
      hears(client, "QUESTION");
      client.say("answer").say("go on");

      // Then the answer counts
      hears(client, "THANKS");
    }
  }

  @Test
  void aScriptThatFailsEndsItsOwnConnectionWithFileAndLine() throws Exception {
    serve(
        """
        {"ts":0,"text":"{\\"user\\":{\\"name\\":\\"Ada\\"}}"}
        {"ts":1,"text":"{}"}
        {"ts":2,"text":"last"}
        """,
        "const user = message.user;\nreturn user.name;\n");

    try (TestClient client = server().connect("/t");
        TestClient other = server().connect("/plain")) {
      hears(client, "Ada");
      assertThat(client.closed())
          .isEqualTo(
              new TestClient.Close(
                  1011, "t.js:2:8: TypeError: Cannot read property 'name' of undefined"));
      hears(other, "{\"user\":{\"name\":\"Ada\"}}", "{}", "last");
    }
  }

  @Test
  void endlessScriptsDisturbNobodyElse() throws Exception {
    // Given a script that never ends for those who ask for it
    serve(
        """
        {"ts":0,"text":"first"}
        {"ts":1,"text":"second"}
        """,
        """
        if (message.text === "second" && connection.path === "/t") {
          while (true) { state.n = 1 }
        }
        """);

    // When many run into it at once
    List<TestClient> clients = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      clients.add(server().connect("/t"));
    }
    try (TestClient other = server().connect("/plain")) {
      hears(other, "first", "second");
      assertThat(other.closed().code()).isEqualTo(1000);
    }

    // Then each is told what and where, after what came before it
    for (TestClient client : clients) {
      hears(client, "first");
      TestClient.Close close = client.closed();
      assertThat(close.code()).isEqualTo(1011);
      assertThat(close.reason()).startsWith("t.js:2:").contains("more than ");
      client.close();
    }
    await().untilAsserted(() -> assertThat(server().connections()).isZero());
  }

  @Test
  void aMessageThatIsTooLongForScriptsEndsTheConnection() throws Exception {
    serve(
        "{\"ts\":0,\"text\":\"ok\"}\n{\"ts\":1,\"text\":\"" + "x".repeat(300_000) + "\"}\n",
        "return message");

    try (TestClient client = server().connect("/t")) {
      hears(client, "ok");
      assertThat(client.closed())
          .isEqualTo(
              new TestClient.Close(
                  1011, "t.js:1:1: a message of 300000 characters comes in; the limit is 262144"));
    }
  }

  @Test
  void anEditOfTheScriptIsHeardByTheNextClient() throws Exception {
    serve(
        "{\"ts\":0,\"text\":\"a\"}\n{\"ts\":1,\"text\":\"b\",\"waitFor\":\"go\"}\n",
        "return 'one'");
    try (TestClient before = server().connect("/t")) {
      hears(before, "one");

      // When the file is edited while somebody listens
      Files.writeString(folder.resolve("t.js"), "return message.text + ' two'");

      // Then the next client hears it, and who was there goes on with the old one
      try (TestClient after = server().connect("/t")) {
        hears(after, "a two");
      }
      before.say("go");
      hears(before, "one");
    }
  }

  @Test
  void aScriptThatAnEditHasBrokenIsRefusedUntilItIsMended() throws Exception {
    serve("{\"ts\":0,\"text\":\"a\"}\n", "return message");

    Files.writeString(folder.resolve("t.js"), "let x = 1;\nreturn = 5;\n");
    String broken = RawRequest.handshake(server().port(), "/t");
    Files.delete(folder.resolve("t.js"));
    String gone = RawRequest.handshake(server().port(), "/t");

    assertThat(broken)
        .startsWith("HTTP/1.1 422 ")
        .contains("t.js cannot be played: line 2, column");
    assertThat(gone).startsWith("HTTP/1.1 422 ").contains("t.js cannot be played: no such file");
    Files.writeString(folder.resolve("t.js"), "return 'mended'");
    try (TestClient client = server().connect("/t")) {
      hears(client, "mended");
    }
  }

  @Test
  void aBrokenScriptIsAnErrorAtStart() {
    assertThatThrownBy(() -> serve("{\"ts\":0,\"text\":\"a\"}\n", "let x = ;\n"))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageMatching(".*t\\.js:1:9: Expected an operand but found ;");
  }

  @Test
  void aLoopOfWhichNothingIsSentStaysAndEndsWithItsClient() throws Exception {
    serve(
        "{\"ts\":0,\"text\":\"a\"}\n",
        "state.n = (state.n || 0) + 1; return state.n % 5 === 0 ? 'fifth' : null",
        ", loop: true, speed: max");

    TestClient client = server().connect("/t");
    hears(client, "fifth", "fifth");
    client.close();

    await().untilAsserted(() -> assertThat(server().connections()).isZero());
  }

  @Test
  void aClientThatLeavesTakesItsRunningScriptAlong() throws Exception {
    serve(
        "{\"ts\":0,\"text\":\"a\"}\n{\"ts\":1,\"text\":\"b\"}\n",
        "return message.text + 'x'",
        ", loop: true, speed: max");
    List<TestClient> clients = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      clients.add(server().connect("/t"));
    }
    for (TestClient client : clients) {
      hears(client, "ax", "bx");
      client.close();
    }

    await().untilAsserted(() -> assertThat(server().connections()).isZero());
    try (TestClient client = server().connect("/t")) {
      hears(client, "ax", "bx");
    }
  }
}
