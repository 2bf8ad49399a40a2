package io.fabula.generator.blueprint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Problems;
import io.fabula.generator.narrative.Schemas;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/// The JSON Schema of blueprints, `blueprint.schema.json`: for `validate`, for editors, and for a
/// model that writes one.
public final class BlueprintSchema {
  private BlueprintSchema() {}

  /// The schema itself.
  public static JsonNode json() {
    try (InputStream in =
        Objects.requireNonNull(
            BlueprintSchema.class.getResourceAsStream("blueprint.schema.json"))) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("blueprint.schema.json cannot be read from the jar", e);
    }
  }

  /// Reports where `document` breaks the schema.
  public static void check(Node document, Problems problems) {
    for (Schemas.Violation violation : Schemas.compile(json()).check(document.json())) {
      problems.add(document.nearest(violation.pointer()).place(), violation.toString());
    }
  }
}
