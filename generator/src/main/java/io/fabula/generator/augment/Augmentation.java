package io.fabula.generator.augment;

import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.replay.Direction;
import io.fabula.generator.replay.Recording;
import java.util.List;
import java.util.OptionalInt;

/// What is to be put into a recording. Immutable.
///
/// @param fingerprint of the narrative's text
/// @param at behind which messages; empty for all over the recording
/// @param count how many messages in all; empty for one at each of the places that `at` finds, 100
///   at most, or else one for every ten recorded messages, 20 at most
/// @param direction who says what is put in
/// @param seed the same one puts the same in at the same places, as far as chance decides
public record Augmentation(
    Recording recording,
    Narrative narrative,
    String fingerprint,
    List<Selector> at,
    OptionalInt count,
    Direction direction,
    long seed) {

  /// The most messages that can be put in at once.
  public static final int MOST = 1_000_000;

  static final int DEFAULT_MATCHED = 100;
  static final int DEFAULT_SPREAD = 20;

  public Augmentation {
    at = List.copyOf(at);
    if (count.isPresent() && (count.getAsInt() < 1 || count.getAsInt() > MOST)) {
      throw new IllegalArgumentException(
          "count must be from 1 to %d messages, not %d".formatted(MOST, count.getAsInt()));
    }
  }
}
