package io.fabula.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MachineTimeTest {
  @Test
  void whatTheHostTookIsAShareOfAllProcessorsTime() {
    MachineTime then = MachineTime.parse("cpu  100 0 50 800 0 0 40 10 7 0\ncpu0 1 2 3\n");
    MachineTime now = MachineTime.parse("cpu  200 0 100 1200 0 0 60 30 9 0\ncpu0 4 5 6\n");

    assertThat(then).isEqualTo(new MachineTime(1000, 10));
    assertThat(now.stolenSince(then)).isEqualTo(100.0 * 20 / 590);
  }

  @Test
  void aSystemWithoutSuchFiguresHasNothingTaken() {
    MachineTime none = MachineTime.parse("");

    assertThat(none).isEqualTo(new MachineTime(0, 0));
    assertThat(none.stolenSince(none)).isZero();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void linuxSaysHowLongTheMachineHasBeenRunning() {
    assertThat(MachineTime.now().all()).isPositive();
  }
}
