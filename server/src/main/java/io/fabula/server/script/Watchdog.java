package io.fabula.server.script;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Looks every two milliseconds at what each worker has used for its call, and stops the call that
/// has used too much. Sleeps while no scripts run.
///
/// The processor's time and the bytes allocated are those of the worker's thread: a busy machine
/// makes no script fail.
final class Watchdog extends Thread {
  private static final long TICK = Duration.ofMillis(2).toNanos();
  private static final int QUIET_TICKS = 500;
  private static final long UNSTOPPABLE = Duration.ofSeconds(5).toNanos();

  private final ThreadMXBean threads;
  private final Set<Worker> workers;
  private final Consumer<Call> lost;
  private final Runnable found;
  private final Map<Worker, Watch> watches = new HashMap<>();
  private volatile boolean asleep;
  private volatile boolean closed;

  /// @param workers as they are at any time
  /// @param lost told of a stopped call that a worker does not leave
  /// @param found told when a worker has left such a call after all
  Watchdog(Set<Worker> workers, Consumer<Call> lost, Runnable found) {
    super("script-watchdog");
    setDaemon(true);
    this.workers = workers;
    this.lost = lost;
    this.found = found;
    threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  }

  /// What a worker had used when its call was first seen.
  private static final class Watch {
    private @Nullable Call call;
    private long time;
    private long memory;
    private long stopped;
    private boolean lost;
  }

  /// A call begins.
  void wake() {
    if (asleep) {
      LockSupport.unpark(this);
    }
  }

  void close() {
    closed = true;
    LockSupport.unpark(this);
  }

  @Override
  public void run() {
    int quiet = 0;
    while (!closed) {
      quiet = lookAtAll() ? 0 : quiet + 1;
      if (quiet < QUIET_TICKS) {
        LockSupport.parkNanos(this, TICK);
        continue;
      }
      asleep = true;
      // One that began before it could see that nobody watches.
      if (!closed && !lookAtAll()) {
        LockSupport.park(this);
      }
      asleep = false;
      quiet = 0;
    }
  }

  private boolean lookAtAll() {
    boolean busy = false;
    for (Worker worker : workers) {
      Call call = worker.call();
      Watch watch = watches.computeIfAbsent(worker, _ -> new Watch());
      if (watch.lost && watch.call != call) {
        watch.lost = false;
        found.run();
      }
      if (call != null) {
        busy = true;
        look(worker, call, watch);
      }
    }
    watches.entrySet().removeIf(this::ended);
    return busy;
  }

  private boolean ended(Map.Entry<Worker, Watch> entry) {
    if (workers.contains(entry.getKey())) {
      return false;
    }
    if (entry.getValue().lost) {
      found.run();
    }
    return true;
  }

  private void look(Worker worker, Call call, Watch watch) {
    long time = threads.getThreadCpuTime(worker.threadId());
    long memory = threads.getThreadAllocatedBytes(worker.threadId());
    if (watch.call != call) {
      watch.call = call;
      watch.time = time;
      watch.memory = memory;
      watch.stopped = 0;
    }
    Limits limits = call.limits;
    if (time - watch.time > limits.time().toNanos()) {
      call.exceeded("more than %d ms of processor time".formatted(limits.time().toMillis()));
    }
    if (memory - watch.memory > limits.memory()) {
      call.exceeded("more than %d MB allocated".formatted(limits.memory() >> 20));
    }
    if (call.stopped()) {
      leave(worker, call, watch);
    }
  }

  private void leave(Worker worker, Call call, Watch watch) {
    if (watch.stopped == 0) {
      watch.stopped = System.nanoTime();
      worker.leave(call);
    } else if (!watch.lost && System.nanoTime() - watch.stopped > UNSTOPPABLE) {
      watch.lost = true;
      lost.accept(call);
    }
  }
}
