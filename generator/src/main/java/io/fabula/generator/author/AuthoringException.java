package io.fabula.generator.author;

import io.fabula.generator.lint.Finding;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// No blueprint came about. The message says why in a sentence that a person understands.
public final class AuthoringException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Finding> findings;
  private final @Nullable String draft;

  AuthoringException(String message, List<Finding> findings, @Nullable String draft) {
    super(message);
    this.findings = List.copyOf(findings);
    this.draft = draft;
  }

  /// What is wrong with the last draft.
  public List<Finding> findings() {
    return findings;
  }

  /// The last draft, where there is one.
  public Optional<String> draft() {
    return Optional.ofNullable(draft);
  }
}
