package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is refused before the upgrade: always a status, always a JSON body that says why.
class RefusalTest {
  private static final String KEY = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
  private static final String VERSION = "Sec-WebSocket-Version: 13\r\n";
  private static final String UPGRADE = "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n";

  @TempDir Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    TestServer.counter(folder, "count", "rate: 1");
    TestServer.counter(folder, "fast", "rate: 200000");
    TestServer.counter(folder, "all", "rate: 1\naudience: shared");
    TestServer.narrative(folder, "bare", "rate: 1");
    TestServer.narrative(folder, "broken", "rte: 1");
    Files.writeString(folder.resolve("secret.txt"), "secret");
    server = TestServer.start(folder, Map.of("websocket.max_connections", "2"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String answer(String request) throws IOException {
    return RawRequest.answer(server.port(), request);
  }

  private String handshake(String path, String headers) throws IOException {
    return answer(
        "GET "
            + path
            + " HTTP/1.1\r\nHost: localhost:"
            + server.port()
            + "\r\n"
            + headers
            + "\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /streams/nobody                | 404 | no stream 'nobody'
          /streams/secret.txt            | 404 | no stream 'secret.txt'
          /streams/..%2Fsecret           | 404 | no stream
          /streams/%2e%2e%2f%2e%2e%2fetc | 404 | no stream
          /elsewhere                     | 404 | no WebSocket at this path
          /streams/count?rate=0          | 400 | rate must be from 0.01 to 100000
          /streams/count?rate=-5         | 400 | rate must be
          /streams/count?rate=NaN        | 400 | rate must be
          /streams/count?rate=5d         | 400 | rate must be
          /streams/count?rate=100001     | 400 | rate must be
          /streams/count?count=0         | 400 | count must be
          /streams/count?count=ten       | 400 | count must be
          /streams/count?duration=soon   | 400 | duration must be
          /streams/count?seed=x          | 400 | seed must be
          /streams/count?format=xml      | 400 | format must be
          /streams/count?from=0          | 400 | from must be
          /streams/count?sped=1          | 400 | did you mean 'seed'?
          /streams/count?rate=1&rate=2   | 400 | given twice
          /streams/all?rate=5            | 400 | one story for all
          /streams/all?from=7            | 400 | from=7 is not held
          /streams/fast                  | 422 | above streams.max_rate of 100000
          /streams/bare                  | 422 | has no blueprint
          /streams/broken                | 422 | did you mean 'rate'?
          """)
  void aRequestThatCannotBeServedIsRefusedBeforeTheUpgrade(String path, int status, String reason)
      throws Exception {
    String socket = handshake(path, UPGRADE + VERSION + KEY);
    assertThat(socket).startsWith("HTTP/1.1 " + status + " ");
    assertThat(socket).contains("Content-Type: application/json", "{\"error\":\"", reason);

    if (path.startsWith("/streams")) {
      HttpResponse<String> events = server.get(path.replaceFirst("(\\?|$)", "/events$1"));
      assertThat(events.statusCode()).isEqualTo(status);
      assertThat(TestServer.JSON.readTree(events.body()).get("error").textValue()).contains(reason);
    }
  }

  @Test
  void aFaultyHandshakeIs400AndAnotherVersionIs426() throws Exception {
    assertThat(handshake("/streams/count", UPGRADE + VERSION)).startsWith("HTTP/1.1 400");
    assertThat(handshake("/streams/count", UPGRADE + VERSION + "Sec-WebSocket-Key: short\r\n"))
        .startsWith("HTTP/1.1 400");
    assertThat(handshake("/streams/count", VERSION + KEY)).startsWith("HTTP/1.1 400");
    assertThat(handshake("/streams/count", UPGRADE + "Sec-WebSocket-Version: 8\r\n" + KEY))
        .startsWith("HTTP/1.1 426")
        .contains("Sec-WebSocket-Version: 13");
    assertThat(server.get("/streams/count").statusCode()).isEqualTo(426);
  }

  @Test
  void pagesOfOtherOriginsAreRefusedAndProgramsAreNot() throws Exception {
    String good = UPGRADE + VERSION + KEY;
    String own = "Origin: http://localhost:" + server.port() + "\r\n";

    assertThat(handshake("/streams/count", good)).startsWith("HTTP/1.1 101");
    assertThat(handshake("/streams/count", good + own)).startsWith("HTTP/1.1 101");
    assertThat(handshake("/streams/count", good + "Origin: https://evil.example\r\n"))
        .startsWith("HTTP/1.1 403")
        .contains("https://evil.example");
    assertThat(handshake("/streams/count", good + "Origin: null\r\n")).startsWith("HTTP/1.1 403");
    assertThat(server.get("/streams/count/events", "Origin", "https://evil.example").statusCode())
        .isEqualTo(403);
  }

  @Test
  void aNameThatMerelyLeadsToThisMachineIsRefused() throws Exception {
    String rebound =
        answer(
            "GET /streams/count HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\n"
                + UPGRADE
                + VERSION
                + KEY
                + "\r\n");

    assertThat(rebound).startsWith("HTTP/1.1 403").contains("evil.example");
    assertThat(answer("GET /streams HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
        .startsWith("HTTP/1.1 403")
        .contains("{\"error\":");
  }

  @Test
  void noSubprotocolAndNoExtensionIsPromisedThatIsNotSpoken() throws Exception {
    String answer =
        handshake(
            "/streams/count",
            UPGRADE
                + VERSION
                + KEY
                + "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Extensions: permessage-deflate\r\n");

    assertThat(answer).startsWith("HTTP/1.1 101");
    assertThat(answer).doesNotContain("Sec-WebSocket-Protocol", "permessage-deflate", "Set-Cookie");
  }

  @Test
  void beyondCapacityIs503UntilAPlaceIsFree() throws Exception {
    String full;
    try (TestClient one = server.connect("/streams/count");
        TestClient two = server.connect("/streams/count")) {
      one.json();
      two.json();
      full = handshake("/streams/count", UPGRADE + VERSION + KEY);
      assertThat(server.get("/streams/count/events").statusCode()).isEqualTo(503);
    }
    assertThat(full).startsWith("HTTP/1.1 503").contains("Retry-After: 5", "all 2 connections");

    await().until(() -> server.connections() == 0);
    try (TestClient three = server.connect("/streams/count")) {
      assertThat(three.json().get("sequence").longValue()).isOne();
    }
  }

  @Test
  void anHttpRequestThatIsNoneIsAnsweredInJsonToo() throws Exception {
    assertThat(answer("GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("{\"error\":");
    assertThat(answer("POST /streams HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 404")
        .contains("{\"error\":");
    assertThat(handshake("/streams/count?seed=%zz", UPGRADE + VERSION + KEY))
        .startsWith("HTTP/1.1 400")
        .contains("'seed' cannot be read");
    assertThat(server.get("/streams/nobody").statusCode()).isEqualTo(404);
    assertThat(server.get("/nowhere").body()).contains("GET /streams lists the streams");
  }
}
