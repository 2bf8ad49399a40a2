package io.fabula.generator.sample;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.narrative.Schemas;
import io.fabula.generator.sample.schema.UnsatisfiableException;
import io.fabula.generator.sample.value.Draw;
import io.fabula.generator.sample.value.Sampler;
import io.fabula.generator.sample.value.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Compiles the sampler of one type of event and tries it: only what has drawn valid data is let
/// on. Parts of which nothing valid comes are found out, and left out where that is allowed.
final class Trial {
  private static final int REHEARSALS = 200;
  private static final int SPARES = 32;

  /// How much may be drawn in vain in all rehearsals.
  private static final int PATIENCE = 10 * TypeSampler.PATIENCE;

  /// How often it is compiled, each time without the parts of which nothing valid came.
  private static final int ROUNDS = 5;

  private static final long SOME_DAY = Instant.parse("2026-01-01T12:00:00Z").toEpochMilli();

  private final String type;
  private final JsonNode json;
  private final Schemas.Compiled schema;
  private final Words words;
  private final Set<JsonNode> hopeless = new HashSet<>();

  private Trial(String type, JsonNode json, Words words) {
    this.type = type;
    this.json = Schemas.asParsed(json);
    this.schema = Schemas.compile(json);
    this.words = words;
  }

  /// The tried sampler of a type.
  ///
  /// @throws UnsatisfiableException where no data is found that the schema allows
  static TypeSampler of(String type, JsonNode json, Words words) {
    return new Trial(type, json, words).sampler();
  }

  private TypeSampler sampler() {
    Optional<TypeSampler> working = Optional.empty();
    Optional<UnsatisfiableException> refused = Optional.empty();
    for (int i = 0; i < ROUNDS; i++) {
      try {
        SchemaCompiler compiler = new SchemaCompiler(json, words, hopeless, i > 0);
        Sampler sampler = compiler.compile();
        Rehearsals done = rehearse(sampler);
        working = done.sampler(sampler, compiler.sure()).or(keeping(working));
        refused = refused.or(done::fault);
        List<Guards.Guard> found = compiler.guards().hopeless();
        if (found.isEmpty() && working.isPresent()) {
          break;
        }
        if (i > 0) {
          // Where no part is at fault, all is.
          hopeless.addAll(found.stream().map(Guards.Guard::schema).toList());
          hopeless.addAll(found.isEmpty() ? List.of(json) : List.of());
        }
      } catch (UnsatisfiableException e) {
        // What was left out must be there, and what was drawn for it says more.
        refused = refused.or(() -> Optional.of(e));
        break;
      } catch (StackOverflowError e) {
        throw new UnsatisfiableException("", "it nests too deep");
      }
    }
    return working.orElseThrow(refused::orElseThrow);
  }

  private static <T> Supplier<Optional<T>> keeping(Optional<T> found) {
    return () -> found;
  }

  private Rehearsals rehearse(Sampler sampler) {
    Draw draw = new Draw(type.hashCode(), SOME_DAY);
    draw.onTrial();
    TypeSampler checked = new TypeSampler(sampler, schema, false, List.of());
    Rehearsals done = new Rehearsals();
    int left = PATIENCE;
    for (int i = 0; i < REHEARSALS && left > 0; i++) {
      int budget = Math.min(TypeSampler.PATIENCE, left);
      draw.begin(budget);
      done.add(checked, draw);
      left -= budget - Math.max(0, draw.patience());
    }
    return done;
  }

  /// What came of drawing some times.
  private final class Rehearsals {
    private final List<byte[]> valid = new ArrayList<>();
    private final JsonBuffer out = new JsonBuffer(1024);
    private Optional<TypeSampler.Fault> last = Optional.empty();

    void add(TypeSampler sampler, Draw draw) {
      Optional<TypeSampler.Fault> found = sampler.once(draw, out.clear());
      last = found.or(() -> last);
      if (found.isEmpty() && valid.size() < SPARES) {
        valid.add(out.toByteArray());
      }
    }

    Optional<UnsatisfiableException> fault() {
      return last.map(fault -> new UnsatisfiableException(fault.path(), fault.message()));
    }

    /// The tried sampler; empty where it drew nothing that is valid.
    Optional<TypeSampler> sampler(Sampler sampler, boolean sure) {
      return valid.isEmpty()
          ? Optional.empty()
          : Optional.of(new TypeSampler(sampler, schema, sure && last.isEmpty(), valid));
    }
  }
}
