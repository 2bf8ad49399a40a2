package io.fabula.server.connection;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Counts bytes on their way to a client, and whether there still is one. For any thread.
final class Backlog {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long bytes;
  private boolean closed;

  void add(long more) {
    lock.lock();
    try {
      bytes += more;
    } finally {
      lock.unlock();
    }
  }

  void taken(long some) {
    lock.lock();
    try {
      bytes -= some;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for room; answers whether there still is a client.
  boolean awaitAtMost(long most) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (bytes > most && !closed) {
        changed.await();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for the end that was announced; answers whether it came in time.
  boolean endsInTime(Ending ending, Duration grace) {
    try {
      return (ending.patient() && !awaitAtMost(0)) || awaitClosed(grace.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean awaitClosed(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      return closed;
    } finally {
      lock.unlock();
    }
  }
}
