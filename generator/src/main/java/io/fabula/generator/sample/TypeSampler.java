package io.fabula.generator.sample;

import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.narrative.EventChecker;
import io.fabula.generator.narrative.Schemas;
import io.fabula.generator.sample.schema.UnsatisfiableException;
import io.fabula.generator.sample.value.Draw;
import io.fabula.generator.sample.value.NothingDrawn;
import io.fabula.generator.sample.value.Sampler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Draws the data of one type of event, never data that its schema forbids. Immutable.
final class TypeSampler {
  private static final int TRIES = 50;

  /// How much may be drawn in vain for one event.
  static final int PATIENCE = 500 * Draw.PART;

  private final Sampler sampler;
  private final Schemas.Compiled schema;
  private final boolean sure;
  private final byte[][] spares;

  TypeSampler(Sampler sampler, Schemas.Compiled schema, boolean sure, List<byte[]> spares) {
    this.sampler = sampler;
    this.schema = schema;
    this.sure = sure;
    this.spares = spares.toArray(byte[][]::new);
  }

  /// Whether what is drawn need not be checked.
  boolean isSure() {
    return sure;
  }

  /// Why a draw came to nothing.
  record Fault(String path, String message) {}

  /// Draws data; answers how many draws came to nothing. What is valid and seldom is replaced by
  /// what was drawn when the sampler was tried.
  int draw(Draw draw, JsonBuffer out) {
    int start = out.length();
    draw.begin(PATIENCE);
    for (int i = 0; i < TRIES && (i == 0 || draw.patience() > 0); i++) {
      if (once(draw, out).isEmpty()) {
        return i;
      }
      out.truncate(start);
    }
    out.put(spares[draw.chance().below(spares.length)]);
    return TRIES;
  }

  /// Draws once; answers why that came to nothing.
  Optional<Fault> once(Draw draw, JsonBuffer out) {
    int start = out.length();
    draw.restart();
    try {
      sampler.draw(draw, out);
    } catch (NothingDrawn e) {
      return Optional.of(new Fault(e.path(), String.valueOf(e.getMessage())));
    }
    int length = out.length() - start;
    if (length > EventChecker.MAX_BYTES) {
      return Optional.of(
          new Fault("", "what is drawn is larger than %d bytes".formatted(EventChecker.MAX_BYTES)));
    }
    return sure ? Optional.empty() : check(draw, out.array(), start, length);
  }

  private Optional<Fault> check(Draw draw, byte[] bytes, int start, int length) {
    String json = new String(bytes, start, length, StandardCharsets.UTF_8);
    Optional<Schemas.Violation> found = schema.check(Schemas.parse(json)).stream().findFirst();
    if (draw.isOnTrial() && found.filter(Schemas.Violation::isEndless).isPresent()) {
      throw new UnsatisfiableException("", found.get().message());
    }
    return found
        .map(violation -> NothingDrawn.refused(violation.schemaPath(), violation))
        .map(e -> new Fault(e.path(), String.valueOf(e.getMessage())));
  }
}
