package io.fabula.bench.scenario;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Clients whose scripts never end, one after the other, until it is enough.
final class Bombs {
  private static final long PAUSE_MILLIS = 50;

  private Bombs() {}

  static void send(URI uri, AtomicBoolean enough) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (!enough.get()) {
        WebSocket socket =
            http.newWebSocketBuilder().buildAsync(uri, new WebSocket.Listener() {}).join();
        socket.sendText("{\"type\":\"go\"}", true).join();
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        socket.abort();
      }
    } catch (InterruptedException | CompletionException e) {
      throw new IllegalStateException("the scripts could not be started", new IOException(e));
    }
  }
}
