package io.fabula.generator.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThroughputTest {
  private static final long SECOND = 1_000_000_000L;
  private final Throughput throughput = new Throughput();

  @Test
  void whatIsTooSlowIsKnownAfterTwoCalls() {
    throughput.callEnded(10, 2 * SECOND);
    assertThat(throughput.shortOf(100, 1)).isEmpty();

    throughput.callEnded(10, 2 * SECOND);

    assertThat(throughput.shortOf(100, 1)).hasValue(5);
  }

  @Test
  void writersAtTheSameTimeAddUp() {
    throughput.callEnded(10, 2 * SECOND);
    throughput.callEnded(10, 2 * SECOND);

    assertThat(throughput.shortOf(20, 3)).hasValue(15);
    assertThat(throughput.shortOf(15, 3)).isEmpty();
  }

  @Test
  void aCallOfOneEventTellsNothing() {
    throughput.callEnded(1, 60 * SECOND);

    assertThat(throughput.perSecond()).isEmpty();
  }
}
