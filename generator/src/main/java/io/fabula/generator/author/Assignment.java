package io.fabula.generator.author;

import io.fabula.generator.batch.Recap;
import io.fabula.generator.narrative.Narrative;
import java.nio.file.Path;
import java.util.Optional;

/// What blueprint is to be written.
///
/// @param fingerprint of the narrative's text
/// @param target where it will stand; nowhere, where the narrative stands in no file
/// @param seed which of many possible blueprints
/// @param before what has happened already and must go on
public record Assignment(
    Narrative narrative, String fingerprint, Optional<Path> target, long seed, Recap before) {

  /// How findings call the blueprint.
  String name() {
    return target.map(Path::toString).orElseGet(() -> narrative.name() + ".blueprint.json");
  }

  Assignment after(Recap other) {
    return new Assignment(narrative, fingerprint, target, seed, other);
  }
}
