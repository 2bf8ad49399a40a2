package io.fabula.generator.sample.value;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.generator.event.JsonBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Draws a value and writes it as JSON. Immutable, for any thread.
@FunctionalInterface
public interface Sampler {
  /// Draws a value.
  ///
  /// @throws NothingDrawn where this draw came to nothing; what it wrote is to be taken back
  void draw(Draw draw, JsonBuffer out);

  /// One of some values, each as likely.
  static Sampler oneOf(List<JsonNode> values) {
    byte[][] written =
        values.stream()
            .map(value -> value.toString().getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    return (draw, out) -> out.put(written[draw.chance.below(written.length)]);
  }

  /// One of some samplers, each as likely.
  static Sampler among(List<Sampler> samplers) {
    Sampler[] all = samplers.toArray(Sampler[]::new);
    return all.length == 1
        ? all[0]
        : (draw, out) -> all[draw.chance.below(all.length)].draw(draw, out);
  }

  /// `rare` with the given odds, else `usual`.
  static Sampler mixed(Sampler usual, Sampler rare, double odds) {
    return (draw, out) -> (draw.chance.unit() < odds ? rare : usual).draw(draw, out);
  }
}
