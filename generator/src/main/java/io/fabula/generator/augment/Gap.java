package io.fabula.generator.augment;

/// The place between a line and the next one, or behind the last. Immutable.
///
/// @param after the number of the line before it, from 1
/// @param offset where that line's bytes end, counted over the lines as they were read
/// @param from microseconds, of the line before
/// @param to microseconds, of the line behind
/// @param last whether nothing is behind
/// @param matched whether a selector has chosen it
record Gap(
    long after, long offset, long from, long to, boolean last, State state, boolean matched) {
  /// How well something fits in.
  enum State {
    /// Nobody waits for anything.
    FREE,
    /// A request is open, or the next message of the server waits for one.
    BUSY,
    /// The conversation has not been opened: the server waits for the client's first word.
    CLOSED
  }

  /// How much of what is to be spread it attracts. A gap a thousand times as long attracts more,
  /// but not a thousand times as much: else a pause over lunch would get everything.
  long weight() {
    int magnitude = Long.SIZE - Long.numberOfLeadingZeros(to - from);
    return 1L + (long) magnitude * magnitude;
  }
}
