package io.fabula.generator.replay;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import java.util.List;

/// Hears what a reading meets beside lines. Called on the reader's thread.
public interface ReadingListener {
  /// Something is wrong. Where this returns, reading goes on behind the faulty line.
  void fault(Problem problem);

  /// Something is left out, because a line has no place for it.
  ///
  /// @param what the same words for the same thing, such as `a ping`
  default void omitted(Place place, String what) {}

  /// Ends reading at the first fault.
  static ReadingListener strict() {
    return problem -> {
      throw new InvalidDocumentException(List.of(problem));
    };
  }
}
