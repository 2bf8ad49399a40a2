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

  @Test
  void whoeverIsWellIsAlwaysAsked() {
    assertThat(breaker.enter()).isTrue();
    breaker.succeeded();

    assertThat(breaker.enter()).isTrue();
    assertThat(breaker.fault()).isEmpty();
  }

  @Test
  void whoeverFailedIsLeftAloneForTheCooldown() {
    breaker.failed("it burns", Duration.ZERO);

    assertThat(breaker.enter()).isFalse();
    assertThat(breaker.fault()).contains("it burns");
    pass(Duration.ofSeconds(29));
    assertThat(breaker.admits()).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(breaker.admits()).isTrue();
    assertThat(breaker.enter()).isTrue();
  }

  @Test
  void whoeverAsksForMoreTimeGetsIt() {
    breaker.failed("later", Duration.ofMinutes(2));
    pass(Duration.ofSeconds(119));

    assertThat(breaker.enter()).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(breaker.enter()).isTrue();
  }

  @Test
  void oneTriesWhileTheOthersWait() {
    breaker.failed("it burns", Duration.ZERO);
    pass(Duration.ofSeconds(30));

    assertThat(breaker.enter()).isTrue();
    assertThat(breaker.enter()).isFalse();
    assertThat(breaker.admits()).isFalse();
    breaker.succeeded();
    assertThat(breaker.enter()).isTrue();
  }

  @Test
  void aTrialThatFailsBeginsTheCooldownAnew() {
    breaker.failed("it burns", Duration.ZERO);
    pass(Duration.ofSeconds(30));
    assertThat(breaker.enter()).isTrue();

    breaker.failed("still", Duration.ZERO);

    assertThat(breaker.enter()).isFalse();
    assertThat(breaker.fault()).contains("still");
  }

  @Test
  void aTrialThatIsGivenUpLetsTheNextOneTry() {
    breaker.failed("it burns", Duration.ZERO);
    pass(Duration.ofSeconds(30));
    assertThat(breaker.enter()).isTrue();

    breaker.abandoned();

    assertThat(breaker.enter()).isTrue();
  }
}
