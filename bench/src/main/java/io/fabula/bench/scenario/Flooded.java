package io.fabula.bench.scenario;

import io.fabula.bench.client.Crowd;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// A client that takes a story as fast as it comes, while something else is measured.
final class Flooded implements AutoCloseable {
  private static final long SETTLE = TimeUnit.MILLISECONDS.toNanos(500);

  private final AtomicBoolean enough = new AtomicBoolean();
  private final CountDownLatch flowing = new CountDownLatch(1);
  private final Thread thread;

  private Flooded(URI uri) {
    this.thread = Thread.ofPlatform().name("flood").unstarted(() -> take(uri));
  }

  /// Starts, and waits until it flows.
  static Flooded start(URI uri) throws InterruptedException {
    Flooded flooded = new Flooded(uri);
    flooded.thread.start();
    flooded.flowing.await();
    return flooded;
  }

  private void take(URI uri) {
    try (Crowd crowd = Crowd.connect(uri, 1, 1)) {
      crowd.receive(SETTLE);
      flowing.countDown();
      crowd.receiveUntil(enough::get);
    } catch (IOException | RuntimeException e) {
      flowing.countDown();
    }
  }

  @Override
  public void close() {
    enough.set(true);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
