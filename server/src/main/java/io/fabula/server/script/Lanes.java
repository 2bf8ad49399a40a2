package io.fabula.server.script;

import java.time.Duration;
import java.util.concurrent.Semaphore;

/// Keeps those apart whose scripts have been stopped by a limit: for a while their calls run one at
/// a time, whatever their number, so that the processors are left to the others. For any thread.
final class Lanes {
  private static final Duration SUSPICION = Duration.ofSeconds(10);

  private final Semaphore slow = new Semaphore(1, true);

  /// What is done in a lane.
  interface Work {
    Call.Result run() throws InterruptedException;
  }

  /// Does something for a connection, when it is its turn.
  Call.Result run(State connection, Work work) throws InterruptedException {
    boolean apart = connection.isSuspect();
    if (apart) {
      slow.acquire();
    }
    try {
      return work.run();
    } catch (ScriptException.Exceeded e) {
      connection.suspect(SUSPICION);
      throw e;
    } finally {
      if (apart) {
        slow.release();
      }
    }
  }
}
