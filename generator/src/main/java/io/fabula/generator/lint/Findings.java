package io.fabula.generator.lint;

import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import io.fabula.generator.lint.Finding.Severity;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Collects findings, each once, the more important first.
final class Findings {
  private final Set<Finding> found = new LinkedHashSet<>();

  void fault(Place place, String message) {
    found.add(new Finding(Severity.FAULT, new Problem(place, message)));
  }

  void warning(Place place, String message) {
    found.add(new Finding(Severity.WARNING, new Problem(place, message)));
  }

  void faults(Collection<Problem> problems) {
    problems.forEach(problem -> fault(problem.place(), problem.message()));
  }

  /// Those of `problems` that say something about a place where nothing has been found yet.
  void faultsElsewhere(Collection<Problem> problems) {
    Set<Place> known = new LinkedHashSet<>();
    found.forEach(finding -> known.add(finding.problem().place()));
    faults(problems.stream().filter(problem -> !known.contains(problem.place())).toList());
  }

  /// Faults first, then warnings, each in the order in which they were found.
  List<Finding> all() {
    return found.stream().sorted(Comparator.comparing(Finding::severity)).toList();
  }
}
