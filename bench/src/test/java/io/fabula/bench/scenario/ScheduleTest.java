package io.fabula.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fabula.bench.client.Samples;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final long MILLI = 1_000_000;

  @Test
  void whatComesInStepIsNotLate() {
    Schedule schedule = new Schedule(1000);
    for (long k = 0; k < 1000; k++) {
      schedule.came(0, 1, 77 + k * MILLI);
    }

    assertThat(schedule.error()).isCloseTo(0, within(1e-9));
    assertThat(schedule.lateness().percentile(1)).isZero();
  }

  @Test
  void whatWaitsForOthersIsLateByThat() {
    Schedule schedule = new Schedule(1000);
    schedule.came(0, 1, 0);
    for (long k = 10; k <= 1000; k += 10) {
      // Ten at once: the last is punctual, the first of them nine milliseconds late.
      schedule.came(0, 10, k * MILLI);
    }

    Samples late = schedule.lateness();
    assertThat(late.size()).isEqualTo(1001);
    assertThat(late.percentile(1)).isEqualTo(9 * MILLI);
    assertThat(late.percentile(0.5)).isBetween(4 * MILLI, 5 * MILLI);
  }

  @Test
  void aRateThatIsNotKeptIsSeen() {
    Schedule schedule = new Schedule(1000);
    for (long k = 0; k < 100; k++) {
      schedule.came(0, 1, 2 * MILLI * k);
    }

    assertThat(schedule.error()).isCloseTo(50, within(1e-9));
  }
}
