package io.fabula.server.cli;

import java.util.List;

/// Work that is done where the process is ended by a signal, and is not where it comes to its end.
final class AtExit implements AutoCloseable {
  private final Thread hook;

  private AtExit(Thread hook) {
    this.hook = hook;
  }

  /// @param work done in this order
  static AtExit run(Runnable... work) {
    List<Runnable> all = List.of(work);
    Thread hook = new Thread(() -> all.forEach(Runnable::run), "at exit");
    Runtime.getRuntime().addShutdownHook(hook);
    return new AtExit(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the work is being done.
    }
  }
}
