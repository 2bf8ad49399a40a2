package io.fabula.generator.sample.value;

import io.fabula.generator.chance.Dice;
import io.fabula.generator.narrative.EventChecker;

/// What samplers share while one event is drawn. For one thread.
public final class Draw {
  /// How deep a value gets before it stops to grow on its own account.
  private static final int DEEP = 5;

  /// What each of these takes of an event's patience.
  public static final int ITEM = 1;

  public static final int NAME = 5;
  public static final int PART = 100;

  final Dice chance;

  long epochMillis;

  /// How many samplers lead to another at the same place before they are taken for a circle.
  private static final int MOST_STEPS = 1000;

  private int depth;
  private int steps;
  private int patience;
  private boolean trial;

  /// @param epochMillis when the event is due
  public Draw(long seed, long epochMillis) {
    this.chance = new Dice(seed);
    this.epochMillis = epochMillis;
  }

  /// The dice of the telling.
  public Dice chance() {
    return chance;
  }

  /// When the event is due.
  public void at(long millis) {
    epochMillis = millis;
  }

  /// An event begins.
  ///
  /// @param patience how much may be drawn in vain, however often the event starts anew, for tries
  ///   within tries would multiply: an item that was there already counts [#ITEM], a name that does
  ///   not fit [#NAME], a part that a schema forbids [#PART]
  public void begin(int patience) {
    this.patience = patience;
  }

  /// How much may still be drawn in vain.
  public int patience() {
    return patience;
  }

  /// Something was drawn in vain.
  ///
  /// @param reason said where that was too much for one event
  void inVain(int much, String reason) {
    patience -= much;
    if (patience < 0) {
      throw new NothingDrawn(reason);
    }
  }

  /// The event starts anew.
  public void restart() {
    depth = 0;
    steps = 0;
  }

  /// Draws from here on are to find out what the samplers are worth.
  public void onTrial() {
    trial = true;
  }

  /// Whether what is drawn is to find out what the samplers are worth.
  public boolean isOnTrial() {
    return trial;
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
  public void follow() {
    steps++;
    if (steps > MOST_STEPS) {
      throw new NothingDrawn("it refers to itself");
    }
  }

  /// It has come back.
  public void followed() {
    steps--;
  }

  /// Where a part begins.
  public record Mark(int depth, int steps) {}

  /// Where a part begins that may be drawn again.
  public Mark mark() {
    return new Mark(depth, steps);
  }

  /// A part is drawn again.
  ///
  /// @param from where it begins
  /// @param reason thrown where enough has been drawn again for one event
  public void again(Mark from, NothingDrawn reason) {
    patience -= PART;
    if (patience < 0) {
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
