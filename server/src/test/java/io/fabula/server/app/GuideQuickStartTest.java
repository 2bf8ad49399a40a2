package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabula.server.config.ConfigReader;
import io.fabula.server.config.ConfigSource;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The guide's section Quick Start: its block, and each row of its table of variables, which stand
/// above what the block says.
class GuideQuickStartTest {
  @TempDir Path folder;

  private Path file = Path.of("");

  @BeforeEach
  void theBlockIsTheFile() throws IOException {
    file = Files.writeString(folder.resolve("fabula.yaml"), Guide.block("basic-configuration"));
  }

  /// A server on a free port, unless something says which.
  private FabulaServer serve(Map<String, String> environment, Map<String, String> flags) {
    Map<String, String> all = new HashMap<>(environment);
    all.putIfAbsent("FABULA_WS_PORT", "0");
    ConfigReader.Flags read = new ConfigReader.Flags(Optional.of(file), Optional.empty(), flags);
    return FabulaServer.start(new ConfigSource(read, all, folder), Optional.empty());
  }

  private FabulaServer serve(String variable, String value) {
    return serve(Map.of(variable, value), Map.of());
  }

  private static String status(FabulaServer server, String path) throws IOException {
    return RawRequest.handshake(server.port(), path)
        .lines()
        .findFirst()
        .orElse("")
        .split(" ", -1)[1];
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void theBlockServesTheDefaultEndpoint() throws Exception {
    try (FabulaServer server = serve(Map.of(), Map.of());
        TestClient client = TestClient.connect(server.port(), "/ws")) {
      assertThat(client.say("hello").text()).isEqualTo("hello");
    }
  }

  @Test
  void enabledSwitchesWebSocketsOffAndOn() throws Exception {
    try (FabulaServer off = serve("FABULA_WS_ENABLED", "false")) {
      assertThat(status(off, "/ws")).isEqualTo("404");
      assertThat(
              RawRequest.answer(
                  off.port(), "GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n"))
          .startsWith("HTTP/1.1 200");
    }
    Files.writeString(file, Files.readString(file).replace("enabled: true", "enabled: false"));
    try (FabulaServer on = serve("FABULA_WS_ENABLED", "true")) {
      assertThat(status(on, "/ws")).isEqualTo("101");
    }
  }

  @Test
  void portIsWhereItListens() throws Exception {
    int port = freePort();
    try (FabulaServer server = serve("FABULA_WS_PORT", Integer.toString(port));
        TestClient client = TestClient.connect(port, "/ws")) {
      assertThat(server.port()).isEqualTo(port);
      assertThat(client.say("hello").text()).isEqualTo("hello");
    }
  }

  @Test
  void pathIsWhereTheDefaultEndpointStands() throws Exception {
    try (FabulaServer server = serve("FABULA_WS_PATH", "/api/realtime");
        TestClient client = TestClient.connect(server.port(), "/api/realtime")) {
      assertThat(client.say("hello").text()).isEqualTo("hello");
      assertThat(status(server, "/ws")).isEqualTo("404");
    }
  }

  @Test
  void whoComesWhenMaxConnectionsAreThereIsToldToComeAgain() throws Exception {
    try (FabulaServer server = serve("FABULA_WS_MAX_CONNECTIONS", "2");
        TestClient one = TestClient.connect(server.port(), "/ws");
        TestClient two = TestClient.connect(server.port(), "/ws")) {
      assertThat(RawRequest.handshake(server.port(), "/ws"))
          .startsWith("HTTP/1.1 503")
          .containsIgnoringCase("Retry-After:");

      // Those who are there stay, and a place that gets free is given away
      assertThat(two.say("still here").text()).isEqualTo("still here");
      one.leave(1000, "");
      await().until(() -> status(server, "/ws").equals("101"));
    }
  }

  @Test
  void aMessageAboveMaxMessageSizeClosesWith1009() throws Exception {
    try (FabulaServer server = serve("FABULA_WS_MAX_MESSAGE_SIZE", "10");
        TestClient text = TestClient.connect(server.port(), "/ws");
        TestClient binary = TestClient.connect(server.port(), "/ws")) {
      assertThat(text.say("0123456789").text()).isEqualTo("0123456789");
      text.say("0123456789a");
      assertThat(text.closed().code()).isEqualTo(1009);

      binary.sayBinary(new byte[10]);
      assertThat(binary.binary()).hasSize(10);
      binary.sayBinary(new byte[11]);
      assertThat(binary.closed().code()).isEqualTo(1009);
    }
  }

  @Test
  void pingsComeAtThePingInterval() throws Exception {
    try (FabulaServer server = serve("FABULA_WS_PING_INTERVAL", "1");
        SocketChannel socket = TestClient.handshake(server.port(), "/ws")) {
      StringBuilder heard = new StringBuilder();
      socket.socket().setSoTimeout(20_000);
      while (!heard.toString().contains("\r\n\r\n")) {
        heard.append((char) socket.socket().getInputStream().read());
      }
      assertThat(heard).startsWith("HTTP/1.1 101");
      // FIN and opcode 9 (RFC 6455, section 5.5.2) is the first that a silent client hears
      assertThat(socket.socket().getInputStream().read()).isEqualTo(0x89);
    }
  }

  @Test
  void hotReloadTakesUpWhatIsSaved() throws Exception {
    try (FabulaServer server = serve("FABULA_WS_HOTRELOAD", "true")) {
      assertThat(status(server, "/new")).isEqualTo("404");

      Files.writeString(
          file, Files.readString(file) + "  handlers: [{ path: /new, type: echo }]\n");

      await().until(() -> status(server, "/new").equals("101"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "/flag, /long, /short, /file, /flag",
        "-,     /long, /short, /file, /long",
        "-,     -,     /short, /file, /short",
        "-,     -,     -,      /file, /file",
        "-,     -,     -,      -,     /ws"
      })
  void flagsStandAboveTheEnvironmentWithItsLongSpellingFirstThatAboveTheFileAndThatAboveTheDefault(
      String flag, String longName, String shortName, String inFile, String expected)
      throws Exception {
    String block = Guide.block("basic-configuration");
    Files.writeString(
        file, block.replace("  path: \"/ws\"\n", inFile == null ? "" : "  path: " + inFile + "\n"));
    Map<String, String> environment = new HashMap<>();
    environment.computeIfAbsent("FABULA_WEBSOCKET_PATH", _ -> longName);
    environment.computeIfAbsent("FABULA_WS_PATH", _ -> shortName);
    Map<String, String> flags = flag == null ? Map.of() : Map.of("websocket.path", flag);

    try (FabulaServer server = serve(environment, flags)) {
      for (String path : new String[] {"/flag", "/long", "/short", "/file", "/ws"}) {
        assertThat(status(server, path)).as(path).isEqualTo(path.equals(expected) ? "101" : "404");
      }
    }
  }
}
