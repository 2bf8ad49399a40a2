package io.fabula.generator.augment;

/// What an augmentation would do, and about what it would cost. A token is taken for four
/// characters; answers that have to be asked for again are not counted.
///
/// @param messages how many it would put in
/// @param places how many places it would put them into
/// @param calls how many calls it would make; none offline
public record Forecast(int messages, int places, int calls, long inputTokens, long outputTokens) {
  /// One place.
  ///
  /// @param after the number of the line behind which it is
  /// @param fromMicros when its first message would be said
  /// @param toMicros when its last one would be
  public record Spot(long after, int messages, long fromMicros, long toMicros) {}
}
