package io.fabula.server.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Requests that a client library would not send, as bytes on a socket.
final class RawRequest {
  private RawRequest() {}

  /// What the server answers to a handshake: its head, and its body where it refuses.
  static String handshake(int port, String path) throws IOException {
    return answer(
        port,
        "GET "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
  }

  /// What the server answers to the bytes of a request: its head and its body.
  static String answer(int port, String request) throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      StringBuilder text = new StringBuilder();
      while (!complete(text.toString())) {
        int read = in.read();
        if (read < 0) {
          break;
        }
        text.append((char) read);
      }
      return text.toString();
    }
  }

  private static boolean complete(String answer) {
    return answer.endsWith("}")
        || (answer.startsWith("HTTP/1.1 101") && answer.endsWith("\r\n\r\n"));
  }
}
