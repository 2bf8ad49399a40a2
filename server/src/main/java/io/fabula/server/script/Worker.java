package io.fabula.server.script;

import io.fabula.server.scheduling.LinuxThread;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.management.ExecutionEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread that runs scripts, with a realm of its own.
///
/// Not a virtual one: the system takes the processor from a script that computes, the scheduler of
/// virtual threads does not; and what a script uses is measured by thread.
final class Worker extends Thread {
  /// Room for as many calls as a script may make, with much of the engine between two of them.
  private static final long STACK = 16L << 20;

  private static final int STATEMENTS_A_CALL = 4;

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final Supplier<Realm> realms;
  private final Runnable begun;
  private final ReentrantLock turn = new ReentrantLock();
  private volatile @Nullable Realm realm;
  private volatile @Nullable Call call;
  private int depth;
  private int statements;

  /// @param begun told whenever a call begins
  Worker(Runnable work, String name, Supplier<Realm> realms, Runnable begun) {
    super(null, work, name, STACK);
    this.realms = realms;
    this.begun = begun;
    setDaemon(true);
  }

  /// What it is doing, null between calls. For any thread.
  @Nullable Call call() {
    return call;
  }

  /// Makes it leave a call that has been stopped. For any thread.
  void leave(Call stopped) {
    turn.lock();
    try {
      Realm now = realm;
      if (now != null && call == stopped) {
        now.stop();
        interrupt();
      }
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void run() {
    LinuxThread.current().ifPresent(LinuxThread::makeModest);
    try {
      super.run();
    } finally {
      discard();
    }
  }

  void perform(Call next) {
    Realm now = realm;
    if (now == null) {
      try {
        now = realms.get();
      } catch (RuntimeException | Error e) {
        next.stop(new IllegalStateException("the engine of scripts does not start", e));
        return;
      }
      realm = now;
    }
    if (!next.begin()) {
      return;
    }
    depth = 0;
    statements = 0;
    call = next;
    begun.run();
    boolean usable = false;
    try {
      usable = now.perform(next);
    } catch (RuntimeException | Error e) {
      next.stop(new IllegalStateException("the engine of scripts failed", e));
    } finally {
      over();
      if (!usable || next.stopped()) {
        discard();
      }
    }
  }

  /// From here on nobody interrupts.
  private void over() {
    turn.lock();
    try {
      call = null;
    } finally {
      turn.unlock();
    }
  }

  private void discard() {
    Realm old = realm;
    realm = null;
    if (old != null) {
      old.close();
      // What interrupted this call is not for the next.
      if (Thread.interrupted()) {
        LOG.atDebug().addKeyValue("thread", getName()).log("a script was interrupted");
      }
    }
  }

  /// A function of the script begins.
  void entered() {
    depth++;
    Call now = call;
    if (now == null) {
      return;
    }
    if (depth > now.limits.calls()) {
      now.exceeded("more than %d calls inside one another".formatted(now.limits.calls()));
    }
    checkStopped(now);
  }

  /// A statement of the script begins.
  void begun(ExecutionEvent statement) {
    statements++;
    Call now = call;
    if (now == null) {
      return;
    }
    now.reached(statement);
    int most = STATEMENTS_A_CALL * now.limits.calls();
    if (statements > most) {
      now.exceeded("more than %d statements inside one another".formatted(most));
    }
    checkStopped(now);
  }

  void ended() {
    statements--;
  }

  /// The engine itself looks for orders to stop in loops only, so a script that calls itself has to
  /// be asked here.
  private static void checkStopped(Call now) {
    if (now.stopped()) {
      Context.getCurrent().safepoint();
      // Until the order has arrived. The script may catch this, but not call anything any more.
      throw new Stopping();
    }
  }

  void left() {
    depth--;
  }
}
