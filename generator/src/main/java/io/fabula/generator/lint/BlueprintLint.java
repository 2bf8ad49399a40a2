package io.fabula.generator.lint;

import io.fabula.generator.blueprint.Blueprint;
import io.fabula.generator.blueprint.BlueprintSchema;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Json;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Problems;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.narrative.Phase;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Reads a blueprint as a critic does: can it be compiled, does it keep to its schema, can all of
/// it happen, does it fit its narrative, and do ten thousand of its events obey their types.
public final class BlueprintLint {
  private BlueprintLint() {}

  /// What was found.
  ///
  /// @param findings the most important first
  /// @param blueprint compiled, where it can be
  public record Review(List<Finding> findings, Optional<Blueprint> blueprint) {
    public Review {
      findings = List.copyOf(findings);
    }

    /// Whether nothing speaks against playing it.
    public boolean playable() {
      return findings.stream().noneMatch(Finding::isFault);
    }
  }

  /// Reviews a blueprint.
  ///
  /// @param file how messages call the source
  /// @param narrative what it is to fit; alone, where there is none
  public static Review review(String file, String text, Optional<Narrative> narrative)
      throws InterruptedException {
    Findings findings = new Findings();
    Optional<Blueprint> blueprint = Optional.empty();
    try {
      Node document = Json.parse(file, text, new Problems());
      blueprint = compiled(file, text, findings);
      Problems broken = new Problems();
      BlueprintSchema.check(document, broken);
      findings.faultsElsewhere(broken.found());
      if (blueprint.isPresent()) {
        Silence silence = Silence.of(document, narrative);
        Lifecycles.check(document, silence, findings);
        Odds.check(document, findings);
        if (narrative.isPresent()) {
          together(document, narrative.get(), blueprint.get(), findings);
          DryRun.check(document, narrative.get(), blueprint.get(), findings);
        }
      }
    } catch (InvalidDocumentException e) {
      findings.faults(e.problems());
    }
    return new Review(findings.all(), blueprint);
  }

  private static Optional<Blueprint> compiled(String file, String text, Findings findings) {
    try {
      return Optional.of(Blueprint.parse(file, text));
    } catch (InvalidDocumentException e) {
      findings.faults(e.problems());
      return Optional.empty();
    }
  }

  private static void together(
      Node document, Narrative narrative, Blueprint blueprint, Findings findings) {
    List<String> phases = narrative.phases().stream().map(Phase::name).toList();
    for (String phase : blueprint.phases()) {
      if (!phases.contains(phase)) {
        findings.fault(
            Documents.placeOf(document, "phases", phase),
            "the narrative has no phase '%s'%s".formatted(phase, listed(phases)));
      }
    }
    if (narrative.events().isEmpty()) {
      return;
    }
    Set<String> declared = narrative.events().keySet();
    for (String event : new TreeSet<>(blueprint.eventTypes())) {
      if (!declared.contains(event)) {
        findings.fault(
            Documents.placeOf(document, "events", event),
            "the narrative declares no event '%s'%s".formatted(event, listed(declared)));
      }
    }
    Set<String> untold = new TreeSet<>(declared);
    untold.removeAll(blueprint.eventTypes());
    if (!untold.isEmpty()) {
      findings.fault(
          Documents.placeOf(document, "events"),
          "declared events that never happen: " + String.join(", ", untold));
    }
  }

  private static String listed(Collection<String> names) {
    String all = String.join(", ", names);
    return all.isEmpty() ? "" : "; it has " + all;
  }
}
