package io.fabula.generator.shipped;

import java.util.ArrayList;
import java.util.List;

/// One stay of a story in a phase, from its first event to the first of the next stay.
///
/// @param from seconds since the story's first event
record Stay(String phase, double from, double to, List<Told> told) {
  /// The stays that were told whole: all but the last.
  static List<Stay> of(List<Told> told) {
    List<Stay> stays = new ArrayList<>();
    int first = 0;
    for (int i = 1; i < told.size(); i++) {
      if (!told.get(i).phase().equals(told.get(first).phase())) {
        stays.add(
            new Stay(
                told.get(first).phase().orElse(""),
                told.get(first).seconds(),
                told.get(i).seconds(),
                told.subList(first, i)));
        first = i;
      }
    }
    return stays;
  }

  /// Events a second, ramps included.
  double rate() {
    return told.size() / (to - from);
  }
}
