package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A configuration that changes while the server runs.
class HotReloadTest {
  @TempDir Path folder;

  private static String yaml(String answer) {
    return "websocket:\n  hot_reload: true\n  handlers:\n    - { path: /a, rules: [{ response: "
        + answer
        + " }] }\n";
  }

  private static String asked(TestServer server) throws InterruptedException {
    try (TestClient client = server.connect("/a")) {
      return client.say("?").text();
    }
  }

  @Test
  void aSavedFileTakesEffectForNewConnectionsAndABrokenOneDoesNot() throws Exception {
    // Given a server and a client on it
    try (TestServer server = Guide.configured(folder, yaml("one"));
        TestClient early = server.connect("/a")) {
      assertThat(early.say("?").text()).isEqualTo("one");

      // When the file is saved
      Files.writeString(folder.resolve("fabula.yaml"), yaml("another"));

      // Then new connections get what it says, and the old one stays as it was
      await().until(() -> asked(server).equals("another"));
      assertThat(early.say("?").text()).isEqualTo("one");

      // When it is broken, in its YAML or in a script, what was before stays
      Files.writeString(folder.resolve("fabula.yaml"), "websocket: [");
      Files.writeString(
          folder.resolve("fabula.yaml"), yaml("x").replace("response: x", "handler: 'return +'"));
      assertThat(asked(server)).isEqualTo("another");

      // When it is mended, it takes effect
      Files.writeString(folder.resolve("fabula.yaml"), yaml("mended"));
      await().until(() -> asked(server).equals("mended"));
    }
  }

  @Test
  void theEnvironmentSwitchesItOnAndItIsOffOtherwise() throws Exception {
    Files.writeString(
        folder.resolve("fabula.yaml"), yaml("one").replace("  hot_reload: true\n", ""));
    try (TestServer still = TestServer.start(folder, Map.of());
        TestServer reloading =
            TestServer.start(folder, Map.of(), Map.of("FABULA_WS_HOTRELOAD", "true"))) {
      Files.writeString(
          folder.resolve("fabula.yaml"), yaml("two").replace("  hot_reload: true\n", ""));

      await().until(() -> asked(reloading).equals("two"));
      assertThat(asked(still)).isEqualTo("one");
    }
  }

  @Test
  void webSocketsMayBeSwitchedOff() throws Exception {
    try (TestServer server = Guide.configured(folder, "websocket: { enabled: false }\n")) {
      assertThat(RawRequest.handshake(server.port(), "/ws")).contains("404");
      assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
    }
  }
}
