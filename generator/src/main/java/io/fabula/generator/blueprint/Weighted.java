package io.fabula.generator.blueprint;

import io.fabula.generator.chance.Dice;
import java.util.Arrays;
import java.util.List;

/// Draws an index by weight.
final class Weighted {
  private final double[] upTo;

  /// @throws IllegalArgumentException where no weight is above zero
  Weighted(List<Double> weights) {
    upTo = new double[weights.size()];
    double sum = 0;
    for (int i = 0; i < upTo.length; i++) {
      sum += weights.get(i);
      upTo[i] = sum;
    }
    if (!(sum > 0)) {
      throw new IllegalArgumentException("no weight is above zero");
    }
  }

  int draw(Dice dice) {
    double draw = dice.unit() * upTo[upTo.length - 1];
    int found = upTo.length <= 8 ? 0 : Math.abs(Arrays.binarySearch(upTo, draw) + 1);
    int i = Math.min(found, upTo.length - 1);
    while (draw >= upTo[i] && i < upTo.length - 1) {
      i++;
    }
    return i;
  }
}
