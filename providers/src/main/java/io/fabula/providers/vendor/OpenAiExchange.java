package io.fabula.providers.vendor;

import com.openai.core.RequestOptions;
import com.openai.core.http.Headers;
import com.openai.core.http.HttpClient;
import com.openai.core.http.HttpRequest;
import com.openai.core.http.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The wire of one call: the SDK writes the request's body and reads the response's, everything
/// else of HTTP happens here on the JDK's client.
///
/// Two reasons for not using the SDK's own client. Closing its stream takes the lock that the
/// stream's reader holds while it waits, so cancelling a silent provider would block, and before
/// the response's head there is nothing to close at all; [#cancel] drops the connection at any
/// moment. And the key is only in the template: the SDK never has it, so it can neither log nor
/// throw it.
///
/// The SDK's reader, the HTTP client's threads and any caller of [#cancel] meet here.
final class OpenAiExchange implements HttpClient {
  private static final int MOST_OF_AN_ERROR = 8192;

  /// Far above what 32,000 tokens take, each in an event of its own.
  private static final long MOST_OF_AN_ANSWER = 16 << 20;

  private final java.net.http.HttpClient http;
  private final java.net.http.HttpRequest template;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable CompletableFuture<java.net.http.HttpResponse<InputStream>> response;
  private boolean cancelled;
  private volatile String errorBody = "";

  OpenAiExchange(java.net.http.HttpClient http, java.net.http.HttpRequest template) {
    this.http = http;
    this.template = template;
  }

  /// What the provider said with an error status, its first 8 KB; empty where there was no error.
  String errorBody() {
    return errorBody;
  }

  /// Closes the connection of a call under way, and keeps one from starting. Never blocks.
  void cancel() {
    CompletableFuture<java.net.http.HttpResponse<InputStream>> begun;
    lock.lock();
    try {
      cancelled = true;
      begun = response;
    } finally {
      lock.unlock();
    }
    if (begun != null && !begun.cancel(true) && begun.state() == Future.State.SUCCESS) {
      close(begun.resultNow().body());
    }
  }

  @Override
  public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
    var body = new ByteArrayOutputStream();
    if (request.body() != null) {
      request.body().writeTo(body);
    }
    var wire =
        java.net.http.HttpRequest.newBuilder(template, (name, value) -> true)
            .POST(BodyPublishers.ofByteArray(body.toByteArray()))
            .build();
    lock.lock();
    try {
      if (cancelled) {
        return CompletableFuture.failedFuture(new CancellationException());
      }
      response = http.sendAsync(wire, BodyHandlers.ofInputStream());
      return response.thenApply(Received::new);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public HttpResponse execute(HttpRequest request, RequestOptions options) {
    throw new UnsupportedOperationException("The streaming model only calls executeAsync.");
  }

  /// Does nothing: the SDK closes a client that it finds unreachable, which says nothing about the
  /// call, and the connections belong to the model.
  @Override
  public void close() {}

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Received implements HttpResponse {
    private final java.net.http.HttpResponse<InputStream> received;

    Received(java.net.http.HttpResponse<InputStream> received) {
      this.received = received;
    }

    @Override
    public int statusCode() {
      return received.statusCode();
    }

    @Override
    public Headers headers() {
      var headers = Headers.builder();
      received.headers().map().forEach(headers::put);
      return headers.build();
    }

    /// The SDK drops an error's body where it is not of OpenAI's shape, so it is kept here.
    @Override
    public InputStream body() {
      if (statusCode() < 400) {
        return new BoundedBody(received.body(), MOST_OF_AN_ANSWER);
      }
      try (InputStream body = received.body()) {
        byte[] start = body.readNBytes(MOST_OF_AN_ERROR);
        errorBody = new String(start, StandardCharsets.UTF_8);
        return new ByteArrayInputStream(start);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      OpenAiExchange.close(received.body());
    }
  }
}
