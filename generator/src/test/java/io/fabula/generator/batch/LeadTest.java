package io.fabula.generator.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeadTest {
  private static final long SECOND = 1_000_000_000L;
  private final Lead lead = new Lead();

  @Test
  void theNextCallStartsAsManyEventsEarlyAsTheLastOneTookToBegin() {
    lead.callStarts(0);
    lead.eventArrives(2 * SECOND, 10);

    assertThat(lead.events(10)).isEqualTo(26);
    assertThat(lead.events(0.01)).isEqualTo(2);
  }

  @Test
  void oneQuickCallDoesNotForgetASlowOne() {
    lead.callStarts(0);
    lead.eventArrives(2 * SECOND, 10);
    lead.callStarts(10 * SECOND);
    lead.eventArrives(10 * SECOND, 10);

    assertThat(lead.events(10)).isEqualTo(26);
    lead.callStarts(20 * SECOND);
    assertThat(lead.events(10)).isEqualTo(19);
  }

  @Test
  void theFootOfARampTeachesSomethingToo() {
    lead.callStarts(0);
    lead.eventArrives(SECOND, 0);
    lead.eventArrives(SECOND, 0);

    assertThat(lead.events(10)).isEqualTo(14);
  }
}
