package io.fabula.generator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabula.generator.blueprint.Blueprint;
import io.fabula.generator.blueprint.BlueprintSchema;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Json;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import io.fabula.generator.document.Problems;
import io.fabula.generator.document.TextFile;
import io.fabula.generator.event.Event;
import io.fabula.generator.event.Timeline;
import io.fabula.generator.narrative.EventChecker;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.narrative.NarrativeReader;
import io.fabula.generator.narrative.Phase;
import io.fabula.generator.story.StoryTimeline;
import io.fabula.generator.story.Telling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Finds the faults of narratives and blueprints, alone and together: a blueprint beside its
/// narrative is played for some thousand events, each checked as if a model had written it.
public final class StoryValidator {
  private static final int DRY_RUN = 10_000;

  private StoryValidator() {}

  /// Every fault of the narrative in `file` and of its blueprint.
  public static List<Problem> narrative(Path file) throws InterruptedException {
    Problems problems = new Problems();
    Path blueprint = Library.beside(file);
    Optional<Narrative> narrative = read(problems, () -> NarrativeReader.read(file));
    if (Files.isRegularFile(blueprint)) {
      Optional<Blueprint> world = blueprint(blueprint, problems);
      if (narrative.isPresent() && world.isPresent()) {
        together(blueprint, narrative.get(), world.get(), problems);
      }
    }
    return problems.found();
  }

  /// Every fault of the blueprint in `file`, and of its narrative where one stands beside it.
  public static List<Problem> blueprint(Path file) throws InterruptedException {
    String name = file.getFileName().toString();
    Path narrative = file.resolveSibling(name.replaceFirst("\\.blueprint\\.json$", ".md"));
    if (!narrative.equals(file) && Files.isRegularFile(narrative)) {
      return narrative(narrative);
    }
    Problems problems = new Problems();
    Optional<Blueprint> ignored = blueprint(file, problems);
    return problems.found();
  }

  private interface Reading<T> {
    T read();
  }

  private static <T> Optional<T> read(Problems problems, Reading<T> reading) {
    try {
      return Optional.of(reading.read());
    } catch (InvalidDocumentException e) {
      e.problems().forEach(p -> problems.add(p.place(), p.message()));
      return Optional.empty();
    }
  }

  private static Optional<Blueprint> blueprint(Path file, Problems problems) {
    Optional<Blueprint> world = read(problems, () -> Blueprint.read(file));
    if (world.isPresent()) {
      String text = TextFile.read(file, Blueprint.MAX_BYTES);
      BlueprintSchema.check(Json.parse(file.toString(), text, new Problems()), problems);
    }
    return world;
  }

  private static void together(
      Path file, Narrative narrative, Blueprint blueprint, Problems problems)
      throws InterruptedException {
    Place place = new Place(file.toString(), 1, 1);
    Set<String> known = new TreeSet<>(narrative.phases().stream().map(Phase::name).toList());
    for (String phase : blueprint.phases()) {
      if (!known.contains(phase)) {
        problems.add(place, "the narrative has no phase '%s'".formatted(phase));
      }
    }
    Set<String> untold = new TreeSet<>(narrative.events().keySet());
    untold.removeAll(blueprint.eventTypes());
    if (!untold.isEmpty()) {
      problems.add(place, "declared events that never happen: " + String.join(", ", untold));
    }
    dryRun(place, narrative, blueprint, problems);
  }

  private static void dryRun(
      Place place, Narrative narrative, Blueprint blueprint, Problems problems)
      throws InterruptedException {
    EventChecker checker = EventChecker.of(narrative);
    ObjectMapper json = new ObjectMapper();
    long seed = narrative.seed().orElse(1);
    Telling telling = Telling.PLAIN.withCount(DRY_RUN).withStart(Instant.EPOCH).withSeed(seed);
    try (Timeline timeline =
        StoryTimeline.open(
            narrative,
            telling,
            seed,
            blueprint.open(narrative, seed, Instant.EPOCH),
            Instant.EPOCH)) {
      for (var event = timeline.next(); event.isPresent(); event = timeline.next()) {
        fault(checker, json, event.get()).ifPresent(fault -> problems.add(place, fault));
        if (problems.found().size() > 20) {
          return;
        }
      }
    }
  }

  private static Optional<String> fault(EventChecker checker, ObjectMapper json, Event event) {
    try {
      return event.dataLength() > EventChecker.MAX_BYTES
          ? Optional.of(event.type() + " is larger than " + EventChecker.MAX_BYTES + " bytes")
          : checker.fault(event.type(), json.readTree(event.data()));
    } catch (JsonProcessingException e) {
      return Optional.of(
          "the engine wrote no JSON for %s: %s".formatted(event.type(), e.getOriginalMessage()));
    }
  }
}
