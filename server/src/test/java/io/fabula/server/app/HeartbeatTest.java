package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients that are pinged every second, as bytes on sockets.
class HeartbeatTest {
  private static final String PING = "89 ";
  private static final byte[] PONG = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};

  @TempDir Path folder;

  /// A client that does nothing by itself.
  private static final class Raw implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;

    Raw(int port, String path) throws IOException {
      socket = new Socket("localhost", port);
      socket.setSoTimeout(20_000);
      in = new DataInputStream(socket.getInputStream());
      write(
          ("GET "
                  + path
                  + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  + "Sec-WebSocket-Version: 13\r\n"
                  + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      StringBuilder head = new StringBuilder();
      while (!head.toString().endsWith("\r\n\r\n")) {
        head.append((char) in.readByte());
      }
      assertThat(head.toString()).startsWith("HTTP/1.1 101");
    }

    void write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    void writeAnyhow(byte[] bytes) {
      try {
        write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void say(String text) throws IOException {
      byte[] frame = new byte[6 + text.length()];
      TestClient.masked(text, 1).get(frame);
      write(frame);
    }

    /// The next frame of less than 65,536 bytes: its first byte in hex, and its payload.
    String frame() throws IOException {
      int first = in.readUnsignedByte();
      int length = in.readUnsignedByte();
      byte[] payload = new byte[length == 126 ? in.readUnsignedShort() : length];
      in.readFully(payload);
      return "%x ".formatted(first) + new String(payload, StandardCharsets.UTF_8);
    }

    boolean ended() throws IOException {
      try {
        return in.read() < 0;
      } catch (SocketException e) {
        return true;
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private TestServer server(String more) throws IOException {
    return Guide.configured(folder, "websocket: {ping_interval: 1, %s}".formatted(more));
  }

  @Test
  void whoAnswersNoPingIsPartedWithAfterTheSecond() throws Exception {
    try (TestServer server = server("max_connections: 1");
        Raw client = new Raw(server.port(), "/ws")) {
      assertThat(client.frame()).isEqualTo(PING);
      assertThat(client.frame()).isEqualTo(PING);
      assertThat(client.frame()).startsWith("88 ").endsWith("no answer to pings");
      assertThat(client.ended()).isTrue();
      await().until(() -> server.connections() == 0);
    }
  }

  @Test
  void whoSaysNothingButAnswersStaysBeyondTheIdleTimeout() throws Exception {
    try (TestServer server = server("idle_timeout: 2s");
        Raw client = new Raw(server.port(), "/ws")) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.frame()).isEqualTo(PING);
        client.write(PONG);
      }
      client.say("still here");

      assertThat(client.frame()).isEqualTo("81 still here");
    }
  }

  @Test
  void messagesAreSignsOfLifeToo() throws Exception {
    try (TestServer server = server("");
        Raw client = new Raw(server.port(), "/ws")) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.frame()).isEqualTo(PING);
        client.say("no pong");
        assertThat(client.frame()).isEqualTo("81 no pong");
      }
    }
  }

  @Test
  void aPartOfAMessageIsASignOfLife() throws Exception {
    try (TestServer server = server("");
        Raw client = new Raw(server.port(), "/ws")) {
      client.write(new byte[] {(byte) 0x81, (byte) 0x83, 0, 0, 0, 0});
      for (byte letter : "ebb".getBytes(StandardCharsets.US_ASCII)) {
        assertThat(client.frame()).isEqualTo(PING);
        client.write(new byte[] {letter});
      }

      assertThat(client.frame()).isEqualTo("81 ebb");
    }
  }

  @Test
  void whoIsNotReadFromIsNotHeardAndThereforeStays() throws Exception {
    int messages = 400;
    byte[] big = new byte[8 + 60_000];
    ByteBuffer.wrap(big).put((byte) 0x82).put((byte) 0xfe).putShort((short) 60_000);
    try (TestServer server = server("");
        Raw talker = new Raw(server.port(), "/ws");
        Raw other = new Raw(server.port(), "/ws")) {
      Thread talking =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < messages; i++) {
                      talker.writeAnyhow(big);
                    }
                  });
      for (int seconds = 0; seconds < 4; seconds++) {
        assertThat(other.frame()).isEqualTo(PING);
        other.write(PONG);
      }

      int echoed = 0;
      while (echoed < messages) {
        String frame = talker.frame();
        assertThat(frame).matches("(?s)8[29] .*");
        echoed += frame.startsWith("82") ? 1 : 0;
      }
      talking.join();
    }
  }

  @Test
  void withoutAnIntervalNobodyIsPinged() throws Exception {
    try (TestServer server =
            Guide.configured(folder, "websocket: {ping_interval: 0, idle_timeout: 1s}");
        Raw client = new Raw(server.port(), "/ws")) {
      assertThat(client.frame()).startsWith("88 ");
    }
  }
}
