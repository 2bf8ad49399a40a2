package io.fabula.generator.blueprint;

import io.fabula.generator.chance.Dice;
import java.util.Arrays;

/// Draws the indices below a number, each once before any comes again, and none twice in a row.
final class Bag {
  private final int[] order;
  private int drawn;
  private int last = -1;

  Bag(int size) {
    order = new int[size];
    Arrays.setAll(order, i -> i);
  }

  int draw(Dice dice) {
    int at = drawn + dice.below(order.length - drawn);
    if (order[at] == last && order.length > 1) {
      // Only the first of a new round can be the last of the one before.
      at = (at + 1) % order.length;
    }
    int index = order[at];
    order[at] = order[drawn];
    order[drawn] = index;
    drawn = drawn + 1 == order.length ? 0 : drawn + 1;
    last = index;
    return index;
  }
}
