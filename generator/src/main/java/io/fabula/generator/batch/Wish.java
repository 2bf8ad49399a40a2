package io.fabula.generator.batch;

import io.fabula.generator.narrative.Phase;
import java.util.List;
import java.util.Optional;

/// What one call wants.
///
/// @param events how many
/// @param phase in which they happen
/// @param digest the story so far, in the model's own words of the call before
/// @param last the latest events as JSON lines, the oldest first
/// @param rejected what was wrong with events of the call before
/// @param part what to write about, where others write at the same time
record Wish(
    int events,
    Optional<Phase> phase,
    String digest,
    List<String> last,
    List<String> rejected,
    Optional<Part> part) {
  private static final int SHORT_DIGEST = 300;
  private static final int FEW_EVENTS = 2;

  /// One writer of several.
  ///
  /// @param number from 1
  /// @param of so many
  /// @param cast whom this one writes about
  record Part(int number, int of, List<String> cast) {}

  /// The same with less of the past, for a model that has no room for all of it.
  Wish shortened() {
    return new Wish(
        events,
        phase,
        digest.substring(0, Math.min(SHORT_DIGEST, digest.length())),
        last.subList(Math.max(0, last.size() - FEW_EVENTS), last.size()),
        rejected,
        part);
  }

  Wish rejecting(List<String> faults) {
    return new Wish(events, phase, digest, last, faults, part);
  }
}
