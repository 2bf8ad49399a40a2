package io.fabula.server.admin;

import io.fabula.generator.augment.Augmentation;
import io.fabula.generator.augment.Selector;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Json;
import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problems;
import io.fabula.generator.replay.Direction;
import io.fabula.server.connection.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// The wish to have a recording augmented, as it comes in JSON. Immutable.
///
/// @param narrative a name in the narratives folder, or the prose itself
/// @param at behind which messages; empty for all over the recording
/// @param save the name of the replay to write; empty to be answered with it
/// @param resume whether to go on with what an earlier run to the same name has left
/// @param dryRun whether to tell only what would be done
public record AugmentRequest(
    String narrative,
    List<Selector> at,
    OptionalInt count,
    Direction direction,
    OptionalLong seed,
    Optional<String> provider,
    Optional<String> save,
    boolean resume,
    boolean dryRun) {

  public AugmentRequest {
    at = List.copyOf(at);
  }

  /// Reads a request.
  ///
  /// @param json an object whose keys are those of the command line; `augmentation_points` is seed
  ///   000's name of `at`
  /// @throws Rejected with 400 and every fault
  public static AugmentRequest parse(String json) {
    Problems problems = new Problems();
    try {
      MappingReader keys =
          MappingReader.of(Json.parse("request", json, problems), "the request", problems);
      Optional<String> narrative = keys.text("narrative").filter(text -> !text.isBlank());
      if (narrative.isEmpty()) {
        problems.add(
            keys.placeOf("narrative"),
            "a 'narrative' is needed: a name in the narratives folder, or what shall be told");
      }
      AugmentRequest request =
          new AugmentRequest(
              narrative.orElse(""),
              selectors(keys, problems),
              keys.integer("count", 1, Augmentation.MOST)
                  .map(count -> OptionalInt.of(count.intValue()))
                  .orElseGet(OptionalInt::empty),
              keys.choice("dir", Direction.class).orElse(Direction.OUT),
              keys.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE)
                  .map(OptionalLong::of)
                  .orElseGet(OptionalLong::empty),
              keys.text("provider"),
              keys.text("save"),
              keys.flag("resume").orElse(false),
              keys.flag("dry_run").orElse(false));
      if (request.resume && request.save.isEmpty()) {
        problems.add(
            keys.placeOf("resume"), "'resume' needs 'save': only a saved run leaves something");
      }
      keys.rejectUnknown();
      problems.throwIfAny();
      return request;
    } catch (InvalidDocumentException e) {
      throw Rejected.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static List<Selector> selectors(MappingReader keys, Problems problems) {
    List<Selector> selectors = new ArrayList<>();
    for (String key : List.of("at", "augmentation_points")) {
      Optional<Node> points = keys.node(key);
      if (points.isEmpty()) {
        continue;
      }
      for (Node point :
          points.get() instanceof Node.Sequence list ? list.items() : List.of(points.get())) {
        if (point instanceof Node.Scalar text && text.kind() == Node.Kind.TEXT) {
          selector(text.text(), point.place(), problems).ifPresent(selectors::add);
        } else {
          problems.add(point.place(), "a place is named by text, not " + point.kindName());
        }
      }
    }
    return selectors;
  }

  private static Optional<Selector> selector(String text, Place place, Problems problems) {
    try {
      return Optional.of(Selector.parse(text));
    } catch (IllegalArgumentException e) {
      problems.add(place, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }
}
