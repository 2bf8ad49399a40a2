package io.fabula.generator;

import io.fabula.generator.blueprint.Blueprint;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import io.fabula.generator.document.TextFile;
import io.fabula.generator.event.Timeline;
import io.fabula.generator.lint.BlueprintLint;
import io.fabula.generator.lint.Finding;
import io.fabula.generator.lint.Finding.Severity;
import io.fabula.generator.narrative.EventChecker;
import io.fabula.generator.narrative.Fingerprint;
import io.fabula.generator.narrative.Mode;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.narrative.NarrativeReader;
import io.fabula.generator.narrative.Schemas;
import io.fabula.generator.sample.Samples;
import io.fabula.generator.sample.UndrawableException;
import io.fabula.generator.story.StoryTimeline;
import io.fabula.generator.story.Telling;
import io.fabula.providers.fallback.Models;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds the faults of narratives and blueprints, alone and together, in the order of their places.
public final class StoryValidator {
  private static final Comparator<Finding> BY_PLACE =
      Comparator.comparing((Finding finding) -> finding.problem().place().file())
          .thenComparingInt(finding -> finding.problem().place().line())
          .thenComparingInt(finding -> finding.problem().place().column());

  private static final int DRAWN = 10_000;
  private static final int MOST_FAULTS = 20;

  private final List<Finding> findings = new ArrayList<>();

  private StoryValidator() {}

  /// Every fault of the narrative in `file` and of its blueprint; no warnings.
  public static List<Problem> narrative(Path file) throws InterruptedException {
    return faults(reviewNarrative(file));
  }

  /// Every fault of the blueprint in `file`, and of its narrative where one stands beside it; no
  /// warnings.
  public static List<Problem> blueprint(Path file) throws InterruptedException {
    return faults(reviewBlueprint(file));
  }

  /// What is wrong with the narrative in `file` and with its blueprint, and what may be.
  public static List<Finding> reviewNarrative(Path file) throws InterruptedException {
    return together(Optional.of(file), Library.beside(file));
  }

  /// What is wrong with the blueprint in `file`, and with its narrative where one stands beside it,
  /// and what may be.
  public static List<Finding> reviewBlueprint(Path file) throws InterruptedException {
    String name = file.getFileName().toString();
    Path narrative = file.resolveSibling(name.replaceFirst("\\.blueprint\\.json$", ".md"));
    boolean beside = !narrative.equals(file) && Files.isRegularFile(narrative);
    return together(beside ? Optional.of(narrative) : Optional.empty(), file);
  }

  /// What is wrong with a narrative and a blueprint that need not stand beside it, and what may be.
  public static List<Finding> together(Optional<Path> narrative, Path blueprint)
      throws InterruptedException {
    StoryValidator validator = new StoryValidator();
    validator.check(narrative, blueprint);
    return validator.findings.stream().sorted(BY_PLACE).toList();
  }

  private static List<Problem> faults(List<Finding> findings) {
    return findings.stream().filter(Finding::isFault).map(Finding::problem).toList();
  }

  private void check(Optional<Path> file, Path blueprint) throws InterruptedException {
    Optional<String> text = file.flatMap(f -> text(f, NarrativeReader.MAX_BYTES));
    Optional<Narrative> narrative = text.flatMap(t -> narrative(file.orElseThrow(), t));
    Optional<String> world =
        Files.isRegularFile(blueprint) ? text(blueprint, Blueprint.MAX_BYTES) : Optional.empty();
    if (world.isEmpty()) {
      if (narrative.isPresent() && drawn(narrative.get())) {
        drawn(file.orElseThrow(), narrative.get());
      }
      return;
    }
    BlueprintLint.Review review =
        BlueprintLint.review(blueprint.toString(), world.get(), narrative);
    findings.addAll(review.findings());
    if (text.isPresent()) {
      review
          .blueprint()
          .flatMap(Blueprint::written)
          .filter(written -> !written.narrative().equals(Fingerprint.of(text.get())))
          .ifPresent(written -> fault(written.place(), outdated(file.orElseThrow())));
    }
  }

  /// Whether the events come from their schemas: offline, unless a blueprint is asked for.
  private static boolean drawn(Narrative narrative) {
    return narrative.mode() != Mode.BLUEPRINT
        && narrative.provider().orElse(Models.OFFLINE).equals(Models.OFFLINE)
        && Samples.drawable(narrative);
  }

  /// Plays what is drawn from the schemas, each event checked as if a model had written it.
  private void drawn(Path file, Narrative narrative) throws InterruptedException {
    Samples samples;
    try {
      samples = Samples.of(narrative);
    } catch (UndrawableException e) {
      Undrawable.problems(file, e).forEach(p -> fault(p.place(), p.message()));
      return;
    }
    EventChecker checker = EventChecker.of(narrative);
    long seed = narrative.seed().orElse(1);
    Telling telling = Telling.PLAIN.withCount(DRAWN).withStart(Instant.EPOCH).withSeed(seed);
    Set<String> faults = new LinkedHashSet<>();
    try (Timeline timeline =
        StoryTimeline.open(narrative, telling, seed, samples.open(seed), Instant.EPOCH)) {
      for (var event = timeline.next();
          event.isPresent() && faults.size() < MOST_FAULTS;
          event = timeline.next()) {
        checker.fault(event.get().type(), Schemas.parse(event.get().data())).ifPresent(faults::add);
      }
    }
    faults.forEach(fault -> fault(new Place(file.toString(), 1, 1), fault));
  }

  private static String outdated(Path narrative) {
    return ("the blueprint is older than its narrative; write it anew with ./fabula blueprint %s"
            + " --provider NAME, or remove \"written\" to keep it as your own")
        .formatted(narrative);
  }

  private Optional<Narrative> narrative(Path file, String text) {
    try {
      String name = file.getFileName().toString().replaceFirst("\\.md$", "");
      return Optional.of(NarrativeReader.parse(name, file.toString(), text));
    } catch (InvalidDocumentException e) {
      e.problems().forEach(p -> fault(p.place(), p.message()));
      return Optional.empty();
    }
  }

  private Optional<String> text(Path file, int most) {
    try {
      return Optional.of(TextFile.read(file, most));
    } catch (InvalidDocumentException e) {
      e.problems().forEach(p -> fault(p.place(), p.message()));
      return Optional.empty();
    }
  }

  private void fault(Place place, String message) {
    findings.add(new Finding(Severity.FAULT, new Problem(place, message)));
  }
}
