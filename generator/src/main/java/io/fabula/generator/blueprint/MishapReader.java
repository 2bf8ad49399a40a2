package io.fabula.generator.blueprint;

import io.fabula.generator.blueprint.Mishaps.Odds;
import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Problems;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads what a blueprint says under `faults`, at its top and in its phases.
final class MishapReader {
  static final String KEY = "faults";

  private static final double MAX_SECONDS = 86_400;
  private static final double ROUNDING = 1e-9;

  private final Problems problems;

  MishapReader(Problems problems) {
    this.problems = problems;
  }

  /// The mishaps of a blueprint; empty where nothing ever goes wrong.
  ///
  /// @param phases those of the plan, in its order
  Optional<Mishaps> read(Node document, List<String> phases) {
    Odds usual = member(document, KEY).map(node -> odds(node, Odds.NONE)).orElse(Odds.NONE);
    List<Odds> all = new ArrayList<>(List.of(usual));
    for (String phase : phases) {
      all.add(
          member(document, "phases")
              .flatMap(node -> member(node, phase))
              .flatMap(node -> member(node, KEY))
              .map(node -> odds(node, usual))
              .orElse(usual));
    }
    return all.stream().anyMatch(odds -> odds.sum() > 0)
        ? Optional.of(new Mishaps(all))
        : Optional.empty();
  }

  /// What is no mapping has been reported by the compiler.
  private static Optional<Node> member(Node node, String key) {
    return node instanceof Node.Mapping mapping
        ? Optional.ofNullable(mapping.members().get(key)).map(Node.Member::value)
        : Optional.empty();
  }

  private Odds odds(Node node, Odds usual) {
    MappingReader keys = MappingReader.of(node, KEY, problems);
    Map<Mishap, Double> chances = new EnumMap<>(Mishap.class);
    chances.putAll(usual.chances());
    double seconds = usual.lateSeconds();
    for (Mishap mishap : Mishap.values()) {
      String key = mishap.key();
      if (mishap == Mishap.LATE && keys.node(key).orElse(null) instanceof Node.Mapping) {
        MappingReader late = keys.mapping(key).orElseThrow();
        late.number("chance", 0, 1).ifPresent(chance -> chances.put(mishap, chance));
        seconds = late.number("seconds", 0.001, MAX_SECONDS).orElse(seconds);
        late.rejectUnknown();
        if (late.node("chance").isEmpty()) {
          problems.add(
              late.place(), "late needs a 'chance', as { \"chance\": 0.01, \"seconds\": 30 }");
        }
      } else {
        keys.number(key, 0, 1).ifPresent(chance -> chances.put(mishap, chance));
      }
    }
    keys.rejectUnknown();
    Odds odds = new Odds(chances, seconds);
    if (odds.sum() > 1 + ROUNDING) {
      problems.add(
          keys.place(),
          "the faults add up to %s: an event has one at most, so it is 1 at most"
              .formatted(
                  new BigDecimal(odds.sum(), new MathContext(4))
                      .stripTrailingZeros()
                      .toPlainString()));
    }
    return odds;
  }
}
