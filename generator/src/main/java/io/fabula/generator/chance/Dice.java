package io.fabula.generator.chance;

/// Seeded chance that falls the same on every machine: SplitMix64 (Steele, Lea, Flood 2014) and,
/// for the bell curve, [Ziggurat]. For one thread.
public final class Dice {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private long state;

  /// The same seed, the same chance.
  public Dice(long seed) {
    state = seed;
  }

  /// Dice for one purpose of a story, which fall independently of those for any other purpose.
  ///
  /// @param seed the story's
  /// @param purpose the same word, the same dice
  public static Dice of(long seed, String purpose) {
    return new Dice(new Dice(seed ^ ((long) purpose.hashCode() << 32)).next());
  }

  /// Dice that will fall as these will, which stay as they are.
  public Dice copy() {
    return new Dice(state);
  }

  /// 64 random bits.
  public long next() {
    state += GOLDEN;
    long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /// From 0 up to 1, which is left out.
  public double unit() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  /// A whole number from 0 up to `bound`, which is left out (Lemire's multiplication; its bias is
  /// below 2^-40 for bounds below 2^24).
  public int below(int bound) {
    return (int) Math.unsignedMultiplyHigh(next(), bound);
  }

  /// A whole number from `low` to `high`, both included; `low` where `high` is below it.
  public long between(long low, long high) {
    return low + Math.unsignedMultiplyHigh(next(), Math.max(0, high - low) + 1);
  }

  /// Mean 0, deviation 1.
  public double normal() {
    return Ziggurat.normal(this);
  }
}
