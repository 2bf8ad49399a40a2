package io.fabula.bench.client;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The opening handshake of a client (RFC 6455 section 4.1), as bytes.
final class Upgrade {
  private static final int MOST = 8192;

  private final StringBuilder answer = new StringBuilder();

  /// What the client says.
  static ByteBuffer request(URI uri) {
    String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    return ByteBuffer.wrap(
        """
        GET %s HTTP/1.1
        Host: %s:%d
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        Sec-WebSocket-Version: 13

        """
            .replace("\n", "\r\n")
            .formatted(path, uri.getHost(), uri.getPort())
            .getBytes(StandardCharsets.US_ASCII));
  }

  /// Reads the server's answer as far as it has come; what stands behind it stays in the buffer.
  ///
  /// @return whether the answer is whole
  /// @throws IOException where the server refuses
  boolean accept(ByteBuffer in) throws IOException {
    while (in.hasRemaining()) {
      answer.append((char) (in.get() & 0xff));
      int end = answer.length() - 1;
      if (answer.charAt(end) == '\n' && end >= 3 && answer.charAt(end - 2) == '\n') {
        refused().ifPresent(Upgrade::fail);
        return true;
      }
      if (answer.length() > MOST) {
        throw new IOException("the server's answer to the handshake does not end");
      }
    }
    return false;
  }

  private static void fail(String status) {
    throw new RefusedException("the server refuses the handshake: " + status);
  }

  private Optional<String> refused() {
    return answer.indexOf("HTTP/1.1 101 ") == 0
        ? Optional.empty()
        : Optional.of(answer.substring(0, answer.indexOf("\r\n")));
  }
}
