package io.fabula.generator.sample;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.narrative.EventChecker;
import io.fabula.generator.narrative.Schemas;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Draws the data of one type of event, never data that its schema forbids. Immutable.
final class TypeSampler {
  private static final int TRIES = 50;
  private static final int REHEARSALS = 200;
  private static final int SPARES = 32;
  private static final long SOME_DAY = Instant.parse("2026-01-01T12:00:00Z").toEpochMilli();

  private final Sampler sampler;
  private final Schemas.Compiled schema;
  private final boolean sure;
  private final byte[][] spares;

  private TypeSampler(Sampler sampler, Schemas.Compiled schema, boolean sure, List<byte[]> spares) {
    this.sampler = sampler;
    this.schema = schema;
    this.sure = sure;
    this.spares = spares.toArray(byte[][]::new);
  }

  /// Compiles the sampler of a type and tries it.
  ///
  /// @throws UnsatisfiableException where no data is found that the schema allows
  static TypeSampler of(String type, JsonNode json, Words words) {
    SchemaCompiler compiler = new SchemaCompiler(Schemas.asParsed(json), words);
    Sampler sampler;
    try {
      sampler = compiler.compile();
    } catch (StackOverflowError e) {
      throw new UnsatisfiableException("", "it nests too deep");
    }
    TypeSampler trial = new TypeSampler(sampler, Schemas.compile(json), false, List.of());
    Draw draw = new Draw(type.hashCode(), SOME_DAY);
    JsonBuffer out = new JsonBuffer(1024);
    List<byte[]> valid = new ArrayList<>();
    int failed = 0;
    Optional<Fault> fault = Optional.empty();
    for (int i = 0; i < REHEARSALS; i++) {
      Optional<Fault> found = trial.once(draw, out.clear());
      failed += found.isPresent() ? 1 : 0;
      fault = found.isPresent() ? found : fault;
      if (found.isEmpty() && valid.size() < SPARES) {
        valid.add(out.toByteArray());
      }
    }
    if (valid.isEmpty()) {
      Fault last = fault.orElseThrow();
      throw new UnsatisfiableException(last.path(), last.message());
    }
    return new TypeSampler(sampler, trial.schema, compiler.sure() && failed == 0, valid);
  }

  /// Why a draw came to nothing.
  private record Fault(String path, String message) {}

  /// Draws data; answers how many draws came to nothing. What is valid and seldom is replaced by
  /// what was drawn when the sampler was tried.
  int draw(Draw draw, JsonBuffer out) {
    int start = out.length();
    for (int i = 0; i < TRIES; i++) {
      if (once(draw, out).isEmpty()) {
        return i;
      }
      out.truncate(start);
    }
    out.put(spares[draw.chance.below(spares.length)]);
    return TRIES;
  }

  private Optional<Fault> once(Draw draw, JsonBuffer out) {
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
    return sure ? Optional.empty() : check(out.array(), start, length);
  }

  private Optional<Fault> check(byte[] bytes, int start, int length) {
    String json = new String(bytes, start, length, StandardCharsets.UTF_8);
    return schema.check(Schemas.parse(json)).stream()
        .findFirst()
        .map(violation -> NothingDrawn.refused(violation.schemaPath(), violation))
        .map(e -> new Fault(e.path(), String.valueOf(e.getMessage())));
  }
}
