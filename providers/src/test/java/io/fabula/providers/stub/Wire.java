package io.fabula.providers.stub;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The response of one exchange while it is written. Each write is one chunk, flushed.
final class Wire {
  /// How often a waiting answer looks whether its client is still there.
  private static final Duration HEARTBEAT = Duration.ofMillis(10);

  private String type = "text/event-stream";
  private String eventEnd = "\n\n";
  private String keepAlive = ": waiting\n\n";

  private final HttpExchange exchange;
  private @Nullable OutputStream out;
  private boolean betweenEvents;

  Wire(HttpExchange exchange) {
    this.exchange = exchange;
  }

  void write(byte[] chunk) throws IOException {
    try {
      if (out == null) {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, 0);
        out = exchange.getResponseBody();
      }
      out.write(chunk);
      out.flush();
    } catch (IOException e) {
      throw new ClientGone(e);
    }
    betweenEvents = new String(chunk, StandardCharsets.ISO_8859_1).endsWith(eventEnd);
  }

  /// Each line is an event from now on.
  void lines() {
    type = "application/x-ndjson";
    eventEnd = "\n";
    keepAlive = "\n";
  }

  void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  void respond(int status, Map<String, String> headers, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    headers.forEach((name, value) -> exchange.getResponseHeaders().put(name, List.of(value)));
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /// Waits at a gate. Between two events comments are sent meanwhile: HTTP servers learn only by
  /// writing that their client has gone.
  void await(Gate gate) throws IOException, InterruptedException {
    while (!gate.pass(HEARTBEAT.toNanos(), TimeUnit.NANOSECONDS)) {
      heartbeat();
    }
  }

  void awaitDeadline(long nanoTime) throws IOException, InterruptedException {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(this, Math.min(left, HEARTBEAT.toNanos()));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (left > HEARTBEAT.toNanos()) {
        heartbeat();
      }
    }
  }

  private void heartbeat() throws IOException {
    if (betweenEvents) {
      write(keepAlive);
    }
  }

  /// Something that opens when the test says so, or has not after the time given.
  @FunctionalInterface
  interface Gate {
    boolean pass(long timeout, TimeUnit unit) throws InterruptedException;
  }
}
