package io.fabula.generator.augment;

import io.fabula.generator.chance.Dice;
import io.fabula.generator.replay.Direction;
import io.fabula.generator.replay.Line;
import java.time.Duration;
import java.util.List;

/// Some messages that go into one place, and what a model is told about it. Immutable.
///
/// @param number counted from 1 over the whole recording
/// @param first which of the place's messages is its first, from 1
/// @param size how many messages
/// @param of how many messages the place gets in all
/// @param typical the mean time between two lines, in microseconds
/// @param before what was said before, the latest last
/// @param after what was said behind
record Batch(
    int number,
    Gap gap,
    int first,
    int size,
    int of,
    long typical,
    long seed,
    List<Heard> before,
    List<Heard> after) {
  /// The most messages that are asked for at once.
  static final int MOST = 8;

  Batch {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /// A message that was said nearby, bounded in size.
  ///
  /// @param shown its text; in its place a description where it is binary or too large
  record Heard(long micros, Direction direction, String shown, boolean generated) {
    /// The longest text that is kept.
    static final int MOST = 16 << 10;

    static Heard of(Said said) {
      String shown =
          said.text()
              .map(
                  text ->
                      text.length() <= MOST
                          ? text
                          : "(a message of %,d characters)".formatted(text.length()))
              .orElse("(a binary message)");
      return new Heard(said.micros(), said.line().direction(), shown, said.isGenerated());
    }
  }

  /// When one of its messages is said, in microseconds: within the gap, in order, never late enough
  /// to pass the next line. Behind a message that a selector has chosen it comes soon: in the
  /// recording's usual time.
  ///
  /// @param index from 0
  long at(int index) {
    int slot = first + index;
    long span = gap.to() - gap.from();
    if (gap.matched() || gap.last()) {
      long usual = typical * (of + 1L);
      span = gap.last() ? usual : Math.min(span, usual);
    }
    Dice dice = Dice.of(seed, "augment time %d %d".formatted(gap.after(), slot));
    double share = (slot + (dice.unit() - 0.5) / 2) / (of + 1.0);
    long passed = (long) (span * share);
    boolean roomy = span / (of + 1) >= 4000;
    long at = gap.from() + passed;
    long whole = roomy ? Math.max(gap.from(), at / 1000 * 1000) : at;
    return Math.min(whole, Line.LATEST.toNanos() / 1000);
  }

  Duration time(int index) {
    return Duration.ofNanos(at(index) * 1000);
  }
}
