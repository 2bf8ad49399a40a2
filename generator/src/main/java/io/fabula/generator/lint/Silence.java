package io.fabula.generator.lint;

import io.fabula.generator.document.Node;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.narrative.Phase;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What weighs nothing whatever the story's phase, and so never happens.
final class Silence {
  private static final Set<String> NEVER = Set.of("false", "0");

  private final Node document;
  private final List<String> phases;

  private Silence(Node document, List<String> phases) {
    this.document = document;
    this.phases = phases;
  }

  static Silence of(Node document, Optional<Narrative> narrative) {
    return new Silence(
        document,
        narrative.map(n -> n.phases().stream().map(Phase::name).toList()).orElseGet(List::of));
  }

  /// Whether an action can never be chosen.
  boolean ofAction(Node action) {
    return weighsNothing(action)
        || Documents.text(action, "when").map(String::strip).filter(NEVER::contains).isPresent()
        || Documents.text(action, "event").filter(e -> offInAllPhases("events", e)).isPresent();
  }

  /// Whether a kind of entity can never act.
  boolean ofKind(String name, Node kind) {
    return weighsNothing(kind) || offInAllPhases("entities", name);
  }

  private static boolean weighsNothing(Node node) {
    var weight = Documents.number(node, "weight");
    return weight.isPresent() && weight.getAsDouble() == 0;
  }

  private boolean offInAllPhases(String section, String name) {
    return !phases.isEmpty() && phases.stream().allMatch(phase -> off(phase, section, name));
  }

  private boolean off(String phase, String section, String name) {
    return Documents.value(document, "phases")
        .flatMap(all -> Documents.value(all, phase))
        .flatMap(one -> Documents.value(one, section))
        .map(factors -> Documents.number(factors, name))
        .filter(factor -> factor.isPresent() && factor.getAsDouble() == 0)
        .isPresent();
  }
}
