package io.fabula.server.connection;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// Counts bytes on their way to a client, and whether there still is one. For any thread. Counting
/// takes no lock where nobody waits, which is nearly always.
final class Backlog {
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger waiting = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile boolean closed;

  void add(long more) {
    bytes.addAndGet(more);
  }

  void taken(long some) {
    bytes.addAndGet(-some);
    changed();
  }

  void close() {
    closed = true;
    changed();
  }

  /// Who waits has said so before looking, so no change is missed.
  private void changed() {
    if (waiting.get() > 0) {
      lock.lock();
      try {
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  long bytes() {
    return bytes.get();
  }

  boolean isClosed() {
    return closed;
  }

  /// Waits for room; answers whether there still is a client.
  boolean awaitAtMost(long most) throws InterruptedException {
    if (bytes.get() > most && !closed) {
      await(() -> bytes.get() <= most || closed, Long.MAX_VALUE);
    }
    return !closed;
  }

  /// Waits for room or the end; answers whether either came in time.
  boolean awaitAtMost(long most, Duration atMost) throws InterruptedException {
    return await(() -> bytes.get() <= most || closed, atMost.toNanos());
  }

  /// Waits for the end that was announced; answers whether it came in time.
  boolean endsInTime(Ending ending, Duration grace) {
    try {
      return (ending.patient() && !awaitAtMost(0)) || await(() -> closed, grace.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean await(BooleanSupplier met, long nanos) throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    waiting.incrementAndGet();
    try {
      while (!met.getAsBoolean() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return met.getAsBoolean();
    } finally {
      waiting.decrementAndGet();
      lock.unlock();
    }
  }
}
