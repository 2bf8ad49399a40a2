package io.fabula.bench.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineLoopTest {
  @Test
  void nobodyWakesUpBeforeItsTime() {
    Samples late;
    try (DeadlineLoop loop = DeadlineLoop.start()) {
      await().pollDelay(Duration.ofMillis(50)).until(() -> true);
      late = loop.end();
    }

    assertThat(late.size()).isPositive();
    assertThat(late.percentile(0)).isNotNegative();
  }
}
