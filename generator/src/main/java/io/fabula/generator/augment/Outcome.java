package io.fabula.generator.augment;

/// What came of an augmentation.
///
/// @param inserted messages put in
/// @param asked how many were to be
/// @param resumed how many of those put in were taken over from an earlier run
/// @param places how many places were to get something
/// @param emptyPlaces how many of them got nothing
public record Outcome(int inserted, int asked, int resumed, int places, int emptyPlaces) {
  /// Whether some did not come about.
  public boolean partial() {
    return inserted < asked;
  }
}
