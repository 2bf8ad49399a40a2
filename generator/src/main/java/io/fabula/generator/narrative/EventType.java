package io.fabula.generator.narrative;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/// A declared kind of event.
///
/// @param name what stands under `type` on the wire
/// @param weight its share among the declared types
/// @param schema JSON Schema (2020-12 unless it says otherwise) that the event's data obeys
public record EventType(String name, double weight, Optional<JsonNode> schema) {}
