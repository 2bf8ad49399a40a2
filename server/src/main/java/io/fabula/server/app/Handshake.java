package io.fabula.server.app;

import io.fabula.server.connection.Rejected;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// The opening handshake of RFC 6455, section 4.2.1, checked before Jetty sees it, whose own
/// answers to faulty ones are less exact.
final class Handshake {
  private Handshake() {}

  /// Checks a handshake.
  ///
  /// @throws Rejected with 400, or 426 for a version other than 13
  static void check(Request request) {
    HttpFields headers = request.getHeaders();
    if (!HttpMethod.GET.is(request.getMethod())) {
      throw new Rejected(400, "a WebSocket handshake is a GET request");
    }
    if (!"13".equals(headers.get(HttpHeader.SEC_WEBSOCKET_VERSION))) {
      throw new Rejected(426, "this server speaks WebSocket version 13 only (RFC 6455)");
    }
    if (!holds(headers.getValuesList(HttpHeader.UPGRADE), "websocket")
        || !holds(headers.getValuesList(HttpHeader.CONNECTION), "upgrade")) {
      throw new Rejected(400, "the handshake lacks 'Upgrade: websocket' or 'Connection: Upgrade'");
    }
    if (!isKey(headers.get(HttpHeader.SEC_WEBSOCKET_KEY))) {
      throw new Rejected(400, "the handshake needs a Sec-WebSocket-Key of 16 bytes in base64");
    }
  }

  private static boolean holds(List<String> headers, String token) {
    for (String header : headers) {
      for (String part : header.split(",", -1)) {
        if (part.strip().toLowerCase(Locale.ROOT).equals(token)) {
          return true;
        }
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
