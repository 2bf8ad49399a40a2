package io.fabula.bench.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeadlineLoopTest {
  @Test
  void nobodyWakesUpBeforeItsTime() throws Exception {
    Samples late;
    try (DeadlineLoop loop = DeadlineLoop.start()) {
      late = loop.end();
    }

    assertThat(late.size()).isPositive();
    assertThat(late.percentile(0)).isNotNegative();
  }
}
