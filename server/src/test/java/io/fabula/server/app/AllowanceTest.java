package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabula.server.config.RateLimit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AllowanceTest {
  private long now = Long.MAX_VALUE - 5;

  private Allowance allowance(int messages, Duration per, int burst) {
    return new Allowance(new RateLimit(messages, per, burst, RateLimit.Action.CLOSE), () -> now);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private static int takenAtOnce(Allowance allowance) {
    int taken = 0;
    while (allowance.take()) {
      taken++;
    }
    return taken;
  }

  @Test
  void aBurstMayComeAtOnceAndThenTheRateHolds() {
    Allowance allowance = allowance(60, Duration.ofMinutes(1), 10);

    assertThat(takenAtOnce(allowance)).isEqualTo(10);
    pass(Duration.ofMillis(999));
    assertThat(allowance.take()).isFalse();
    pass(Duration.ofMillis(1));
    assertThat(allowance.take()).isTrue();
    assertThat(allowance.take()).isFalse();
    pass(Duration.ofSeconds(7));
    assertThat(takenAtOnce(allowance)).isEqualTo(7);
  }

  @Test
  void silenceSavesUpNoMoreThanABurst() {
    Allowance allowance = allowance(1000, Duration.ofMinutes(1), 1000);
    pass(Duration.ofDays(30));

    assertThat(takenAtOnce(allowance)).isEqualTo(1000);
  }

  @Test
  void whoGoesOnTooFastStillGetsTheRateThrough() {
    Allowance allowance = allowance(10, Duration.ofSeconds(1), 1);
    int taken = 0;
    for (int i = 0; i < 1000; i++) {
      taken += allowance.take() ? 1 : 0;
      pass(Duration.ofMillis(10));
    }

    assertThat(taken).isEqualTo(100);
  }

  @Test
  void theLargestLimitDoesNotOverflow() {
    Allowance allowance = allowance(1, Duration.ofHours(1), 1_000_000);

    assertThat(takenAtOnce(allowance)).isEqualTo(1_000_000);
    pass(Duration.ofHours(2));
    assertThat(takenAtOnce(allowance)).isEqualTo(2);
  }

  @Test
  void afterTheEndNothingIsWithinIt() {
    Allowance allowance = allowance(10, Duration.ofSeconds(1), 10);
    allowance.end();
    pass(Duration.ofMinutes(1));

    assertThat(allowance.take()).isFalse();
  }
}
