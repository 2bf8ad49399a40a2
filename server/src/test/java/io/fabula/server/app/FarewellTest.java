package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FarewellTest {
  @TempDir Path folder;

  @Test
  void aServerThatStopsTellsItsClientsAndLeavesThePort() throws Exception {
    TestServer.counter(folder, "count", "rate: 10");
    TestServer.counter(folder, "all", "rate: 10\naudience: shared");
    TestServer server = TestServer.start(folder, Map.of());
    int port = server.port();
    try (TestClient alone = server.connect("/streams/count");
        TestClient shared = server.connect("/streams/all")) {
      alone.json();
      shared.json();

      server.close();

      assertThat(alone.closed().code()).isEqualTo(1001);
      assertThat(shared.closed().code()).isEqualTo(1001);
    }
    assertThatThrownBy(() -> new Socket("localhost", port).close())
        .isInstanceOf(ConnectException.class);
  }
}
