package io.fabula.generator.augment;

import io.fabula.generator.chance.Dice;

/// How many messages each place gets, asked in the order of the places. For one run over them.
interface Choice {
  int messages(Gap gap);

  /// So many, spread evenly over the places that selectors have chosen.
  static Choice matched(long places, long count) {
    return new Choice() {
      private long seen;

      @Override
      public int messages(Gap gap) {
        if (!gap.matched()) {
          return 0;
        }
        long before = share(seen);
        seen++;
        return (int) (share(seen) - before);
      }

      private long share(long upTo) {
        return Math.multiplyExact(upTo, count) / places;
      }
    };
  }

  /// So many, spread over all places of a state as their weights attract them, a little by chance.
  ///
  /// @param weight of all those places together
  static Choice spread(Gap.State state, long weight, long count, long seed) {
    Dice dice = Dice.of(seed, "augment spread");
    return new Choice() {
      private long passed;
      private long next;
      private double aim = aim();

      @Override
      public int messages(Gap gap) {
        if (gap.state() != state) {
          return 0;
        }
        passed += gap.weight();
        int here = 0;
        // The last place takes what rounding has left over.
        while (next < count && (aim < passed || passed >= weight)) {
          here++;
          next++;
          aim = aim();
        }
        return here;
      }

      private double aim() {
        return (next + 0.25 + dice.unit() / 2) / count * weight;
      }
    };
  }
}
