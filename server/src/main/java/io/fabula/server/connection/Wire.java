package io.fabula.server.connection;

import java.util.concurrent.Executor;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;

/// The bytes of one client. What has come is read and parsed by the selector's thread:
/// [MessageReader] sees to it that nothing there blocks. Jetty's own connection is read by a thread
/// for each wake-up, which costs more than an echo does.
final class Wire extends org.eclipse.jetty.websocket.core.WebSocketConnection {
  private final Callback bytesCame = new BytesCame();

  Wire(
      EndPoint endPoint,
      Executor executor,
      Scheduler scheduler,
      ByteBufferPool buffers,
      WebSocketCoreSession session) {
    super(endPoint, task -> here(task, executor), scheduler, buffers, session);
  }

  /// Where a message was dealt with on a virtual thread, that thread reads on.
  private static void here(Runnable task, Executor executor) {
    if (Thread.currentThread().isVirtual()) {
      task.run();
    } else {
      executor.execute(task);
    }
  }

  @Override
  public void fillInterested() {
    fillInterested(bytesCame);
  }

  private final class BytesCame implements Callback {
    @Override
    public void succeeded() {
      onFillable();
    }

    @Override
    public void failed(Throwable failure) {
      onFillInterestedFailed(failure);
    }

    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }
  }
}
