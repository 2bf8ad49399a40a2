package io.fabula.generator.blueprint;

import io.fabula.generator.document.Nearest;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The lists of phrases of a blueprint: templates that are drawn in turn, none again before all
/// others have been. For the compiler only.
final class Phrases {
  private static final int MOST = 1_000;

  private final Problems problems;
  private final Columns columns;
  private final Map<String, Phrasing> lists = new LinkedHashMap<>();

  Phrases(Problems problems, Columns columns) {
    this.problems = problems;
    this.columns = columns;
  }

  /// A list, and the bag that a world draws its indices from.
  private record Phrasing(List<Node> phrases, int bag) {}

  void define(String name, Node node) {
    boolean texts =
        node instanceof Node.Sequence list
            && !list.items().isEmpty()
            && list.items().size() <= MOST
            && list.items().stream()
                .allMatch(i -> i instanceof Node.Scalar s && s.kind() == Node.Kind.TEXT);
    if (!texts) {
      problems.add(node.place(), "phrases are a list of 1 to %,d texts".formatted(MOST));
    }
    List<Node> phrases =
        texts
            ? ((Node.Sequence) node).items()
            : List.of(new Node.Scalar(node.place(), Node.Kind.TEXT, ""));
    lists.put(name, new Phrasing(phrases, columns.bag(phrases.size())));
  }

  /// A phrase of a list, with the names of `scope` in its braces.
  Value drawn(String name, Place place, Scope scope, ValueCompiler values) {
    Optional<Phrasing> list = Optional.ofNullable(lists.get(name));
    if (list.isEmpty()) {
      String hint =
          Nearest.of(name, lists.keySet())
              .map(nearest -> "; did you mean '" + nearest + "'?")
              .orElse("");
      return values.refused(place, "there are no phrases '%s'%s".formatted(name, hint));
    }
    int bag = list.get().bag();
    Value[] all =
        list.get().phrases().stream()
            .map(node -> values.template(((Node.Scalar) node).text(), node.place(), scope))
            .toArray(Value[]::new);
    return new Value.Text((world, out) -> all[world.bags[bag].draw(world.dice)].text(world, out));
  }
}
