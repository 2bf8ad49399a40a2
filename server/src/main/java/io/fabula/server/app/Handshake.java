package io.fabula.server.app;

import io.fabula.server.connection.Rejected;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The opening handshake of RFC 6455, section 4.2.1, checked before Jetty sees it, whose own
/// answers to faulty ones are less exact.
final class Handshake {
  private Handshake() {}

  /// Checks a handshake.
  ///
  /// @throws Rejected with 400, or 426 for a version other than 13
  static void check(HttpServletRequest request) {
    if (!request.getMethod().equals("GET")) {
      throw new Rejected(400, "a WebSocket handshake is a GET request");
    }
    if (!"13".equals(request.getHeader("Sec-WebSocket-Version"))) {
      throw new Rejected(426, "this server speaks WebSocket version 13 only (RFC 6455)");
    }
    if (!holds(request.getHeader("Upgrade"), "websocket")
        || !holds(request.getHeader("Connection"), "upgrade")) {
      throw new Rejected(400, "the handshake lacks 'Upgrade: websocket' or 'Connection: Upgrade'");
    }
    if (!isKey(request.getHeader("Sec-WebSocket-Key"))) {
      throw new Rejected(400, "the handshake needs a Sec-WebSocket-Key of 16 bytes in base64");
    }
  }

  private static boolean holds(@Nullable String header, String token) {
    if (header == null) {
      return false;
    }
    for (String part : header.split(",", -1)) {
      if (part.strip().toLowerCase(Locale.ROOT).equals(token)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isKey(@Nullable String key) {
    try {
      return key != null && Base64.getDecoder().decode(key.strip()).length == 16;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
