package io.fabula.generator.narrative;

import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Nearest;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Problems;
import java.util.List;
import java.util.Optional;

/// Reads `arrival`: a name, or the mapping `{ bursts: SIZE }`.
final class ArrivalReader {
  private static final String KEY = "arrival";
  private static final String BURSTS = "bursts";
  private static final List<String> NAMES = List.of("constant", "poisson", BURSTS);

  private ArrivalReader() {}

  /// What stands under `arrival`; empty where nothing does, or nothing that can be used.
  static Optional<Arrival> read(MappingReader keys, Problems problems) {
    return keys.node(KEY)
        .flatMap(
            node ->
                switch (node) {
                  case Node.Scalar scalar -> named(scalar, problems);
                  case Node.Mapping mapping -> sized(mapping, problems);
                  case Node.Sequence list -> refused(list, list.kindName(), "", problems);
                });
  }

  private static Optional<Arrival> named(Node.Scalar scalar, Problems problems) {
    return switch (scalar.text()) {
      case "constant" -> Optional.of(new Arrival.Constant());
      case "poisson" -> Optional.of(new Arrival.Poisson());
      case BURSTS -> Optional.of(new Arrival.Bursts(Arrival.Bursts.USUAL_SIZE));
      default ->
          refused(
              scalar,
              "'" + scalar.text() + "'",
              Nearest.of(scalar.text(), NAMES)
                  .map(name -> "; did you mean '" + name + "'?")
                  .orElse(""),
              problems);
    };
  }

  private static Optional<Arrival> sized(Node.Mapping mapping, Problems problems) {
    MappingReader keys = MappingReader.of(mapping, KEY, problems);
    Optional<Double> size = keys.number(BURSTS, 1, Arrival.Bursts.MAX_SIZE);
    keys.rejectUnknown();
    boolean empty = mapping.members().keySet().stream().allMatch(BURSTS::equals);
    return empty && keys.node(BURSTS).isEmpty()
        ? refused(mapping, "an empty mapping", "", problems)
        : size.map(Arrival.Bursts::new);
  }

  private static Optional<Arrival> refused(Node at, String what, String hint, Problems problems) {
    problems.add(
        at.place(),
        "arrival must be %s or { bursts: 20 }, not %s%s"
            .formatted(String.join(", ", NAMES), what, hint));
    return Optional.empty();
  }
}
