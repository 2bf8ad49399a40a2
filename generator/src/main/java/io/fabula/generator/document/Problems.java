package io.fabula.generator.document;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Collects the faults of a document, each once, so that a reader can report all of them in one go.
public final class Problems {
  private final Set<Problem> found = new LinkedHashSet<>();

  public void add(Place place, String message) {
    found.add(new Problem(place, message));
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /// The faults so far, in the order of their places.
  public List<Problem> found() {
    return found.stream()
        .sorted(
            Comparator.comparing((Problem problem) -> problem.place().file())
                .thenComparingInt(problem -> problem.place().line())
                .thenComparingInt(problem -> problem.place().column()))
        .toList();
  }

  /// Ends reading with all faults, if there are any.
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidDocumentException(found());
    }
  }
}
