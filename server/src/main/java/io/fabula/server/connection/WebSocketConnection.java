package io.fabula.server.connection;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;

/// A client on a WebSocket.
///
/// A run of frames goes to Jetty's core session as one [WireFrame], so that it costs one system
/// call and not one each; through an extension, frame by frame with Jetty's batch flag. One lock
/// guards sends, so that runs do not mix.
public final class WebSocketConnection implements Connection {
  private final CoreSession core;

  /// Whether frames go out as they lie: no extension wants to see each.
  private final boolean plain;

  private final ReentrantLock sends = new ReentrantLock();
  private final Backlog backlog = new Backlog();
  private final AtomicBoolean ended = new AtomicBoolean();

  /// Whether what has ended is also to be cut soon.
  private final AtomicBoolean hurried = new AtomicBoolean();

  private volatile Supplier<List<Frames>> lastWords = List::of;

  /// A connection on an open session.
  WebSocketConnection(CoreSession core) {
    this.core = core;
    this.plain = core.getNegotiatedExtensions().isEmpty();
  }

  @Override
  public boolean sse() {
    return false;
  }

  @Override
  public void send(Frames frames) {
    if (ended.get() || frames.count() == 0) {
      return;
    }
    pass(frames);
  }

  private void pass(Frames frames) {
    long weight = frames.weight();
    backlog.add(weight);
    Callback taken = Callback.from(() -> backlog.taken(weight), _ -> backlog.close());
    sends.lock();
    try {
      if (plain) {
        core.sendFrame(WireFrame.all(frames.bytes()), taken, false);
      } else {
        frames.forEach(
            frame -> {
              boolean last = frame.end() == frames.size();
              core.sendFrame(frame, last ? taken : Callback.NOOP, !last);
            });
      }
    } finally {
      sends.unlock();
    }
  }

  /// Pings the client; its pong is left to be counted by [#received].
  ///
  /// @param taken is called once the client's system has the ping, or never will
  public void ping(Runnable taken) {
    core.sendFrame(new Frame(OpCode.PING), Callback.from(taken, _ -> taken.run()), false);
  }

  /// Bytes that have come from the client so far, whatever they mean.
  public long received() {
    return wire().map(AbstractConnection::getBytesIn).orElse(0L);
  }

  /// Bytes that the client's system has taken so far.
  public long sent() {
    return wire().map(AbstractConnection::getBytesOut).orElse(0L);
  }

  private Optional<AbstractConnection> wire() {
    return core instanceof WebSocketCoreSession real
        ? Optional.ofNullable(real.getConnection())
        : Optional.empty();
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
  public void end(Ending ending, Duration grace) {
    if (ended.getAndSet(true) || backlog.isClosed()) {
      if (!ending.patient() && !backlog.isClosed() && !hurried.getAndSet(true)) {
        // An ending that waits for the client is overtaken by one that does not.
        Thread.ofVirtual().name("grace").start(() -> cut(ending, grace));
      }
      return;
    }
    if (!ending.equals(Ending.SLOW)) {
      sayLast();
    }
    sends.lock();
    try {
      core.close(ending.code(), ending.reason(), Callback.NOOP);
    } finally {
      sends.unlock();
    }
    Thread.ofVirtual().name("grace").start(() -> cut(ending, grace));
  }

  private void cut(Ending ending, Duration grace) {
    if (!backlog.endsInTime(ending, grace)) {
      core.abort();
    }
  }

  @Override
  public boolean hasEnded() {
    return ended.get();
  }

  @Override
  public void lastWords(Supplier<List<Frames>> words) {
    lastWords = words;
  }

  private void sayLast() {
    lastWords.get().forEach(this::pass);
  }

  /// To be called when the session has ended, whoever ended it. Where that was the client, its
  /// close frame is not answered yet.
  public void closed() {
    if (!ended.getAndSet(true)) {
      sayLast();
    }
    backlog.close();
  }
}
