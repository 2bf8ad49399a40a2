package io.fabula.providers.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private final AtomicLong now = new AtomicLong();
  private final Breaker breaker = new Breaker(Duration.ofSeconds(30), now::get);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private Breaker.Pass enter() {
    return breaker.enter().orElseThrow();
  }

  private void fail(String why, Duration longer) {
    breaker.failed(enter(), why, longer);
  }

  @Test
  void whoeverIsWellIsAlwaysAsked() {
    breaker.succeeded(enter());

    assertThat(breaker.enter()).isPresent();
    assertThat(breaker.fault()).isEmpty();
  }

  @Test
  void whoeverFailedIsLeftAloneForTheCooldown() {
    fail("it burns", Duration.ZERO);

    assertThat(breaker.enter()).isEmpty();
    assertThat(breaker.fault()).contains("it burns");
    pass(Duration.ofSeconds(29));
    assertThat(breaker.admits()).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(breaker.admits()).isTrue();
    assertThat(breaker.enter()).isPresent();
  }

  @Test
  void whoeverAsksForMoreTimeGetsIt() {
    fail("later", Duration.ofMinutes(2));
    pass(Duration.ofSeconds(119));

    assertThat(breaker.enter()).isEmpty();
    pass(Duration.ofSeconds(1));
    assertThat(breaker.enter()).isPresent();
  }

  @Test
  void nobodyIsLeftAloneForMoreThanADay() {
    fail("in the year 9999", Duration.ofDays(365L * 8000));
    pass(Duration.ofDays(1));

    assertThat(breaker.enter()).isPresent();
  }

  @Test
  void oneTriesWhileTheOthersWait() {
    fail("it burns", Duration.ZERO);
    pass(Duration.ofSeconds(30));

    Breaker.Pass trial = enter();
    assertThat(breaker.enter()).isEmpty();
    assertThat(breaker.admits()).isFalse();
    breaker.succeeded(trial);
    assertThat(breaker.enter()).isPresent();
  }

  @Test
  void aTrialThatFailsBeginsTheCooldownAnew() {
    fail("it burns", Duration.ZERO);
    pass(Duration.ofSeconds(30));

    fail("still", Duration.ZERO);

    assertThat(breaker.enter()).isEmpty();
    assertThat(breaker.fault()).contains("still");
  }

  @Test
  void aTrialThatIsGivenUpLetsTheNextOneTry() {
    fail("it burns", Duration.ZERO);
    pass(Duration.ofSeconds(30));

    breaker.abandoned(enter());

    assertThat(breaker.enter()).isPresent();
  }

  @Test
  void aCallFromBeforeTheFailureSaysNothingAboutWhatCameBehindIt() {
    Breaker.Pass slow = enter();
    fail("it burns", Duration.ofHours(1));

    breaker.succeeded(slow);

    assertThat(breaker.enter()).isEmpty();
  }

  @Test
  void aCallFromBeforeTheFailureDoesNotEndSomebodyElsesTrial() {
    Breaker.Pass slow = enter();
    fail("it burns", Duration.ZERO);
    pass(Duration.ofSeconds(30));
    Breaker.Pass trial = enter();

    breaker.abandoned(slow);
    assertThat(breaker.enter()).isEmpty();
    breaker.failed(slow, "the slow one failed too", Duration.ZERO);
    breaker.succeeded(trial);

    assertThat(breaker.enter()).isPresent();
  }

  @Test
  void ofTwoThatFailTogetherTheLongerWishCounts() {
    Breaker.Pass other = enter();
    fail("it burns", Duration.ZERO);

    breaker.failed(other, "come back in an hour", Duration.ofHours(1));
    pass(Duration.ofMinutes(59));

    assertThat(breaker.enter()).isEmpty();
  }
}
