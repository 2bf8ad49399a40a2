package io.fabula.bench.client;

import com.google.common.util.concurrent.Uninterruptibles;
import io.fabula.server.scheduling.LinuxThread;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A thread that does nothing but wake up a thousand times a second, and notes how late it is: what
/// the machine does to whoever waits for a moment there, measured while something else is. A
/// message that is late by as much is late by the machine.
public final class DeadlineLoop implements AutoCloseable {
  private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int MOST = 1 << 20;

  private final Samples late = new Samples(MOST);
  private final Thread thread = Thread.ofPlatform().name("deadlines").unstarted(this::run);
  private final CountDownLatch running = new CountDownLatch(1);
  private volatile boolean enough;

  private DeadlineLoop() {}

  /// Starts one, and waits until it has woken up once.
  public static DeadlineLoop start() throws InterruptedException {
    DeadlineLoop loop = new DeadlineLoop();
    loop.thread.start();
    loop.running.await();
    return loop;
  }

  private void run() {
    LinuxThread.current().ifPresent(LinuxThread::makePrompt);
    long due = System.nanoTime();
    while (!enough) {
      due += PERIOD;
      long left = due - System.nanoTime();
      while (left > 0) {
        LockSupport.parkNanos(left);
        left = due - System.nanoTime();
      }
      late.add(-left);
      running.countDown();
    }
  }

  /// Ends it; how late it was each time.
  public Samples end() {
    enough = true;
    Uninterruptibles.joinUninterruptibly(thread);
    return late;
  }

  @Override
  public void close() {
    end();
  }
}
