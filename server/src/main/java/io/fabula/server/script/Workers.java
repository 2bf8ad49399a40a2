package io.fabula.server.script;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The engine and the few threads that scripts run on. Started when they are needed, and ended when
/// they were not for a minute.
final class Workers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
  private static final int FEWEST = 4;
  private static final int MAX_LOST = 8;
  private static final long IDLE_SECONDS = 60;

  private final Engine engine = Engines.open();
  private final Source harness = Realm.harness();
  private final Limits limits;
  private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
  private final AtomicInteger names = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger wanted = new AtomicInteger();
  private final Watchdog watchdog = new Watchdog(workers, this::lost, this::found);
  private final int most = Math.max(FEWEST, 2 * Runtime.getRuntime().availableProcessors());
  private final ThreadPoolExecutor pool;

  Workers(Limits limits) {
    this.limits = limits;
    pool =
        new ThreadPoolExecutor(
            1, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::worker);
    pool.allowCoreThreadTimeOut(true);
    watchdog.start();
  }

  private Worker worker(Runnable work) {
    Runnable counted =
        () -> {
          Worker self = (Worker) Thread.currentThread();
          workers.add(self);
          try {
            work.run();
          } finally {
            workers.remove(self);
          }
        };
    return new Worker(
        counted,
        "script-" + names.incrementAndGet(),
        () -> new Realm(engine, harness, limits),
        watchdog::wake);
  }

  /// Does a call on one of the threads, sooner or later.
  void begin(Call call) {
    pool.execute(() -> ((Worker) Thread.currentThread()).perform(call));
  }

  /// Does a call on one of the threads and waits for its end.
  Call.Result perform(Call call) throws InterruptedException {
    grow(wanted.incrementAndGet());
    try {
      begin(call);
      return call.await();
    } finally {
      wanted.decrementAndGet();
    }
  }

  /// As many threads as calls at a time and no more: each first prepares a context of its own, for
  /// which a call would wait that another thread could do at once.
  private void grow(int calls) {
    if (calls + lost.get() > pool.getCorePoolSize()) {
      synchronized (pool) {
        int size = Math.min(calls + lost.get(), pool.getMaximumPoolSize());
        if (size > pool.getCorePoolSize()) {
          pool.setCorePoolSize(size);
        }
      }
    }
  }

  /// A thread is inside the engine and does not come back; another takes its place.
  private void lost(Call call) {
    int now = lost.incrementAndGet();
    LOG.atError()
        .addKeyValue("script", call.script.code().start())
        .addKeyValue("threads", now)
        .log("a script was given up, but the engine does not stop it: it goes on computing");
    resize(now);
  }

  private void found() {
    resize(lost.decrementAndGet());
  }

  private void resize(int lost) {
    synchronized (pool) {
      int size = most + Math.min(lost, MAX_LOST);
      if (size > pool.getMaximumPoolSize()) {
        pool.setMaximumPoolSize(size);
      } else {
        pool.setCorePoolSize(Math.min(size, pool.getCorePoolSize()));
        pool.setMaximumPoolSize(size);
      }
      // Calls may wait that the lost thread has taken the place of.
      grow(wanted.get());
    }
  }

  @Override
  public void close() {
    pool.shutdown();
    for (Worker worker : workers) {
      Call call = worker.call();
      if (call != null) {
        call.stop(new IllegalStateException("scripts are shutting down"));
      }
    }
    watchdog.close();
    engine.close(true);
  }
}
