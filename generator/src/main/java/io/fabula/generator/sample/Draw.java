package io.fabula.generator.sample;

import io.fabula.generator.chance.Dice;
import io.fabula.generator.narrative.EventChecker;

/// What samplers share while one event is drawn. For one thread.
final class Draw {
  /// How deep a value gets before it stops to grow on its own account.
  private static final int DEEP = 5;

  final Dice chance;

  /// When the event is due.
  long epochMillis;

  private int depth;

  Draw(long seed, long epochMillis) {
    this.chance = new Dice(seed);
    this.epochMillis = epochMillis;
  }

  void restart() {
    depth = 0;
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

  /// Whether what may be left out is to be left out.
  boolean deep() {
    return depth > DEEP;
  }
}
