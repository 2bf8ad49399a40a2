package io.fabula.server.interactive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimetableTest {
  private static final long START = 7_000;

  private final Timetable times = new Timetable(Duration.ofNanos(100), START);

  @Test
  void latenessDoesNotAddUp() {
    // Whoever looks is always 30 late
    for (int beat = 1; beat <= 1000; beat++) {
      long due = times.next(START + 100L * (beat - 1) + 30);
      assertThat(due).isEqualTo(START + 100L * beat);
    }
  }

  @Test
  void whatPassedWhileNobodyLookedIsLeftOutButForTheLast() {
    assertThat(times.next(START)).isEqualTo(START + 100);
    assertThat(times.next(START + 560)).isEqualTo(START + 500);
    assertThat(times.next(START + 561)).isEqualTo(START + 600);
  }

  @Test
  void noMomentComesTwice() {
    assertThat(times.next(START + 100)).isEqualTo(START + 100);
    assertThat(times.next(START + 100)).isEqualTo(START + 200);
    assertThat(times.next(START + 110)).isEqualTo(START + 300);
  }
}
