package io.fabula.generator.sample;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.sample.schema.UnsatisfiableException;
import io.fabula.generator.sample.value.Draw;
import io.fabula.generator.sample.value.Words;
import java.util.List;

/// Draws values that one JSON Schema allows, and none that it forbids. For one thread.
public final class ValueSampler {
  private final TypeSampler sampler;
  private final JsonBuffer out = new JsonBuffer(1024);

  private ValueSampler(TypeSampler sampler) {
    this.sampler = sampler;
  }

  /// Compiles a schema and tries it.
  ///
  /// @param name what to call the values in a message
  /// @throws UndrawableException where no value is found that the schema allows
  public static ValueSampler of(String name, JsonNode schema) {
    try {
      return new ValueSampler(Trial.of(name, schema, new Words()));
    } catch (UnsatisfiableException e) {
      throw new UndrawableException(
          List.of(new UndrawableException.Fault(name, e.path(), String.valueOf(e.getMessage()))));
    }
  }

  /// A value as JSON. The same seed gives the same value.
  ///
  /// @param epochMillis the time shortly before which times in it are
  public String draw(long seed, long epochMillis) {
    var _ = sampler.draw(new Draw(seed, epochMillis), out.clear());
    return out.toString();
  }
}
