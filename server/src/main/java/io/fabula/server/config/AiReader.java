package io.fabula.server.config;

import io.fabula.generator.Library;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Nearest;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import io.fabula.generator.document.Problems;
import io.fabula.generator.document.TextFile;
import io.fabula.generator.narrative.Defaults;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.narrative.NarrativeReader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads `ai`: what the default endpoint tells, and what holds for all streams whose narratives say
/// nothing else.
final class AiReader {
  /// How a story is called that stands in the configuration.
  private static final String NAME = "ai";

  private final Problems problems;
  private final Path folder;
  private final Path narratives;

  /// @param folder that a path in the file is relative to
  /// @param narratives in which names are looked for
  AiReader(Problems problems, Path folder, Path narratives) {
    this.problems = problems;
    this.folder = folder;
    this.narratives = narratives;
  }

  /// What `ai` says.
  ///
  /// @param place of `narrative`
  record Ai(Defaults defaults, Optional<EndpointConfig.Tale> tale, Place place) {
    static final Ai NONE = new Ai(Defaults.PLAIN, Optional.empty(), Place.named("ai"));
  }

  Ai read(MappingReader keys) {
    boolean enabled = keys.flag("enabled").orElse(true);
    Optional<Long> count = keys.integer("event_count", 1, Long.MAX_VALUE);
    Defaults defaults =
        new Defaults(
            keys.number("events_per_second", Narrative.MIN_RATE, Narrative.MAX_RATE)
                .orElse(Defaults.PLAIN.rate()),
            count.map(OptionalLong::of).orElseGet(OptionalLong::empty),
            keys.integer("batch", 1, Defaults.MAX_BATCH)
                .map(Long::intValue)
                .orElse(Defaults.PLAIN.batch()));
    Place place = keys.placeOf("narrative");
    Optional<String> narrative = keys.text("narrative").filter(text -> !text.isBlank());
    keys.rejectUnknown();
    return enabled
        ? new Ai(defaults, narrative.flatMap(text -> tale(text, place, defaults)), place)
        : Ai.NONE;
  }

  /// A name, else a path, else the prose itself, which nobody writes without a blank.
  private Optional<EndpointConfig.Tale> tale(String text, Place place, Defaults defaults) {
    Library library = new Library(narratives);
    if (library.file(text).isPresent()) {
      return Optional.of(new EndpointConfig.Named(text));
    }
    Optional<Path> file = path(text, place).filter(Files::isRegularFile);
    if (file.isPresent()) {
      return checked(file.get(), defaults)
          ? Optional.of(new EndpointConfig.InFile(file.get()))
          : Optional.empty();
    }
    if (text.strip().chars().noneMatch(Character::isWhitespace) || text.strip().endsWith(".md")) {
      String hint =
          Nearest.of(text, library.names())
              .map(nearest -> "did you mean '" + nearest + "'?")
              .orElse("prose is more than one word");
      problems.add(
          place,
          "no narrative '%s', neither a file nor in %s; %s".formatted(text, narratives, hint));
      return Optional.empty();
    }
    try {
      return Optional.of(
          new EndpointConfig.Written(NarrativeReader.parse(NAME, NAME, text, defaults)));
    } catch (InvalidDocumentException e) {
      for (Problem problem : e.problems()) {
        problems.add(
            place,
            "line %d of the narrative: %s".formatted(problem.place().line(), problem.message()));
      }
      return Optional.empty();
    }
  }

  private Optional<Path> path(String text, Place place) {
    try {
      return Optional.of(ConfigReader.resolved(place, folder, text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /// Whether a narrative can be read. Its faults are told now, with their own places.
  private boolean checked(Path file, Defaults defaults) {
    List<Problem> faults;
    try {
      NarrativeReader.parse(
          NAME, file.toString(), TextFile.read(file, NarrativeReader.MAX_BYTES), defaults);
      return true;
    } catch (InvalidDocumentException e) {
      faults = e.problems();
    }
    faults.forEach(fault -> problems.add(fault.place(), fault.message()));
    return false;
  }
}
