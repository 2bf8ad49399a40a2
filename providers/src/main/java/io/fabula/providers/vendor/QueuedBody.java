package io.fabula.providers.vendor;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// A response's body as it arrives. Unlike the JDK's own stream it gives all that came before the
/// connection was lost, and only then the loss.
///
/// One thread reads, any may close; closing drops the connection of a body that is not whole.
final class QueuedBody extends InputStream implements BodySubscriber<QueuedBody> {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final LinkedBlockingQueue<Part> parts = new LinkedBlockingQueue<>();
  private volatile Flow.@Nullable Subscription subscription;
  private volatile boolean closed;
  // Of the reading thread alone.
  private ByteBuffer current = NOTHING;
  private @Nullable Part ending;

  private sealed interface Part {
    record Bytes(ByteBuffer bytes) implements Part {}

    record End() implements Part {}

    record Loss(Throwable how) implements Part {}
  }

  @Override
  public CompletionStage<QueuedBody> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription granted) {
    subscription = granted;
    if (closed) {
      granted.cancel();
    } else {
      granted.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    buffers.forEach(bytes -> parts.add(new Part.Bytes(bytes)));
  }

  @Override
  public void onError(Throwable how) {
    parts.add(new Part.Loss(how));
  }

  @Override
  public void onComplete() {
    parts.add(new Part.End());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!current.hasRemaining()) {
      switch (ending == null ? take() : ending) {
        case Part.Bytes part -> current = part.bytes();
        case Part.End end -> {
          ending = end;
          return -1;
        }
        case Part.Loss loss -> {
          ending = loss;
          throw new IOException(loss.how());
        }
      }
    }
    int read = Math.min(length, current.remaining());
    current.get(into, offset, read);
    return read;
  }

  private Part take() throws IOException {
    Flow.Subscription granted = subscription;
    if (parts.isEmpty() && granted != null) {
      granted.request(1);
    }
    try {
      Part part = parts.take();
      if (closed) {
        throw new IOException("closed");
      }
      return part;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  @Override
  public int available() {
    return current.remaining();
  }

  @Override
  public void close() {
    closed = true;
    Flow.Subscription granted = subscription;
    if (granted != null) {
      granted.cancel();
    }
    parts.add(new Part.End()); // wakes a waiting reader, who sees `closed` first
  }
}
