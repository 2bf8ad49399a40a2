package io.fabula.server.pacing;

import io.fabula.server.scheduling.LinuxThread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls many at their times, all on one platform thread: who is called does a little and says when
/// to be called next. So a thousand streams that each send a hundred events a second cost their
/// events and not a thread's way to sleep and back for each; and a single one is late only by what
/// the system's timer is. For any thread.
public final class Metronome implements AutoCloseable {
  /// Answered by who is not to be called again.
  public static final long NEVER = Long.MAX_VALUE;

  private static final Logger LOG = LoggerFactory.getLogger(Metronome.class);

  /// Called between two looks at the clock.
  private static final int RUN = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;

  /// A binary heap: nobody is due before its parent, which is at half its index. From 1.
  private @Nullable Beat[] heap = new Beat[64];

  private int size;
  private boolean closed;

  /// Who is called. Belongs to one metronome.
  public abstract static class Beat {
    private long at;
    private int index;

    /// Does what is due, without waiting for anything.
    ///
    /// @return when to be called next, as [System#nanoTime]; [#NEVER] for no more, unless somebody
    ///   asks for it
    protected abstract long beat();
  }

  /// Starts its thread.
  public Metronome() {
    thread = Thread.ofPlatform().daemon().name("metronome").start(this::run);
  }

  /// Has somebody called at a time, or earlier where that was asked for before.
  ///
  /// @param at as [System#nanoTime]
  public void call(Beat beat, long at) {
    lock.lock();
    try {
      boolean first = size == 0 || at - at(1).at < 0;
      put(beat, at);
      if (first) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    LinuxThread.current().ifPresent(LinuxThread::makePrompt);
    List<Beat> due = new ArrayList<>(RUN);
    long[] next = new long[RUN];
    try {
      while (true) {
        await(due);
        for (int i = 0; i < due.size(); i++) {
          next[i] = call(due.get(i));
        }
        lock.lock();
        try {
          for (int i = 0; i < due.size(); i++) {
            if (next[i] != NEVER) {
              put(due.get(i), next[i]);
            }
          }
        } finally {
          lock.unlock();
        }
        due.clear();
      }
    } catch (InterruptedException e) {
      // It is closed.
    }
  }

  private static long call(Beat beat) {
    try {
      return beat.beat();
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("a beat failed and is not called again");
      return NEVER;
    }
  }

  /// Waits until somebody is due; takes those who are.
  private void await(List<Beat> due) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed) {
        long now = System.nanoTime();
        while (due.size() < RUN && size > 0 && at(1).at - now <= 0) {
          due.add(takeFirst());
        }
        if (!due.isEmpty()) {
          return;
        }
        if (size == 0) {
          changed.await();
        } else {
          var _ = changed.await(at(1).at - now, TimeUnit.NANOSECONDS);
        }
      }
      throw new InterruptedException("closed");
    } finally {
      lock.unlock();
    }
  }

  private void put(Beat beat, long at) {
    if (closed) {
      return;
    }
    if (beat.index == 0) {
      if (++size == heap.length) {
        heap = Arrays.copyOf(heap, 2 * size);
      }
      beat.at = at;
      rise(beat, size);
    } else if (at - beat.at < 0) {
      beat.at = at;
      rise(beat, beat.index);
    }
  }

  private void rise(Beat beat, int from) {
    int i = from;
    while (i > 1 && beat.at - at(i / 2).at < 0) {
      set(i, at(i / 2));
      i /= 2;
    }
    set(i, beat);
  }

  private Beat takeFirst() {
    Beat first = at(1);
    Beat last = at(size);
    heap[size--] = null;
    if (size > 0) {
      sink(last);
    }
    first.index = 0;
    return first;
  }

  private void sink(Beat beat) {
    int i = 1;
    while (2 * i <= size) {
      int child = 2 * i;
      if (child < size && at(child + 1).at - at(child).at < 0) {
        child++;
      }
      if (beat.at - at(child).at <= 0) {
        break;
      }
      set(i, at(child));
      i = child;
    }
    set(i, beat);
  }

  private Beat at(int i) {
    return Objects.requireNonNull(heap[i]);
  }

  private void set(int i, Beat beat) {
    heap[i] = beat;
    beat.index = i;
  }

  /// Calls nobody any more.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      size = 0;
      Arrays.fill(heap, null);
      changed.signal();
    } finally {
      lock.unlock();
    }
    thread.interrupt();
  }
}
