package io.fabula.generator.author;

import io.fabula.generator.blueprint.Blueprint;
import io.fabula.generator.lint.Finding;
import java.util.List;

/// A blueprint that a model has written and the lint has passed.
///
/// @param text as it is to stand in its file
/// @param by provider and model
/// @param warnings what may not be meant
/// @param rounds how many drafts it took
public record Manuscript(
    String text, Blueprint blueprint, String by, List<Finding> warnings, int rounds) {
  public Manuscript {
    warnings = List.copyOf(warnings);
  }
}
