package io.fabula.generator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NumbersTest {
  @Test
  void aRemainderIsThatOfTheJdk() {
    Random random = new Random(3);
    for (int i = 0; i < 200_000; i++) {
      double value =
          random.nextInt(4) == 0 ? random.nextGaussian() * 1e5 : random.nextInt(-500, 500);
      double by = random.nextInt(4) == 0 ? random.nextGaussian() * 10 : random.nextInt(-60, 60);
      // The sum forgets the sign of a zero, which is never shown.
      assertThat(Numbers.remainder(value, by) + 0.0)
          .as("%s %% %s", value, by)
          .isEqualTo(Double.valueOf(value % by + 0.0));
    }
    assertThat(Numbers.remainder(Double.NaN, 2)).isNaN();
    assertThat(Numbers.remainder(5, 0)).isNaN();
  }
}
