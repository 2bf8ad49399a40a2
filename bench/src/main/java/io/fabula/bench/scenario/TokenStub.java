package io.fabula.bench.scenario;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A model that writes events in tokens of four characters, one every two milliseconds, as a server
/// of OpenAI's chat completions streams them.
final class TokenStub implements AutoCloseable {
  private static final int TOKEN = 4;
  private static final long PAUSE_MILLIS = 2;
  private static final String EVENT =
      "{\"type\":\"step\",\"data\":{\"n\":%d,\"port\":\"Mirabel\",\"note\":\"a ship calls\"}}";

  private final HttpServer server;
  private volatile int events = 1;
  private volatile long brace;

  private TokenStub(HttpServer server) {
    this.server = server;
  }

  static TokenStub start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    TokenStub stub = new TokenStub(server);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/chat/completions", stub::write);
    server.start();
    return stub;
  }

  String baseUrl() {
    return "http://127.0.0.1:%d/v1".formatted(server.getAddress().getPort());
  }

  /// So many events are written for the next call; forgets when it wrote the brace before.
  void expect(int batch) {
    events = batch;
    brace = 0;
  }

  /// When the first event's closing brace was written, as [System#nanoTime].
  long firstBrace() {
    return brace;
  }

  private void write(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    StringBuilder answer = new StringBuilder("{\"events\":[");
    int first = answer.length() + EVENT.formatted(1).length();
    for (int i = 1; i <= events; i++) {
      answer.append(i == 1 ? "" : ",").append(EVENT.formatted(i));
    }
    answer.append("],\"digest\":\"ships called\"}");
    try (OutputStream out = exchange.getResponseBody()) {
      for (int at = 0; at < answer.length(); ) {
        // The first event's last token ends with its brace.
        int end = Math.min(answer.length(), at + TOKEN);
        end = at < first && end > first ? first : end;
        token(out, answer.substring(at, end));
        if (end == first && brace == 0) {
          brace = System.nanoTime();
        }
        at = end;
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
      out.write(
          ("data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"stub\","
                  + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
                  + "data: [DONE]\n\n")
              .getBytes(StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // The client has heard enough.
    }
  }

  private static void token(OutputStream out, String text) throws IOException {
    String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"");
    out.write(
        ("data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"stub\","
                + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                + escaped
                + "\"}}]}\n\n")
            .getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
