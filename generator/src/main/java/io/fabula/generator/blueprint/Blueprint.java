package io.fabula.generator.blueprint;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Json;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Problems;
import io.fabula.generator.document.TextFile;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.narrative.Phase;
import io.fabula.generator.story.EventSource;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A world described once and compiled: entities with state and lifecycles, events as templates,
/// phases that change the odds. Immutable, shared by all its tellings. The format is documented in
/// `docs/blueprints.md` and in the JSON Schema beside this class.
public final class Blueprint {
  /// What a blueprint file may weigh.
  public static final int MAX_BYTES = 4 << 20;

  private final Plan plan;

  private final Optional<Mishaps> mishaps;

  private final Optional<Written> written;

  private Blueprint(Plan plan, Optional<Mishaps> mishaps, Optional<Written> written) {
    this.plan = plan;
    this.mishaps = mishaps;
    this.written = written;
  }

  /// Reads and compiles the blueprint in `file`.
  ///
  /// @throws InvalidDocumentException with every fault and its place
  public static Blueprint read(Path file) {
    return parse(file.toString(), TextFile.read(file, MAX_BYTES));
  }

  /// Compiles a blueprint from its JSON text.
  ///
  /// @param file how messages call the source
  /// @throws InvalidDocumentException with every fault and its place
  public static Blueprint parse(String file, String text) {
    Problems problems = new Problems();
    Node document = Json.parse(file, text, problems);
    Plan plan = new BlueprintCompiler(problems).compile(document);
    Optional<Mishaps> mishaps = new MishapReader(problems).read(document, plan.phases());
    Optional<Written> written = Written.in(document, problems);
    problems.throwIfAny();
    return new Blueprint(plan, mishaps, written);
  }

  /// Who wrote it, from what; empty where a person did.
  public Optional<Written> written() {
    return written;
  }

  Plan plan() {
    return plan;
  }

  /// The types of event that can happen.
  public Set<String> eventTypes() {
    return plan.events();
  }

  /// The phases that the blueprint tells apart.
  public List<String> phases() {
    return plan.phases();
  }

  /// Starts a world. The same seed and start give the same events, byte for byte, on every machine.
  /// Where the blueprint has faults of the data, they happen.
  ///
  /// @param start when the story starts
  public EventSource open(Narrative narrative, long seed, Instant start) {
    EventSource world = openSound(narrative, seed, start);
    return mishaps.isPresent()
        ? new FaultySource(world, mishaps.get(), phasesOf(narrative), seed)
        : world;
  }

  /// Starts a world without the faults of its data: what its events are meant to be.
  ///
  /// @param start when the story starts
  public EventSource openSound(Narrative narrative, long seed, Instant start) {
    return new World(plan, seed, phasesOf(narrative), start.toEpochMilli());
  }

  private int[] phasesOf(Narrative narrative) {
    return narrative.phases().stream()
        .map(Phase::name)
        .mapToInt(name -> plan.phases().indexOf(name) + 1)
        .toArray();
  }
}
