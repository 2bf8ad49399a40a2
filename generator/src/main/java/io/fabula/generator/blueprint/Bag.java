package io.fabula.generator.blueprint;

import io.fabula.generator.chance.Dice;
import java.util.Arrays;

/// Draws the indices below a number, each once in every round, and none again before half of the
/// others have come.
final class Bag {
  /// In the order of the round before, and up to `drawn` in that of this round.
  private final int[] order;

  /// How many may come before their turn is due.
  private final int ahead;

  private int drawn;

  Bag(int size) {
    order = new int[size];
    ahead = (size - 1) / 2;
    Arrays.setAll(order, i -> i);
  }

  int draw(Dice dice) {
    // Who came late in the round before stands far behind, and cannot come early in this one.
    int at = drawn + dice.below(Math.min(order.length - drawn, ahead + 1));
    int index = order[at];
    order[at] = order[drawn];
    order[drawn] = index;
    drawn = drawn + 1 == order.length ? 0 : drawn + 1;
    return index;
  }
}
