package io.fabula.generator;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import io.fabula.generator.narrative.NarrativeReader;
import io.fabula.generator.sample.UndrawableException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Tells where in a narrative's file the schemas stand that nothing can be drawn from.
final class Undrawable {
  private static final String REMEDY =
      "; ask less there, or give it examples, enum or const to draw from";

  private Undrawable() {}

  /// Each fault with its place and with what to do.
  static List<Problem> problems(Path file, UndrawableException undrawable) {
    return undrawable.faults().stream()
        .map(fault -> new Problem(place(file, fault), said(fault)))
        .toList();
  }

  /// All faults of a story, with their places where it stands in a file.
  static String message(Story story, UndrawableException undrawable) {
    Stream<String> faults =
        story
            .file()
            .map(file -> problems(file, undrawable).stream().map(Problem::toString))
            .orElseGet(() -> undrawable.faults().stream().map(Undrawable::said));
    return "'%s': %s".formatted(story.narrative().name(), faults.collect(Collectors.joining("; ")));
  }

  private static String said(UndrawableException.Fault fault) {
    return fault.type().isEmpty() ? fault.toString() : fault + REMEDY;
  }

  /// The place of a keyword, or of the nearest that stands around it.
  private static Place place(Path file, UndrawableException.Fault fault) {
    try {
      return NarrativeReader.placeOf(
          file, "/events/%s/schema%s".formatted(fault.type(), fault.path()));
    } catch (InvalidDocumentException | IllegalArgumentException e) {
      // It has changed since it was read.
      return Place.named(file.toString());
    }
  }
}
