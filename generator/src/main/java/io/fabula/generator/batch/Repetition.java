package io.fabula.generator.batch;

/// Notices a model that is caught in a loop: the same short text over and over. For one thread.
final class Repetition {
  private static final int SPAN = 2048;
  private static final int LONGEST_PERIOD = 64;

  private final char[] latest = new char[SPAN];
  private int fed;

  /// Whether the latest 2,048 characters repeat a text of at most 64.
  boolean caught(String piece) {
    boolean looked = false;
    for (int i = 0; i < piece.length(); i++) {
      latest[fed] = piece.charAt(i);
      fed = (fed + 1) % SPAN;
      if (fed == 0) {
        looked |= periodic();
      }
    }
    return looked;
  }

  /// Looked at when the ring is full to its end, so that it stands in order.
  private boolean periodic() {
    for (int period = 1; period <= LONGEST_PERIOD; period++) {
      int i = period;
      while (i < SPAN && latest[i] == latest[i - period]) {
        i++;
      }
      if (i == SPAN) {
        return true;
      }
    }
    return false;
  }
}
