package io.fabula.generator.chance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DiceTest {
  private static final int DRAWS = 4_000_000;

  private final Dice dice = new Dice(11);

  @Test
  void theBellCurveHasItsMomentsAndItsTails() {
    double sum = 0;
    double squares = 0;
    double cubes = 0;
    double fourths = 0;
    int[] beyond = new int[5];
    for (int i = 0; i < DRAWS; i++) {
      double x = dice.normal();
      sum += x;
      squares += x * x;
      cubes += x * x * x;
      fourths += x * x * x * x;
      for (int k = 1; k < beyond.length; k++) {
        beyond[k] += Math.abs(x) > k ? 1 : 0;
      }
    }
    assertThat(sum / DRAWS).isCloseTo(0, within(0.002));
    assertThat(squares / DRAWS).isCloseTo(1, within(0.003));
    assertThat(cubes / DRAWS).isCloseTo(0, within(0.008));
    assertThat(fourths / DRAWS).isCloseTo(3, within(0.03));
    assertThat(beyond[1] / (double) DRAWS).isCloseTo(0.317310508, within(1e-3));
    assertThat(beyond[2] / (double) DRAWS).isCloseTo(0.045500264, within(5e-4));
    assertThat(beyond[3] / (double) DRAWS).isCloseTo(0.002699796, within(1.2e-4));
    // Beyond 3.65 the tail has a method of its own.
    assertThat(beyond[4] / (double) DRAWS).isCloseTo(0.0000633425, within(2e-5));
  }

  @Test
  void everyPartOfTheBellCurveIsHitAsOftenAsItShould() {
    int[] hits = new int[60];
    for (int i = 0; i < DRAWS; i++) {
      hits[(int) Math.clamp(Math.floor(dice.normal() * 10) + 30, 0.0, 59.0)]++;
    }
    double chiSquare = 0;
    for (int i = 1; i < 59; i++) {
      // Simpson's rule for the part of the curve between the edges.
      double a = (i - 30) / 10.0;
      double expected = DRAWS * (bell(a) + 4 * bell(a + 0.05) + bell(a + 0.1)) / 60;
      chiSquare += (hits[i] - expected) * (hits[i] - expected) / expected;
    }
    // 57 degrees of freedom: more than 103 happens once in 10,000 times.
    assertThat(chiSquare).isLessThan(103);
  }

  private static double bell(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  @Test
  void theBellCurveFallsTheSameOnEveryMachine() {
    double sum = 0;
    for (int i = 0; i < 100_000; i++) {
      sum += dice.normal();
    }
    assertThat(sum).isEqualTo(-222.35155759204312);
  }
}
