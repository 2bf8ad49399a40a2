package io.fabula.server.cli;

import io.fabula.server.app.FabulaServer;
import java.util.concurrent.CountDownLatch;

/// Keeps a process alive that serves, until a signal ends it.
final class Serving {
  private Serving() {}

  /// Stops the server, with a farewell to its clients, when the process is told to end. To be
  /// called as soon as the server runs.
  static void stopsAtSignal(FabulaServer server) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "shutdown"));
  }

  /// Waits until a signal ends the process.
  static int untilSignal() throws InterruptedException {
    new CountDownLatch(1).await();
    return Fabula.DONE;
  }

  /// A process that ends by a signal has done its work, if it could say farewell: exit code 0,
  /// which only halting can give inside a hook.
  private static void stop(FabulaServer server) {
    int exit = Fabula.DONE;
    try {
      server.close();
    } catch (RuntimeException e) {
      exit = Fabula.FAILED;
    }
    Runtime.getRuntime().halt(exit);
  }
}
