package io.fabula.generator.story;

import io.fabula.generator.chance.Dice;
import io.fabula.generator.chance.Distributions;
import io.fabula.generator.narrative.Arrival;
import io.fabula.generator.narrative.Arrival.Bursts;
import io.fabula.generator.narrative.Arrival.Constant;
import io.fabula.generator.narrative.Arrival.Poisson;

/// Draws the gaps between events in intervals, the time in which one event is due on average. Their
/// mean is 1 for each kind of arrival. Gaps of a kind are independent of each other, so nothing but
/// the dice needs to be kept from one to the next.
final class Gaps {
  /// Sums of more gaps are drawn from the bell curve.
  private static final long FEW = 1_000;

  private Gaps() {}

  /// From an event to the next.
  static double next(Arrival arrival, Dice dice) {
    return switch (arrival) {
      case Constant _ -> 1;
      case Poisson _ -> Distributions.exponential(dice, 1);
      case Bursts bursts ->
          // A burst of geometric size ends at each of its events with the same chance.
          dice.unit() * bursts.size() < 1
              ? Distributions.exponential(dice, bursts.meanGap())
              : Bursts.SPACING;
    };
  }

  /// So many gaps together.
  static double sum(Arrival arrival, Dice dice, long gaps) {
    if (arrival instanceof Constant) {
      return gaps;
    }
    if (gaps > FEW) {
      return Math.max(0, gaps + Math.sqrt(gaps * variance(arrival)) * dice.normal());
    }
    double sum = 0;
    for (long i = 0; i < gaps; i++) {
      sum += next(arrival, dice);
    }
    return sum;
  }

  private static double variance(Arrival arrival) {
    return switch (arrival) {
      case Constant _ -> 0;
      case Poisson _ -> 1;
      case Bursts bursts -> {
        // The mean of the squares, less the square of the mean; an exponential's mean square is
        // twice the square of its mean.
        double ends = 1 / bursts.size();
        double between = 2 * bursts.meanGap() * bursts.meanGap();
        yield ends * between + (1 - ends) * Bursts.SPACING * Bursts.SPACING - 1;
      }
    };
  }

  /// How many times closer than on average events come where they come thick and fast. To the gaps
  /// of a Poisson process there is no bound; nine in ten are no shorter than this says.
  static double density(Arrival arrival) {
    return arrival instanceof Constant ? 1 : 1 / Bursts.SPACING;
  }

  /// From a moment at which nobody has looked for long to the next event: what is left of the gap
  /// in which it falls (the equilibrium excess of renewal theory; Cox, Renewal Theory, 1962,
  /// section 5.2).
  static double rest(Arrival arrival, Dice dice) {
    return switch (arrival) {
      case Constant _ -> dice.unit();
      case Poisson _ -> Distributions.exponential(dice, 1);
      case Bursts bursts ->
          // The part of the time that lies between bursts. Exponential gaps are not shorter for
          // having begun.
          dice.unit() * bursts.size() < bursts.meanGap()
              ? Distributions.exponential(dice, bursts.meanGap())
              : Bursts.SPACING * dice.unit();
    };
  }
}
