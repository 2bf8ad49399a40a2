package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs of frames through an extension, which sees each of them.
class CompressionTest {
  @TempDir Path folder;

  /// A client that speaks permessage-deflate (RFC 7692).
  public static final class Listener implements Session.Listener.AutoDemanding {
    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public void onWebSocketText(String message) {
      heard.add(message);
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
      closed.countDown();
      callback.succeed();
    }
  }

  @Test
  void everyEventArrivesWholeAndInItsPlaceWhereItIsCompressed() throws Exception {
    TestServer.counter(folder, "count", "rate: 50000\ncount: 5000");
    WebSocketClient client = new WebSocketClient();
    client.start();
    try (TestServer server = TestServer.start(folder, Map.of("websocket.compression", "true"))) {
      Listener listener = new Listener();
      ClientUpgradeRequest request =
          new ClientUpgradeRequest(
              URI.create("ws://localhost:" + server.port() + "/streams/count"));
      request.addExtensions("permessage-deflate");
      Session session = client.connect(listener, request).get(20, TimeUnit.SECONDS);

      assertThat(session.getUpgradeResponse().getHeader("Sec-WebSocket-Extensions"))
          .contains("permessage-deflate");
      assertThat(listener.closed.await(20, TimeUnit.SECONDS)).isTrue();
      List<String> events = List.copyOf(listener.heard);
      assertThat(events).hasSize(5000);
      for (int i = 0; i < events.size(); i++) {
        JsonNode event = TestServer.JSON.readTree(events.get(i));
        assertThat(event.get("sequence").intValue()).isEqualTo(i + 1);
      }
    } finally {
      client.stop();
    }
  }
}
