package io.fabula.generator.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabula.generator.chance.Dice;
import io.fabula.generator.narrative.EventType;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.sample.schema.UnsatisfiableException;
import io.fabula.generator.sample.value.Words;
import io.fabula.generator.story.EventSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The declared events of a narrative, compiled once to what draws them from their JSON Schemas:
/// the type by its weight, then its data. Nothing that a schema forbids is drawn. Immutable, shared
/// by all tellings.
public final class Samples {
  /// Of a type without a schema all that is known is its name.
  private static final JsonNode EMPTY =
      JsonNodeFactory.instance.objectNode().set("const", JsonNodeFactory.instance.objectNode());

  private final List<Optional<String>> names;
  private final List<TypeSampler> types;
  private final double[] upTo;

  private Samples(List<Optional<String>> names, List<TypeSampler> types, double[] upTo) {
    this.names = List.copyOf(names);
    this.types = List.copyOf(types);
    this.upTo = upTo;
  }

  /// Whether a narrative says enough to draw its events: one of its types has a schema.
  public static boolean drawable(Narrative narrative) {
    return narrative.events().values().stream().anyMatch(type -> type.schema().isPresent());
  }

  /// Compiles the declared events of a narrative, and tries each.
  ///
  /// @throws UndrawableException where no event of a type is found that its schema allows
  public static Samples of(Narrative narrative) {
    Words words = new Words();
    List<UndrawableException.Fault> faults = new ArrayList<>();
    List<Optional<String>> names = new ArrayList<>();
    List<TypeSampler> types = new ArrayList<>();
    List<EventType> drawn =
        narrative.events().values().stream().filter(type -> type.weight() > 0).toList();
    double[] upTo = new double[drawn.size()];
    double sum = 0;
    for (EventType type : drawn) {
      try {
        types.add(Trial.of(type.name(), type.schema().orElse(EMPTY), words));
      } catch (UnsatisfiableException e) {
        faults.add(
            new UndrawableException.Fault(type.name(), e.path(), String.valueOf(e.getMessage())));
      }
      sum += type.weight();
      upTo[names.size()] = sum;
      names.add(Optional.of(type.name()));
    }
    if (drawn.isEmpty()) {
      faults.add(new UndrawableException.Fault("", "", "no declared event has a weight above 0"));
    }
    if (!faults.isEmpty()) {
      throw new UndrawableException(faults);
    }
    return new Samples(names, types, upTo);
  }

  /// Starts drawing. The same seed gives the same events; times in them follow the story's clock.
  public EventSource open(long seed) {
    return new SampleSource(this, seed);
  }

  int drawType(Dice chance) {
    double draw = chance.unit() * upTo[upTo.length - 1];
    int i = 0;
    while (draw >= upTo[i] && i < upTo.length - 1) {
      i++;
    }
    return i;
  }

  Optional<String> name(int type) {
    return names.get(type);
  }

  TypeSampler type(int type) {
    return types.get(type);
  }
}
