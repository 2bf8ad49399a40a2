package io.fabula.server.scheduling;

import java.util.concurrent.Semaphore;

/// Threads for work that may keep a processor busy. Each is a thread of the system, which takes the
/// processor from one for another; a virtual one gives way only when it waits, and so holds up all
/// others, small answers too. Those of the system cost memory, so there are so many at most: what
/// is started beyond has a virtual one. For any thread.
public final class BusyThreads {
  private final Semaphore free;

  /// @param most threads of the system at a time
  public BusyThreads(int most) {
    this.free = new Semaphore(most);
  }

  /// Starts work on a thread of its own, which no end of the process waits for.
  ///
  /// @param name of the thread
  public Thread start(String name, Runnable work) {
    if (!free.tryAcquire()) {
      return Thread.ofVirtual().name(name).start(work);
    }
    Runnable counted =
        () -> {
          try {
            work.run();
          } finally {
            free.release();
          }
        };
    try {
      return Thread.ofPlatform().daemon().name(name).start(counted);
    } catch (OutOfMemoryError e) {
      // The system has no thread left: process limits count them.
      free.release();
      return Thread.ofVirtual().name(name).start(work);
    }
  }
}
