package io.fabula.generator.document;

import java.util.List;
import java.util.stream.Collectors;

/// A document cannot be used. The message lists every fault with its place, one a line.
public final class InvalidDocumentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public InvalidDocumentException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public InvalidDocumentException(Place place, String message) {
    this(List.of(new Problem(place, message)));
  }

  public List<Problem> problems() {
    return problems;
  }
}
