package io.fabula.providers.vendor;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The wire of one call on the JDK's client.
///
/// Two reasons for not using the vendors' own clients. Closing their streams takes a lock that the
/// stream's reader holds while it waits, so cancelling a silent provider would block, and before
/// the response's head there is nothing to close at all; [#cancel] drops the connection at any
/// moment. And the key is only in the template: no SDK ever has it, so none can log or throw it.
///
/// The answer's reader, the HTTP client's threads and any caller of [#cancel] meet here.
final class Exchange implements Wire {
  private static final int MOST_OF_AN_ERROR = 8192;

  private final HttpClient http;
  private final HttpRequest template;
  private final boolean lines;
  private final WireReport report;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable CompletableFuture<HttpResponse<QueuedBody>> response;
  private boolean cancelled;

  /// @param lines whether each line of the answer is an event, and not server-sent events
  /// @param report is told of what goes wrong
  Exchange(HttpClient http, HttpRequest template, boolean lines, WireReport report) {
    this.http = http;
    this.template = template;
    this.lines = lines;
    this.report = report;
  }

  /// Closes the connection of a call under way, and keeps one from starting. Never blocks.
  void cancel() {
    CompletableFuture<HttpResponse<QueuedBody>> begun;
    lock.lock();
    try {
      cancelled = true;
      begun = response;
    } finally {
      lock.unlock();
    }
    if (begun != null && !begun.cancel(true) && begun.state() == Future.State.SUCCESS) {
      begun.resultNow().body().close();
    }
  }

  @Override
  public CompletableFuture<InputStream> send(byte[] request, Consumer<Event> heard) {
    HttpRequest whole =
        HttpRequest.newBuilder(template, (name, value) -> true)
            .POST(BodyPublishers.ofByteArray(request))
            .build();
    CompletableFuture<HttpResponse<QueuedBody>> begun;
    lock.lock();
    try {
      if (cancelled) {
        return CompletableFuture.failedFuture(new CancellationException());
      }
      begun = http.sendAsync(whole, _ -> new QueuedBody());
      response = begun;
    } finally {
      lock.unlock();
    }
    return begun
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                report.broke(
                    failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure);
              }
            })
        .thenApply(received -> body(received, heard));
  }

  private InputStream body(HttpResponse<QueuedBody> received, Consumer<Event> heard) {
    if (received.statusCode() / 100 == 2) {
      return new AnswerBody(received.body(), new EventSplitter(lines, heard, report), report);
    }
    String said = "";
    try (InputStream body = received.body()) {
      said = new String(body.readNBytes(MOST_OF_AN_ERROR), StandardCharsets.UTF_8);
    } catch (IOException _) {
      // The status alone says what went wrong.
    }
    report.rejected(new WireReport.Rejection(received.statusCode(), received.headers(), said));
    throw new CompletionException(new IOException("HTTP " + received.statusCode()));
  }
}
