package io.fabula.generator.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fabula.generator.narrative.NarrativeReader;
import io.fabula.generator.narrative.Phase;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How events are spread over time. Seeds are fixed, so that a bound is met always or never; bounds
/// are those that one telling in a thousand or less would break.
@Timeout(30)
class ArrivalTest {
  private static final double SECOND = 1e9;

  private static StoryClock clock(String front, long seed) {
    return clock(front, OptionalDouble.empty(), seed);
  }

  private static StoryClock clock(String front, OptionalDouble rate, long seed) {
    var narrative = NarrativeReader.parse("n", "n.md", "---\n" + front + "\n---\nprose");
    return StoryClock.of(narrative, rate, Instant.EPOCH, seed);
  }

  /// When the next `count` events are due, in seconds of the story.
  private static double[] times(StoryClock clock, int count) {
    double[] times = new double[count];
    for (int i = 0; i < count; i++) {
      clock.advance();
      times[i] = clock.offsetNanos() / SECOND;
    }
    return times;
  }

  private static double[] gaps(double[] times) {
    double[] gaps = new double[times.length - 1];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = times[i + 1] - times[i];
    }
    return gaps;
  }

  /// The largest distance between the shares below each value and what they should be, times the
  /// root of their number: above 1.95 in one case of a thousand (Kolmogorov and Smirnov).
  private static double distance(double[] values, DoubleUnaryOperator share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double most = 0;
    for (int i = 0; i < sorted.length; i++) {
      double expected = share.applyAsDouble(sorted[i]);
      most = Math.max(most, Math.abs(expected - (double) i / sorted.length));
      most = Math.max(most, Math.abs(expected - (i + 1.0) / sorted.length));
    }
    return most * Math.sqrt(sorted.length);
  }

  /// Variance of the counts in windows of so many seconds, over their mean: 1 for a Poisson process
  /// (Fano's index).
  private static double dispersion(double[] times, double seconds) {
    int windows = (int) (times[times.length - 1] / seconds);
    double[] counts = new double[windows];
    for (double time : times) {
      int window = (int) (time / seconds);
      if (window < windows) {
        counts[window]++;
      }
    }
    double mean = Arrays.stream(counts).average().orElseThrow();
    return Arrays.stream(counts).map(n -> (n - mean) * (n - mean)).average().orElseThrow() / mean;
  }

  @ParameterizedTest
  @CsvSource({"constant,0.000001", "poisson,0.004", "bursts,0.02", "{ bursts: 50 },0.04"})
  void eachKindKeepsTheRate(String arrival, double error) {
    double[] times = times(clock("rate: 1000\narrival: " + arrival, 3), 1_000_001);

    assertThat(times[0]).isZero();
    assertThat(times[1_000_000]).isCloseTo(1000, within(1000 * error));
  }

  @Test
  void poissonEventsHaveExponentialGapsAndCountsAsDispersedAsChance() {
    double[] times = times(clock("rate: 20\narrival: poisson", 5), 200_000);

    assertThat(distance(gaps(times), gap -> 1 - Math.exp(-20 * gap))).isLessThan(1.95);
    assertThat(dispersion(times, 1)).isCloseTo(1, within(0.05));
    assertThat(dispersion(times, 10)).isCloseTo(1, within(0.15));
  }

  @Test
  void burstsAreOfTheSizeGivenAndAsDispersedAsThatMakesThem() {
    double[] times = times(clock("rate: 20\narrival: { bursts: 20 }", 5), 400_000);
    double[] gaps = gaps(times);
    // A tenth of a twentieth of a second, to the nanosecond.
    double[] between = Arrays.stream(gaps).filter(gap -> Math.abs(gap - 0.005) > 2e-9).toArray();

    assertThat((double) gaps.length / between.length).isCloseTo(20, within(0.5));
    assertThat(distance(between, gap -> 1 - Math.exp(-20 * gap / 18.1))).isLessThan(1.95);
    assertThat(dispersion(times, 1)).isGreaterThan(5);
    // In the long run it is the square of the gaps' coefficient of variation.
    assertThat(dispersion(times, 100)).isBetween(25.0, 40.0);
    assertThat(dispersion(times(clock("rate: 20", 5), 40_000), 1)).isLessThan(0.01);
  }

  @Test
  void burstsOfOneAreNoBursts() {
    double[] times = times(clock("rate: 1\narrival: { bursts: 1 }", 5), 50_000);

    assertThat(distance(gaps(times), gap -> 1 - Math.exp(-gap))).isLessThan(1.95);
  }

  @ParameterizedTest
  @ValueSource(strings = {"poisson", "{ bursts: 3 }"})
  void aRampHasItsShape(String arrival) {
    double[] counts = new double[20];
    int tellings = 1000;
    for (int seed = 0; seed < tellings; seed++) {
      StoryClock clock =
          clock(
              "arrival: %s\nphases: [{name: up, for: 20s, rate: 40, ramp: 10s}]".formatted(arrival),
              seed);
      for (clock.advance(); clock.offsetNanos() < 20 * SECOND; clock.advance()) {
        counts[(int) (clock.offsetNanos() / SECOND)]++;
      }
    }

    // The first event, due at the start by definition, comes on top, and in bursts those with it.
    double[] expected = new double[20];
    for (int second = 0; second < 20; second++) {
      expected[second] = second < 10 ? 4 * second + 2 : 40;
      if (second > 0) {
        assertThat(counts[second] / tellings)
            .as("second %d", second)
            .isCloseTo(expected[second], within(0.06 * expected[second]));
      }
    }
  }

  @Test
  void whatIsLeftOfAGapGoesOverToTheNextPhase() {
    StoryClock clock =
        clock(
            "arrival: poisson\n"
                + "phases: [{name: a, for: 100ms, rate: 5}, {name: b, for: 300ms, rate: 0.5},"
                + " {name: c, for: 200ms, rate: 60}]",
            11);
    double[] times = times(clock, 100_000);

    // Measured in what is due on average, the gaps know nothing of phases.
    double[] intervals = new double[times.length];
    for (int i = 0; i < times.length; i++) {
      double rounds = Math.floor(times[i] / 0.6);
      double rest = times[i] - 0.6 * rounds;
      double inRound =
          5 * Math.min(rest, 0.1)
              + 0.5 * Math.clamp(rest - 0.1, 0.0, 0.3)
              + 60 * Math.max(0, rest - 0.4);
      intervals[i] = rounds * 12.65 + inRound;
    }
    assertThat(distance(gaps(intervals), gap -> 1 - Math.exp(-gap))).isLessThan(1.95);
  }

  @Test
  void aPhaseMayHaveAnArrivalOfItsOwn() {
    StoryClock clock =
        clock(
            "rate: 100\narrival: poisson\n"
                + "phases: [{name: even, for: 10s, arrival: constant}, {name: odd, for: 10s}]",
            2);
    int[] even = new int[2];
    int[] all = new int[2];
    long last = 0;
    for (int i = 0; i < 20_000; i++) {
      clock.advance();
      long gap = clock.offsetNanos() - last;
      last = clock.offsetNanos();
      all[clock.phase()]++;
      even[clock.phase()] += Math.abs(gap - 10_000_000) <= 1 ? 1 : 0;
    }

    assertThat(all[0]).isGreaterThan(9_000);
    assertThat(even[0]).isGreaterThan(all[0] - 25);
    assertThat(even[1]).isLessThan(25);
  }

  @ParameterizedTest
  @ValueSource(strings = {"poisson", "bursts"})
  void aSeedHasItsTimesAndAnotherHasOthers(String arrival) {
    String front = "rate: 7\nphases: [{name: a, for: 3s}, {name: b, for: 1s, rate: 90, ramp: 1s}]";
    String story = front + "\narrival: " + arrival;

    assertThat(times(clock(story, 9), 10_000)).isEqualTo(times(clock(story, 9), 10_000));
    assertThat(times(clock(story, 9), 10)).isNotEqualTo(times(clock(story, 10), 10));
  }

  /// Where these change, all tellings of such stories do: it must be meant, and noted in
  /// CHANGELOG.md.
  @Test
  void dueTimesAreTheSameOnEveryMachine() {
    long[] poisson = new long[5];
    long[] bursts = new long[5];
    StoryClock one = clock("rate: 10\narrival: poisson", 7);
    StoryClock other = clock("rate: 10\narrival: { bursts: 2 }", 7);
    for (int i = 0; i < 5; i++) {
      one.advance();
      poisson[i] = one.offsetNanos();
      other.advance();
      bursts[i] = other.offsetNanos();
    }

    assertThat(poisson).containsExactly(0, 18_690_429, 115_800_200, 124_882_275, 269_587_076);
    assertThat(bursts).containsExactly(0, 184_508_564, 459_447_687, 633_186_161, 643_186_161);
  }

  @ParameterizedTest
  @ValueSource(strings = {"poisson", "bursts"})
  void lookingAheadChangesNothing(String arrival) {
    String front =
        "rate: 3\narrival: %s\nphases: [{name: a, for: 1s, ramp: 1s, rate: 7}, {name: b, for: 700ms}]"
            .formatted(arrival);
    StoryClock watched = clock(front, 4);
    StoryClock alone = clock(front, 4);
    for (int i = 0; i < 2000; i++) {
      long due = watched.nextEpochNanos();
      Optional<Phase> soon = watched.phaseAfter(3);
      StoryClock ahead = watched.copy();
      watched.advance();
      alone.advance();
      ahead.advance();
      assertThat(watched.epochNanos())
          .isEqualTo(due)
          .isEqualTo(alone.epochNanos())
          .isEqualTo(ahead.epochNanos());
      ahead.advance();
      ahead.advance();
      assertThat(ahead.currentPhase()).isEqualTo(soon);
    }
  }

  @Test
  void aRateThatIsAskedForMeansConstantIntervals() {
    StoryClock fixed = clock("arrival: poisson", OptionalDouble.of(4), 1);
    assertThat(gaps(times(fixed, 100))).containsOnly(0.25);

    StoryClock changed = clock("rate: 5\narrival: bursts\nphases: [{name: a, for: 1s}]", 1);
    var _ = times(changed, 50);
    changed.fixRate(4, changed.epochNanos());
    changed.advance();
    assertThat(gaps(times(changed, 100))).containsOnly(0.25);
  }

  @Test
  void aRateThatTheStoryChangesKeepsItsArrival() {
    StoryClock clock = clock("rate: 5\narrival: poisson", 1);
    var _ = times(clock, 50);

    clock.changeRate(80);

    assertThat(clock.rate()).isEqualTo(80);
    clock.advance();
    assertThat(distance(gaps(times(clock, 20_000)), gap -> 1 - Math.exp(-80 * gap)))
        .isLessThan(1.95);
  }

  @Test
  void aJumpWaitsForAGapOfTheOtherPhase() {
    StoryClock clock =
        clock("phases: [{name: a, for: 9000h, rate: 1}, {name: b, rate: 4, arrival: poisson}]", 1);
    double[] waits = new double[5000];
    for (int i = 0; i < waits.length; i++) {
      clock.advance();
      long before = clock.offsetNanos();
      clock.jump("b");
      clock.advance();
      waits[i] = (clock.offsetNanos() - before) / SECOND;
      clock.jump("a");
    }

    assertThat(distance(waits, wait -> 1 - Math.exp(-4 * wait))).isLessThan(1.95);
  }
}
