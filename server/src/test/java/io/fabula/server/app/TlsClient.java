package io.fabula.server.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.security.cert.X509Certificate;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// Connects with TLS, each time anew, and checks the name in the certificate as browsers do.
final class TlsClient {
  private final SSLContext trust;
  private final int port;

  TlsClient(SSLContext trust, int port) {
    this.trust = trust;
    this.port = port;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newBuilder().sslContext(trust).build()) {
      return http.send(
          HttpRequest.newBuilder(URI.create("https://localhost:" + port + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  /// The answer of a WebSocket to one message.
  String answer(String path, String message) throws Exception {
    BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public @Nullable CompletionStage<?> onText(
              WebSocket socket, CharSequence text, boolean last) {
            answers.add(text.toString());
            return null;
          }
        };
    HttpClient http = HttpClient.newBuilder().sslContext(trust).build();
    try {
      WebSocket socket =
          http.newWebSocketBuilder()
              .buildAsync(URI.create("wss://localhost:" + port + path), listener)
              .get(20, TimeUnit.SECONDS);
      socket.sendText(message, true).get(20, TimeUnit.SECONDS);
      String answer = answers.poll(20, TimeUnit.SECONDS);
      socket.abort();
      return String.valueOf(answer);
    } finally {
      http.shutdownNow();
    }
  }

  /// The protocol that is agreed on, and the certificate that is shown.
  Shown handshake(String... protocols) throws IOException {
    try (SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket("localhost", port)) {
      socket.setSoTimeout(20_000);
      if (protocols.length > 0) {
        socket.setEnabledProtocols(protocols);
      }
      socket.startHandshake();
      return new Shown(
          socket.getSession().getProtocol(),
          (X509Certificate) socket.getSession().getPeerCertificates()[0]);
    }
  }

  /// What a handshake has shown.
  record Shown(String protocol, X509Certificate certificate) {}
}
