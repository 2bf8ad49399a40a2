package io.fabula.generator.chance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExponentialTest {
  @Test
  void itIsWhatStrictMathSaysButForTheLastTwoBits() {
    Dice dice = new Dice(1);
    for (int i = 0; i < 200_000; i++) {
      double x = (dice.unit() - 0.5) * (i % 2 == 0 ? 8 : 1410);

      double expected = StrictMath.exp(x);
      assertThat(Math.abs(Exponential.exp(x) - expected))
          .as("exp(%s)", x)
          .isLessThanOrEqualTo(2 * Math.ulp(expected));
    }
  }

  @Test
  void theEdgesAreThoseOfStrictMath() {
    assertThat(Exponential.exp(0)).isEqualTo(1);
    assertThat(Exponential.exp(-0.0)).isEqualTo(1);
    assertThat(Exponential.exp(1e9)).isInfinite();
    assertThat(Exponential.exp(-1e9)).isZero();
    assertThat(Exponential.exp(Double.NaN)).isNaN();
  }
}
