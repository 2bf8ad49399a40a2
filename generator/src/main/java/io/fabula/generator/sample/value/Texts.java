package io.fabula.generator.sample.value;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabula.generator.sample.schema.Limits;
import io.fabula.generator.sample.schema.UnsatisfiableException;

/// Texts of a schema: by its pattern, else by its format, else by the name of what holds them.
public final class Texts {
  private Texts() {}

  /// Draws the texts that `schema` allows.
  ///
  /// @param path where the schema stands
  /// @throws UnsatisfiableException where none is found
  public static Sampler of(ObjectNode schema, String name, String path, Words words) {
    Text.Sizes sizes =
        new Text.Sizes(
            Limits.of(schema, "minLength", 0), Limits.of(schema, "maxLength", Integer.MAX_VALUE));
    Limits.mustFit(sizes.min(), path);
    Text text;
    try {
      text =
          schema.has("pattern")
              ? patterned(schema.get("pattern").asText(), sizes)
              : Formats.named(schema.path("format").asText(""))
                  .map(format -> format.sized(sizes))
                  .orElseGet(() -> words.of(name, sizes).sized(sizes));
      var _ = text.draw(new Draw(1, 0));
    } catch (IllegalArgumentException | NothingDrawn e) {
      throw new UnsatisfiableException(path, String.valueOf(e.getMessage()));
    }
    return text.sampler();
  }

  private static Text patterned(String pattern, Text.Sizes sizes) {
    PatternText text = PatternText.of(pattern, sizes);
    try {
      var _ = text.draw(new Draw(1, 0));
      return text;
    } catch (NothingDrawn e) {
      return sizes.min() > 0 ? text.padded() : text;
    }
  }
}
