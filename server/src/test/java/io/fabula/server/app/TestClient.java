package io.fabula.server.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A client on a WebSocket whose messages a test takes one by one.
final class TestClient implements WebSocket.Listener, AutoCloseable {
  private static final long PATIENCE = 20;

  private final HttpClient http = HttpClient.newHttpClient();
  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final BlockingQueue<byte[]> binaries = new LinkedBlockingQueue<>();
  private final BlockingQueue<byte[]> pongs = new LinkedBlockingQueue<>();
  private final CompletableFuture<Close> closed = new CompletableFuture<>();
  private volatile boolean deaf;
  private final StringBuilder partial = new StringBuilder();
  private @Nullable WebSocket socket;

  /// How the server ended the connection.
  record Close(int code, String reason) {}

  static TestClient connect(int port, String path) throws InterruptedException {
    TestClient client = new TestClient();
    try {
      client.socket =
          client
              .http
              .newWebSocketBuilder()
              .buildAsync(URI.create("ws://localhost:" + port + path), client)
              .get(PATIENCE, TimeUnit.SECONDS);
      return client;
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("no connection to " + path, e);
    }
  }

  /// A socket on which the handshake has been sent and nothing is read.
  static SocketChannel handshake(int port, String path) throws IOException {
    SocketChannel socket = SocketChannel.open();
    socket.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
    socket.connect(new InetSocketAddress("localhost", port));
    String request =
        String.join(
            "\r\n",
            "GET " + path + " HTTP/1.1",
            "Host: localhost",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            "",
            "");
    socket.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    return socket;
  }

  /// Text frames as a client sends them (RFC 6455 section 5.2), masked with zeros.
  static ByteBuffer masked(String text, int times) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer frames = ByteBuffer.allocate((bytes.length + 6) * times);
    for (int i = 0; i < times; i++) {
      frames.put((byte) 0x81).put((byte) (0x80 | bytes.length)).putInt(0).put(bytes);
    }
    return frames.flip();
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      messages.add(partial.toString());
      partial.setLength(0);
    }
    if (!deaf) {
      webSocket.request(1);
    }
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
    // Shorter than a frame of the JDK's client is split at.
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    binaries.add(bytes);
    webSocket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer data) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    pongs.add(bytes);
    webSocket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
    closed.complete(new Close(code, reason));
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.completeExceptionally(error);
  }

  String text() throws InterruptedException {
    String message = messages.poll(PATIENCE, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no message came");
    }
    return message;
  }

  byte[] binary() throws InterruptedException {
    byte[] message = binaries.poll(PATIENCE, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no binary message came");
    }
    return message;
  }

  /// What the answer to a ping holds.
  byte[] pong() throws InterruptedException {
    byte[] payload = pongs.poll(PATIENCE, TimeUnit.SECONDS);
    if (payload == null) {
      throw new AssertionError("no pong came");
    }
    return payload;
  }

  JsonNode json() throws InterruptedException {
    try {
      return TestServer.JSON.readTree(text());
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  List<JsonNode> json(int count) throws InterruptedException {
    List<JsonNode> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(json());
    }
    return all;
  }

  /// All that comes until the server closes; what came before the close frame is there by then.
  List<JsonNode> rest() throws InterruptedException {
    closed();
    List<JsonNode> all = new ArrayList<>();
    while (!messages.isEmpty()) {
      all.add(json());
    }
    return all;
  }

  /// The answer to a command, past the events that come meanwhile.
  JsonNode answer(String id) throws InterruptedException {
    while (true) {
      JsonNode message = json();
      if (message.path("id").asText().equals(id)) {
        return message;
      }
    }
  }

  /// Reads no more, so that what is sent piles up.
  void stopReading() {
    deaf = true;
  }

  void goOnReading() {
    deaf = false;
    open().request(1);
  }

  TestClient say(String text) {
    open().sendText(text, true).join();
    return this;
  }

  void sayBinary(byte[] bytes) {
    open().sendBinary(ByteBuffer.wrap(bytes), true).join();
  }

  TestClient ping(byte[] payload) {
    open().sendPing(ByteBuffer.wrap(payload)).join();
    return this;
  }

  /// Says goodbye and goes on listening.
  TestClient leave(int code, String reason) {
    open().sendClose(code, reason).join();
    return this;
  }

  Close closed() throws InterruptedException {
    try {
      return closed.get(PATIENCE, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("the connection did not end with a close frame", e);
    }
  }

  private WebSocket open() {
    if (socket == null) {
      throw new AssertionError("not connected");
    }
    return socket;
  }

  @Override
  public void close() {
    open().abort();
    http.shutdownNow();
  }
}
