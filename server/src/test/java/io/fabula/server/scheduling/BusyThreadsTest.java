package io.fabula.server.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BusyThreadsTest {
  private final BusyThreads threads = new BusyThreads(2);

  private Thread started(CountDownLatch until) {
    return threads.start(
        "busy",
        () -> {
          try {
            until.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  @Test
  void beyondSoManyThereAreVirtualOnes() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    List<Thread> started = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      started.add(started(end));
    }
    end.countDown();
    for (Thread thread : started) {
      thread.join();
    }

    assertThat(started).extracting(Thread::isVirtual).containsExactly(false, false, true, true);
  }

  @Test
  void whatHasEndedOrFailedMakesRoom() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    for (int i = 0; i < 2; i++) {
      threads
          .start(
              "failing",
              () -> {
                Thread.currentThread().setUncaughtExceptionHandler((_, _) -> {});
                runs.incrementAndGet();
                throw new IllegalStateException("as intended");
              })
          .join();
    }

    assertThat(runs).hasValue(2);
    Thread next = threads.start("busy", () -> {});
    next.join();
    assertThat(next.isVirtual()).isFalse();
  }

  @Test
  void noEndOfTheProcessWaitsForOne() throws Exception {
    Thread thread = threads.start("busy", () -> {});
    thread.join();

    assertThat(thread.isDaemon()).isTrue();
  }
}
