package io.fabula.generator.sample.value;

import com.google.re2j.Pattern;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.match.Patterns;
import io.fabula.generator.narrative.Schemas;
import java.util.Optional;

/// Names for members that a schema does not name.
public final class MemberNames {
  private MemberNames() {}

  /// Names of a pattern, which goes on with a word where it may; empty where none can be drawn.
  public static Optional<Text> of(String pattern) {
    try {
      PatternText begin = PatternText.of(pattern, new Text.Sizes(0, Integer.MAX_VALUE));
      var _ = begin.draw(new Draw(1, 0));
      Pattern whole = Patterns.compile(pattern, 0);
      return Optional.of(
          draw -> {
            String name = begin.draw(draw);
            String longer = name + Words.word(draw.chance);
            return whole.matcher(longer).find() ? longer : name;
          });
    } catch (IllegalArgumentException | NothingDrawn e) {
      return Optional.empty();
    }
  }

  /// Plain words.
  public static Text any() {
    return draw -> Words.word(draw.chance);
  }

  /// What a sampler of JSON strings draws.
  public static Text of(Sampler sampler) {
    return draw -> {
      JsonBuffer out = new JsonBuffer(64);
      sampler.draw(draw, out);
      return Schemas.parse(out.toString()).asText();
    };
  }
}
