package io.fabula.generator;

import io.fabula.generator.blueprint.Blueprint;
import io.fabula.generator.narrative.Fingerprint;
import io.fabula.generator.narrative.Mode;
import io.fabula.generator.narrative.Narrative;
import java.nio.file.Path;
import java.util.Optional;

/// A narrative with the blueprint that stands beside it, if one does. Immutable.
///
/// @param file where the narrative stands, if it does
/// @param fingerprint of the narrative's text
public record Story(
    Narrative narrative, Optional<Blueprint> blueprint, Optional<Path> file, String fingerprint) {

  /// A story that stands in no file.
  public Story(Narrative narrative, Optional<Blueprint> blueprint) {
    this(narrative, blueprint, Optional.empty(), Fingerprint.of(narrative.prose()));
  }

  /// Whether the blueprint was written from a narrative that has changed since. One that a person
  /// wrote is never judged.
  public boolean outdated() {
    return blueprint
        .flatMap(Blueprint::written)
        .filter(written -> !written.narrative().equals(fingerprint))
        .isPresent();
  }

  /// The same story, written in another way.
  public Story withMode(Mode mode) {
    return new Story(narrative.withMode(mode), blueprint, file, fingerprint);
  }
}
