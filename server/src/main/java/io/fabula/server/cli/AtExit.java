package io.fabula.server.cli;

/// Work that is done where the process is ended by a signal, and is not where it comes to its end.
final class AtExit implements AutoCloseable {
  private final Thread hook;

  private AtExit(Thread hook) {
    this.hook = hook;
  }

  static AtExit run(Runnable work) {
    Thread hook = new Thread(work, "at exit");
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
