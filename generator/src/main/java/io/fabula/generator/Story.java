package io.fabula.generator;

import io.fabula.generator.blueprint.Blueprint;
import io.fabula.generator.narrative.Narrative;
import java.util.Optional;

/// A narrative with the blueprint that stands beside it, if one does. Immutable.
public record Story(Narrative narrative, Optional<Blueprint> blueprint) {}
