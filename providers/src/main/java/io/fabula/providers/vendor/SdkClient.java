package io.fabula.providers.vendor;

import com.openai.core.RequestOptions;
import com.openai.core.http.Headers;
import com.openai.core.http.HttpClient;
import com.openai.core.http.HttpRequest;
import com.openai.core.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;

/// The HTTP of OpenAI's SDK on the wire of one call. Of the request only the body counts: address,
/// key and headers are the wire's own.
record SdkClient(Wire wire, WireReport report) implements HttpClient {
  @Override
  public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
    var body = new ByteArrayOutputStream();
    if (request.body() != null) {
      request.body().writeTo(body);
    }
    return wire.send(body.toByteArray(), report::event).thenApply(Received::new);
  }

  @Override
  public HttpResponse execute(HttpRequest request, RequestOptions options) {
    throw new UnsupportedOperationException("The streaming model only calls executeAsync.");
  }

  /// Does nothing: the SDK closes a client that it finds unreachable, which says nothing about the
  /// call, and the connections belong to the model.
  @Override
  public void close() {}

  private record Received(InputStream body) implements HttpResponse {
    @Override
    public int statusCode() {
      return 200;
    }

    @Override
    public Headers headers() {
      return Headers.builder().build();
    }

    @Override
    public void close() {
      try {
        body.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
