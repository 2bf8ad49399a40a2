package io.fabula.generator.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeadTest {
  private static final long SECOND = 1_000_000_000L;
  private final Lead lead = new Lead();

  @Test
  void theNextCallStartsAsManyEventsEarlyAsTheLastOneTookToBegin() {
    Lead.Measure call = lead.call(0);
    call.eventArrives(2 * SECOND, 10);

    assertThat(lead.events(10)).isEqualTo(26);
    assertThat(lead.events(0.01)).isEqualTo(2);
  }

  @Test
  void oneQuickCallDoesNotForgetASlowOne() {
    Lead.Measure slow = lead.call(0);
    slow.eventArrives(2 * SECOND, 10);
    slow.ends();
    Lead.Measure quick = lead.call(10 * SECOND);
    quick.eventArrives(10 * SECOND, 10);

    assertThat(lead.events(10)).isEqualTo(26);
    quick.ends();
    assertThat(lead.events(10)).isEqualTo(19);
  }

  @Test
  void theFootOfARampTeachesSomethingToo() {
    Lead.Measure call = lead.call(0);
    call.eventArrives(SECOND, 0);
    call.eventArrives(SECOND, 0);

    assertThat(lead.events(10)).isEqualTo(14);
  }

  @Test
  void callsAtTheSameTimeAreMeasuredEachFromItsOwnStart() {
    Lead.Measure one = lead.call(0);
    Lead.Measure other = lead.call(5 * SECOND);
    one.eventArrives(SECOND, 10);
    other.eventArrives(6 * SECOND, 10);

    assertThat(lead.events(10)).isEqualTo(14);
    assertThat(one.arrived()).isEqualTo(1);
  }
}
