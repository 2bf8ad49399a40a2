package io.fabula.providers.vendor;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.CancellationUnsupportedHandle;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// LangChain4j's HTTP on the wire of one call. Of the request only the body counts: address, key
/// and headers are the wire's own.
///
/// It blocks until the answer's end. LangChain4j's parsers log what a listener throws and go on
/// (1.18.0), so the events are cut and handed over here.
final class EventClient implements HttpClient {
  private static final ServerSentEventContext CONTEXT =
      new ServerSentEventContext(new CancellationUnsupportedHandle());

  private final Wire wire;
  private final WireReport report;
  private final AnswerListener answer;

  private EventClient(Protocol.Call call) {
    this.wire = call.wire();
    this.report = call.report();
    this.answer = call.listener();
  }

  /// What a builder of LangChain4j's takes.
  static HttpClientBuilder builder(Protocol.Call call) {
    return new Builder(new EventClient(call));
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
    try (InputStream answered = wire.send(body, event -> deliver(event, listener)).join()) {
      byte[] buffer = new byte[8192];
      while (!report.failed() && answered.read(buffer) >= 0) {
        // Its events are heard while it is read.
      }
      answer.over();
    } catch (IOException | RuntimeException e) {
      answer.onError(e);
    }
  }

  private void deliver(Wire.Event event, ServerSentEventListener listener) {
    if (report.failed()) {
      return;
    }
    report.event(event);
    if (report.failed()) {
      return;
    }
    try {
      listener.onEvent(new ServerSentEvent(event.name(), event.data()), CONTEXT);
    } catch (RuntimeException _) {
      // LangChain4j does not know every reason to end, and need not where we do.
      if (report.finish().filter(finish -> finish != WireReport.Finish.STOP).isEmpty()) {
        report.nonsense();
      }
    }
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    throw new UnsupportedOperationException("A streaming model asks for events.");
  }

  /// The limits are the answer's own: what LangChain4j sets has no effect.
  private record Builder(HttpClient client) implements HttpClientBuilder {
    private static final Duration UNUSED = Duration.ofDays(1);

    @Override
    public Duration connectTimeout() {
      return UNUSED;
    }

    @Override
    public HttpClientBuilder connectTimeout(Duration timeout) {
      return this;
    }

    @Override
    public Duration readTimeout() {
      return UNUSED;
    }

    @Override
    public HttpClientBuilder readTimeout(Duration timeout) {
      return this;
    }

    @Override
    public HttpClient build() {
      return client;
    }
  }
}
