package io.fabula.server.replay;

import io.fabula.generator.replay.Message;
import io.fabula.generator.replay.WaitFor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What the client has said since the last line was sent to it. For any thread.
///
/// A client may say more than anybody waits for: beyond a bound the oldest is forgotten.
final class Inbox {
  private static final int MOST_MESSAGES = 1_000;
  private static final long MOST_BYTES = 4 << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Message> messages = new ArrayDeque<>();
  private long bytes;

  /// How many have been forgotten: the number of the oldest that is kept.
  private long forgotten;

  void add(Message message) {
    lock.lock();
    try {
      messages.add(message);
      bytes += size(message);
      while (messages.size() > MOST_MESSAGES || bytes > MOST_BYTES) {
        bytes -= size(messages.remove());
        forgotten++;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static long size(Message message) {
    return switch (message) {
      case Message.Text text -> text.text().length();
      case Message.Binary binary -> binary.bytes().length;
    };
  }

  /// Everything until now is past.
  void clear() {
    lock.lock();
    try {
      forgotten += messages.size();
      messages.clear();
      bytes = 0;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for a message that the wait is met by, and takes it, so that it meets no other.
  ///
  /// @return empty where the wait's time is over
  Optional<Message> await(WaitFor wait) throws InterruptedException {
    long left = wait.timeout().map(most -> most.toNanos()).orElse(Long.MAX_VALUE);
    lock.lockInterruptibly();
    try {
      for (long seen = forgotten; ; ) {
        Optional<Message> met = take(wait, seen);
        if (met.isPresent() || left <= 0) {
          return met;
        }
        // Each message is looked at once, however many come.
        seen = forgotten + messages.size();
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private Optional<Message> take(WaitFor wait, long seen) {
    long at = forgotten;
    for (Iterator<Message> all = messages.iterator(); all.hasNext(); at++) {
      Message message = all.next();
      if (at >= seen && wait.metBy(message)) {
        all.remove();
        bytes -= size(message);
        return Optional.of(message);
      }
    }
    return Optional.empty();
  }
}
