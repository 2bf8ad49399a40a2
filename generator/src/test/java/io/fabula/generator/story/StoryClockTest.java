package io.fabula.generator.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fabula.generator.narrative.NarrativeReader;
import io.fabula.generator.narrative.Phase;
import java.time.Instant;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class StoryClockTest {
  private static final long SECOND = 1_000_000_000L;

  private static StoryClock clock(String front) {
    return clock(front, OptionalDouble.empty());
  }

  private static StoryClock clock(String front, OptionalDouble rate) {
    var narrative = NarrativeReader.parse("n", "n.md", "---\n" + front + "\n---\nprose");
    return StoryClock.of(narrative, rate, Instant.EPOCH, 1);
  }

  private static long eventsBefore(StoryClock clock, long nanos) {
    long before = clock.sequence();
    do {
      clock.advance();
    } while (clock.offsetNanos() < nanos);
    return clock.sequence() - 1 - before;
  }

  @ParameterizedTest
  @ValueSource(doubles = {3, 7, 1000, 33_333, 999_999})
  void aConstantRateDoesNotDrift(double rate) {
    StoryClock clock = clock("rate: " + rate);
    for (int i = 0; i < 10_000_000; i++) {
      clock.advance();
    }

    assertThat(clock.sequence()).isEqualTo(10_000_000);
    assertThat(clock.offsetNanos()).isEqualTo(Math.round(9_999_999 / rate * 1e9));
  }

  @Test
  void fractionalRatesAreKept() {
    StoryClock clock = clock("rate: 0.01");

    for (int i = 0; i < 5; i++) {
      clock.advance();
      assertThat(clock.offsetNanos()).isEqualTo(i * (100 * SECOND));
    }
  }

  @Test
  void aRampHoldsAsManyEventsAsItsIntegral() {
    StoryClock clock =
        clock(
            "phases: [{name: a, for: 10s, rate: 10}, {name: b, for: 20s, rate: 110, ramp: 10s},"
                + " {name: c, for: 20s, rate: 10, ramp: 20s}]");

    assertThat(eventsBefore(clock, 10 * SECOND)).isEqualTo(100);
    assertThat(clock.sequence() - 1 + eventsBefore(clock, 20 * SECOND) - 100)
        .isCloseTo(600, within(2L));
    assertThat(eventsBefore(clock, 30 * SECOND)).isCloseTo(1100, within(2L));
    assertThat(eventsBefore(clock, 50 * SECOND)).isCloseTo(1200, within(2L));
  }

  @Test
  void aStoryMayStartWithARampFromNothing() {
    StoryClock clock = clock("phases: [{name: a, for: 10s, rate: 100, ramp: 10s}]");

    clock.advance();
    assertThat(clock.offsetNanos()).isZero();
    assertThat(eventsBefore(clock, 10 * SECOND)).isCloseTo(500, within(2L));
  }

  @Test
  void dueTimesNeverGoBackAcrossPhasesAndCycles() {
    StoryClock clock =
        clock(
            "phases: [{name: a, for: 300ms, rate: 7}, {name: b, for: 1s, rate: 90, ramp: 400ms},"
                + " {name: c, for: 100ms, rate: 0.5}]");
    long last = -1;
    int[] seen = new int[3];
    for (int i = 0; i < 100_000; i++) {
      clock.advance();
      assertThat(clock.offsetNanos()).isGreaterThanOrEqualTo(last);
      last = clock.offsetNanos();
      seen[clock.phase()]++;
    }

    double cycles = last / 1.4e9;
    assertThat(seen[0] / cycles).isCloseTo(2.1, within(0.1));
    assertThat(seen[1] / cycles).isCloseTo(0.4 * (0.5 + 90) / 2 + 0.6 * 90, within(2.5));
  }

  @Test
  void aLastPhaseWithoutLengthLastsToTheEnd() {
    StoryClock clock = clock("phases: [{name: a, for: 1s, rate: 2}, {name: b, rate: 4}]");
    for (int i = 0; i < 1000; i++) {
      clock.advance();
    }

    assertThat(clock.currentPhase().map(Phase::name)).contains("b");
    assertThat(clock.offsetNanos()).isEqualTo(SECOND + 997 * SECOND / 4);
  }

  @Test
  void aPhaseOfCenturiesDoesNotTurnTimeRound() {
    StoryClock clock = clock("rate: 10\nphases: [{name: a, for: 1s}, {name: b, for: 999999999d}]");
    for (int i = 0; i < 100; i++) {
      clock.advance();
    }

    assertThat(clock.offsetNanos()).isEqualTo(99 * SECOND / 10);
  }

  @Test
  void aFixedRateStandsAboveThePhases() {
    StoryClock clock =
        clock(
            "phases: [{name: a, for: 1s, rate: 2, ramp: 1s}, {name: b, for: 1s, rate: 40}]",
            OptionalDouble.of(10));
    for (int i = 0; i <= 100; i++) {
      clock.advance();
      assertThat(clock.offsetNanos()).isEqualTo(i * SECOND / 10);
      assertThat(clock.rate()).isEqualTo(10);
    }
  }

  @Test
  void aNewRateCountsWhatHasPassedOfTheWait() {
    StoryClock clock = clock("rate: 1");
    clock.advance();

    clock.fixRate(10, SECOND / 2);
    clock.advance();

    assertThat(clock.offsetNanos()).isEqualTo(SECOND / 2 + SECOND / 20);
    clock.advance();
    assertThat(clock.offsetNanos()).isEqualTo(SECOND / 2 + SECOND / 20 + SECOND / 10);
  }

  @Test
  void timeNeverGoesBackBehindTheLatestEvent() {
    StoryClock clock = clock("rate: 0.1");
    clock.advance();
    clock.advance();
    assertThat(clock.offsetNanos()).isEqualTo(10 * SECOND);

    clock.fixRate(100, 2 * SECOND);

    assertThat(clock.nextEpochNanos()).isEqualTo(10 * SECOND + SECOND / 100);
    clock.advance();
    assertThat(clock.sequence()).isEqualTo(3);
    assertThat(clock.offsetNanos()).isEqualTo(10 * SECOND + SECOND / 100);
  }

  @Test
  void lookingAheadTellsWhatAdvancingFindsAndChangesNothing() {
    StoryClock clock =
        clock("rate: 3\nphases: [{name: a, for: 1s, ramp: 1s, rate: 7}, {name: b, for: 700ms}]");
    for (int i = 0; i < 100; i++) {
      int phase = clock.phase();
      long ahead = clock.nextEpochNanos();
      assertThat(clock.phase()).isEqualTo(phase);
      clock.advance();
      assertThat(clock.epochNanos()).isEqualTo(ahead);
    }
  }

  @Test
  void aNewRateAfterAStandstillBeyondThePhaseIsKept() {
    StoryClock clock =
        clock("phases: [{name: a, for: 5s, rate: 10}, {name: b, for: 5s, rate: 10}]");
    clock.advance();

    clock.fixRate(2, 7 * SECOND);

    long last = 0;
    for (int i = 0; i < 20; i++) {
      clock.advance();
      assertThat(clock.offsetNanos())
          .isGreaterThanOrEqualTo(7 * SECOND + i * SECOND / 2)
          .isGreaterThanOrEqualTo(last);
      last = clock.offsetNanos();
    }
    assertThat(last).isLessThanOrEqualTo(17 * SECOND);
  }

  @Test
  void aJumpGoesToThePhaseAndWaitsOneInterval() {
    StoryClock clock = clock("phases: [{name: a, for: 1h, rate: 1}, {name: b, for: 10s, rate: 4}]");
    clock.advance();
    clock.advance();

    clock.jump("b");
    clock.advance();

    assertThat(clock.currentPhase().map(Phase::name)).contains("b");
    assertThat(clock.offsetNanos()).isEqualTo(SECOND + SECOND / 4);
  }

  @Test
  void aShiftMovesDueTimesAndNotTheStory() {
    StoryClock clock = clock("rate: 1");
    clock.advance();
    clock.shift(5 * SECOND);
    clock.advance();

    assertThat(clock.epochNanos()).isEqualTo(6 * SECOND);
    assertThat(clock.offsetNanos()).isEqualTo(SECOND);
  }
}
