package io.fabula.server.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The metronome with its real thread and clock: who is called when, and in which order.
class MetronomeTest {
  private static final long FAR = TimeUnit.HOURS.toNanos(1);

  private final Metronome metronome = new Metronome();

  @AfterEach
  void stop() {
    metronome.close();
  }

  private static Metronome.Beat beat(LongSupplier does) {
    return new Metronome.Beat() {
      @Override
      protected long beat() {
        return does.getAsLong();
      }
    };
  }

  private static Metronome.Beat once(Runnable does) {
    return beat(
        () -> {
          does.run();
          return Metronome.NEVER;
        });
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void nobodyIsCalledBeforeItsTimeAndAllInTheOrderOfTheirTimes() throws Exception {
    int many = 500;
    List<Integer> called = Collections.synchronizedList(new ArrayList<>());
    List<Long> early = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch all = new CountDownLatch(many);
    long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
    List<Integer> shuffled = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      shuffled.add(i);
    }
    Collections.shuffle(shuffled, new Random(7));

    for (int i : shuffled) {
      long at = start + i * 10_000L;
      metronome.call(
          once(
              () -> {
                if (System.nanoTime() - at < 0) {
                  early.add(at);
                }
                called.add(i);
                all.countDown();
              }),
          at);
    }

    await(all);
    assertThat(early).isEmpty();
    assertThat(called).isSorted().hasSize(many);
  }

  @Test
  void whoSaysWhenIsCalledAgain() throws Exception {
    CountDownLatch five = new CountDownLatch(5);
    metronome.call(
        beat(
            () -> {
              five.countDown();
              return five.getCount() == 0 ? Metronome.NEVER : System.nanoTime() + 1000;
            }),
        System.nanoTime());

    await(five);
  }

  @Test
  void whoWaitsForLongIsCalledAtOnceWhereSomebodyAsks() throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    Metronome.Beat patient = once(called::countDown);
    metronome.call(patient, System.nanoTime() + FAR);
    metronome.call(once(() -> {}), System.nanoTime() + FAR / 2);

    metronome.call(patient, System.nanoTime());

    await(called);
  }

  @Test
  void oneThatFailsHarmsNobody() throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    metronome.call(
        beat(
            () -> {
              throw new IllegalStateException("the beat fails");
            }),
        System.nanoTime());

    metronome.call(once(called::countDown), System.nanoTime() + 1_000_000);

    await(called);
  }
}
