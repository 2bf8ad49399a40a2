package io.fabula.generator.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fabula.generator.narrative.NarrativeReader;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Time that goes on while nothing happens: by intervals, and until a moment.
@Timeout(30)
class PassingTest {
  private static final long SECOND = 1_000_000_000L;

  private static StoryClock clock(String front, long seed) {
    var narrative = NarrativeReader.parse("n", "n.md", "---\n" + front + "\n---\nprose");
    return StoryClock.of(narrative, OptionalDouble.empty(), Instant.EPOCH, seed);
  }

  @Test
  void anEventIsDueAtTheFirstIntervalThatBeginsThenOrLater() {
    StoryClock clock = clock("rate: 4", 1);
    clock.advance();

    clock.passUntil(10 * SECOND);
    assertThat(clock.offsetNanos()).isEqualTo(10 * SECOND);
    clock.passUntil(10 * SECOND + 1);
    assertThat(clock.offsetNanos()).isEqualTo(10 * SECOND + SECOND / 4);
    clock.passUntil(3 * SECOND);
    assertThat(clock.offsetNanos()).isEqualTo(10 * SECOND + SECOND / 4);
    assertThat(clock.sequence()).isEqualTo(1);

    clock.advance();
    assertThat(clock.offsetNanos()).isEqualTo(10 * SECOND + SECOND / 2);
    assertThat(clock.sequence()).isEqualTo(2);
  }

  /// Passing interval by interval is the slow way to the same moment.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "rate: 3",
        "rate: 999999",
        "phases: [{name: a, for: 2s, rate: 7}, {name: b, for: 300ms, rate: 0.9}]",
        "phases: [{name: a, for: 2s, rate: 7, ramp: 2s}, {name: b, for: 3s, rate: 80, ramp: 1s},"
            + " {name: c, for: 100ms, rate: 0.1}, {name: d, for: 1s, rate: 3, ramp: 500ms}]",
        "phases: [{name: a, for: 1s, rate: 2}, {name: b, rate: 30, ramp: 4s}]"
      })
  void overPhasesAndRampsTheEventIsWhereItsIntervalsAre(String front) {
    Random random = new Random(5);
    StoryClock fast = clock(front, 1);
    StoryClock slow = clock(front, 1);
    long range = front.contains("999999") ? SECOND / 1000 : 9 * SECOND;
    for (int i = 0; i < 300; i++) {
      fast.advance();
      slow.advance();
      long there = slow.offsetNanos() + random.nextLong(range);
      fast.passUntil(there);
      while (slow.offsetNanos() < there) {
        slow.passOver(1);
      }
      assertThat(fast.offsetNanos()).isCloseTo(slow.offsetNanos(), within(2L));
      assertThat(fast.sequence()).isEqualTo(slow.sequence());
      assertThat(fast.phase()).isEqualTo(slow.phase());
    }
  }

  @Test
  void manyRoundsOfPhasesArePassedAtOnce() {
    String front =
        "phases: [{name: a, for: 1s, rate: 7.3, ramp: 400ms}, {name: b, for: 300ms, rate: 0.9}]";
    StoryClock fast = clock(front, 1);
    StoryClock slow = clock(front, 1);
    fast.advance();
    slow.advance();

    fast.passUntil(100_000 * SECOND);
    while (slow.offsetNanos() < 100_000 * SECOND) {
      slow.passOver(1);
    }

    assertThat(fast.phase()).isEqualTo(slow.phase());
    // Half a million intervals added up round more than one division.
    assertThat(fast.offsetNanos()).isCloseTo(slow.offsetNanos(), within(1000L));
  }

  /// A wait of centuries over phases of a tenth of a second would otherwise be walked through.
  @ParameterizedTest
  @ValueSource(strings = {"constant", "poisson", "bursts"})
  void howFarItIsDoesNotMatter(String arrival) {
    for (long years : new long[] {1, 100, 140}) {
      StoryClock clock =
          clock(
              "arrival: %s\nphases: [{name: a, for: 100ms, rate: 900000}, {name: b, for: 100ms}]"
                  .formatted(arrival),
              1);
      clock.advance();
      long there = years * 365 * 86_400 * SECOND;

      clock.passUntil(there);

      assertThat(clock.offsetNanos()).isBetween(there, there + 2000 * SECOND);
    }
  }

  /// The rate is so low that the story goes round its phases many times from event to event.
  @ParameterizedTest
  @CsvSource({"constant,0.0001", "poisson,0.08", "{ bursts: 10000 },0.2"})
  void aWaitLongerThanAllPhasesKeepsTheRate(String arrival, double error) {
    StoryClock clock =
        clock(
            "rate: 0.01\narrival: %s\nphases: [{name: a, for: 100ms, ramp: 50ms, rate: 0.03}, {name: b, for: 100ms}]"
                .formatted(arrival),
            1);
    int events = arrival.contains("10000") ? 4_000_000 : 2_000;
    for (int i = 0; i <= events; i++) {
      clock.advance();
    }

    // In a round of 0.2 s: a ramp from 0.01 to 0.03, then 0.03, then 0.01.
    double perSecond = (0.05 * 0.02 + 0.05 * 0.03 + 0.1 * 0.01) / 0.2;
    double expected = events / perSecond;
    assertThat(clock.offsetNanos() / 1e9).isCloseTo(expected, within(expected * error));
  }

  @ParameterizedTest
  @CsvSource({"poisson", "{ bursts: 5 }"})
  void intervalsPassedOverAreDrawn(String arrival) {
    for (long many : new long[] {1, 10, 999, 5_000, 10_000_000}) {
      double sum = 0;
      double squares = 0;
      int tellings = 400;
      for (int seed = 0; seed < tellings; seed++) {
        StoryClock clock = clock("rate: 1\narrival: " + arrival, seed);
        clock.advance();
        clock.passOver(many);
        assertThat(clock.sequence()).isEqualTo(1);
        double seconds = clock.offsetNanos() / 1e9;
        sum += seconds;
        squares += (seconds - many) * (seconds - many);
      }
      // Mean gap 4.6 between bursts of 5: a variance of 2 * 4.6^2 / 5 + 0.8 * 0.1^2 - 1.
      double variance = arrival.equals("poisson") ? 1 : 7.472;
      double deviation = Math.sqrt(variance * many);
      assertThat(sum / tellings)
          .as("mean of %d", many)
          .isCloseTo((double) many, within(3.3 * deviation / Math.sqrt(tellings)));
      assertThat(squares / tellings / many / variance).as("of %d", many).isBetween(0.6, 1.5);
    }
  }

  /// After a long silence the next Poisson event is one interval away on average, as always.
  @ParameterizedTest
  @CsvSource({"poisson,1,0.15", "{ bursts: 4 },3.43,0.55"})
  void afterALongSilenceTheNextEventIsAsFarAsTheProcessSays(
      String arrival, double mean, double error) {
    for (long there : new long[] {200, 1_000_000_000L}) {
      double waits = 0;
      int tellings = 500;
      for (int seed = 0; seed < tellings; seed++) {
        StoryClock clock = clock("rate: 1\narrival: " + arrival, seed);
        clock.advance();
        clock.passUntil(there * SECOND);
        assertThat(clock.offsetNanos()).isGreaterThanOrEqualTo(there * SECOND);
        waits += clock.offsetNanos() / 1e9 - there;
      }
      assertThat(waits / tellings).as("at %d s", there).isCloseTo(mean, within(error));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"poisson", "bursts"})
  void timePassedUntilTheNextEventIsTheNextEvent(String arrival) {
    String front =
        "rate: 9\narrival: %s\nphases: [{name: a, for: 1s}, {name: b, for: 2s, rate: 40, ramp: 1s}]"
            .formatted(arrival);
    StoryClock passing = clock(front, 3);
    StoryClock going = clock(front, 3);
    passing.advance();
    going.advance();
    for (int i = 0; i < 1000; i++) {
      going.advance();
      passing.passUntil(going.offsetNanos());
      assertThat(passing.offsetNanos()).isEqualTo(going.offsetNanos());
    }
    assertThat(passing.sequence()).isEqualTo(1);
  }
}
