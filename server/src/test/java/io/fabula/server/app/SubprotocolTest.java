package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubprotocolTest {
  @TempDir Path folder;

  /// The subprotocol that the server promises, empty where it promises none.
  private static String promised(TestServer server, String path, String headers)
      throws IOException {
    String answer =
        RawRequest.answer(
            server.port(),
            "GET "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                + headers.replace("; ", "\r\n")
                + "\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 101");
    return answer
        .lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-protocol:"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .reduce("", String::concat);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /ws    | Sec-WebSocket-Protocol: v2.chat, v1.chat                          | v2.chat
          /ws    | Sec-WebSocket-Protocol: v1.chat, v2.chat                          | v1.chat
          /ws    | Sec-WebSocket-Protocol: v9.chat,v1.chat                           | v1.chat
          /ws    | Sec-WebSocket-Protocol: v9.chat; Sec-WebSocket-Protocol: v1.chat  | v1.chat
          /ws    | Sec-WebSocket-Protocol: V1.CHAT                                   | ''
          /ws    | Sec-WebSocket-Protocol: mqtt                                      | ''
          /ws    | X-None: none                                                      | ''
          /mqtt  | Sec-WebSocket-Protocol: v1.chat, mqtt                             | mqtt
          /none  | Sec-WebSocket-Protocol: v1.chat, mqtt                             | ''
          """)
  void theFirstOfTheClientsOffersThatIsSpokenAtThePathIsPromised(
      String path, String headers, String expected) throws Exception {
    try (TestServer server =
        Guide.configured(
            folder,
            """
            websocket:
              subprotocols: [v1.chat, v2.chat]
              handlers:
                - { path: /mqtt, type: echo, subprotocols: [mqtt] }
                - { path: /none, type: echo, subprotocols: [] }
            """)) {
      assertThat(promised(server, path, headers)).isEqualTo(expected);
    }
  }

  @Test
  void theyAreReadAgainWithTheHandlers() throws Exception {
    String yaml =
        "websocket: {hot_reload: true, handlers: [{path: /a, type: echo, subprotocols: [%s]}]}";
    String offer = "Sec-WebSocket-Protocol: one, two";
    try (TestServer server = Guide.configured(folder, yaml.formatted("one"))) {
      assertThat(promised(server, "/a", offer)).isEqualTo("one");

      Files.writeString(folder.resolve("fabula.yaml"), yaml.formatted("two"));

      await().until(() -> promised(server, "/a", offer).equals("two"));
    }
  }

  @Test
  void withoutAnyConfiguredNoneIsPromised() throws Exception {
    try (TestServer server = Guide.configured(folder, "websocket: {}")) {
      assertThat(promised(server, "/ws", "Sec-WebSocket-Protocol: chat")).isEmpty();
    }
  }
}
