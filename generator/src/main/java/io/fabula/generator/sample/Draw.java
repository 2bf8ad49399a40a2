package io.fabula.generator.sample;

import io.fabula.generator.chance.Dice;
import io.fabula.generator.narrative.EventChecker;

/// What samplers share while one event is drawn. For one thread.
final class Draw {
  /// How deep a value gets before it stops to grow on its own account.
  private static final int DEEP = 5;

  /// How many parts of one event are drawn again: parts within parts would multiply.
  private static final int MOST_AGAIN = 500;

  final Dice chance;

  /// When the event is due.
  long epochMillis;

  /// How many samplers lead to another at the same place before they are taken for a circle.
  private static final int MOST_STEPS = 1000;

  private int depth;
  private int steps;
  private int again;

  Draw(long seed, long epochMillis) {
    this.chance = new Dice(seed);
    this.epochMillis = epochMillis;
  }

  void restart() {
    depth = 0;
    steps = 0;
    again = 0;
  }

  /// An object or a list begins.
  void enter() {
    depth++;
    if (depth >= EventChecker.MAX_DEPTH) {
      throw new NothingDrawn("it nests deeper than " + EventChecker.MAX_DEPTH);
    }
  }

  void leave() {
    depth--;
  }

  /// A sampler leads to another.
  void follow() {
    steps++;
    if (steps > MOST_STEPS) {
      throw new NothingDrawn("it refers to itself");
    }
  }

  void followed() {
    steps--;
  }

  /// Where a part begins.
  record Mark(int depth, int steps) {}

  Mark mark() {
    return new Mark(depth, steps);
  }

  /// A part is drawn again.
  ///
  /// @param from where it begins
  /// @param reason thrown where enough has been drawn again for one event
  void again(Mark from, NothingDrawn reason) {
    again++;
    if (again > MOST_AGAIN) {
      throw reason;
    }
    depth = from.depth();
    steps = from.steps();
  }

  /// Whether what may be left out is to be left out.
  boolean deep() {
    return depth > DEEP;
  }
}
