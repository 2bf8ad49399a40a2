package io.fabula.generator.lint;

import io.fabula.generator.document.Problem;

/// Something about a blueprint that should be different, and where it stands.
public record Finding(Severity severity, Problem problem) {
  /// How bad it is.
  public enum Severity {
    /// The blueprint cannot be played as it is, or not as the narrative wants it.
    FAULT,
    /// It can be played, but is probably not what was meant.
    WARNING
  }

  public boolean isFault() {
    return severity == Severity.FAULT;
  }

  @Override
  public String toString() {
    return switch (severity) {
      case FAULT -> problem.toString();
      case WARNING -> problem.place() + ": warning: " + problem.message();
    };
  }
}
