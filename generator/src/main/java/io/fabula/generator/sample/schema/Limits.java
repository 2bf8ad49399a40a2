package io.fabula.generator.sample.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.generator.narrative.EventChecker;

/// How many characters, items or members a schema asks for.
public final class Limits {
  private Limits() {}

  /// What `schema` says under `key`, at most [Integer#MAX_VALUE]; `otherwise` where it says
  /// nothing.
  public static int of(JsonNode schema, String key, int otherwise) {
    JsonNode size = schema.path(key);
    return size.isNumber() ? (int) Math.clamp(size.asDouble(), 0, Integer.MAX_VALUE) : otherwise;
  }

  /// Refuses to make more than an event may weigh.
  ///
  /// @param path where the schema stands that asks for it
  /// @throws UnsatisfiableException where it is more
  public static void mustFit(int size, String path) {
    if (size > EventChecker.MAX_BYTES) {
      throw new UnsatisfiableException(
          path, "an event may weigh %d bytes only".formatted(EventChecker.MAX_BYTES));
    }
  }
}
