package io.fabula.server.connection;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A client on server-sent events (WHATWG HTML, section "Server-sent events"). The thread of its
/// request writes; whoever sends only queues. While nothing is sent, a comment now and then shows
/// whether the client is still there.
public final class SseConnection implements Connection {
  private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;
  private final Duration heartbeat;
  private final Backlog backlog = new Backlog();
  private final BlockingQueue<Frames> queue = new LinkedBlockingQueue<>();
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile @Nullable Thread writer;
  private volatile @Nullable Frames last;

  /// A connection whose [#write] is still to be called.
  public SseConnection(OutputStream out, Duration heartbeat) {
    this.out = out;
    this.heartbeat = heartbeat;
  }

  /// Writes what is sent until the connection ends. For the request's own thread.
  public void write() throws InterruptedException {
    writer = Thread.currentThread();
    try {
      while (true) {
        Frames frames = queue.poll(heartbeat.toNanos(), TimeUnit.NANOSECONDS);
        if (frames == null) {
          out.write(HEARTBEAT);
        } else {
          out.write(frames.bytes());
          backlog.taken(frames.size());
        }
        if (queue.isEmpty()) {
          out.flush();
        }
        if (frames != null && frames.equals(last)) {
          return;
        }
      }
    } catch (IOException e) {
      // The client has gone: the stream sees the closed backlog and ends.
    } finally {
      ended.set(true);
      backlog.close();
    }
  }

  @Override
  public boolean sse() {
    return true;
  }

  @Override
  public void send(Frames frames) {
    if (!ended.get()) {
      backlog.add(frames.size());
      queue.add(frames);
    }
  }

  @Override
  public long waiting() {
    return backlog.bytes();
  }

  @Override
  public boolean awaitRoom(long most) throws InterruptedException {
    return backlog.awaitAtMost(most);
  }

  @Override
  public boolean awaitRoom(long most, Duration atMost) throws InterruptedException {
    return backlog.awaitAtMost(most, atMost);
  }

  @Override
  public boolean hasEnded() {
    return ended.get();
  }

  /// Sends `event: end` with the reason as the last thing.
  @Override
  public void lastWords(Supplier<List<Frames>> words) {
    // Nobody asks for them here.
  }

  @Override
  public void end(Ending ending, Duration grace) {
    if (ended.getAndSet(true)) {
      return;
    }
    Frames end = Frames.asIs("event: end\ndata: " + ending.json() + "\n\n");
    last = end;
    backlog.add(end.size());
    queue.add(end);
    Thread.ofVirtual().name("grace").start(() -> cut(ending, grace));
  }

  private void cut(Ending ending, Duration grace) {
    Thread stuck = backlog.endsInTime(ending, grace) ? null : writer;
    if (stuck != null) {
      stuck.interrupt();
    }
  }
}
