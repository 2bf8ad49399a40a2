package io.fabula.generator.blueprint;

import io.fabula.generator.chance.FakePool;
import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The pools of a blueprint: values written or faked once, when it is compiled, and drawn from
/// while it plays. A faked pool is seeded by its own words, so that it is the same in every
/// telling.
final class Pools {
  private static final int DEFAULT_SIZE = 100;
  private static final int MAX_SIZE = 10_000;

  private final Map<String, List<Value>> pools = new LinkedHashMap<>();
  private final Problems problems;

  Pools(Problems problems) {
    this.problems = problems;
  }

  void define(String name, Node node) {
    List<Value> values =
        switch (node) {
          case Node.Sequence list -> list.items().stream().map(this::literal).toList();
          case Node.Mapping _ -> faked(MappingReader.of(node, "a pool", problems));
          case Node.Scalar _ -> List.of();
        };
    if (values.isEmpty()) {
      problems.add(
          node.place(), "a pool is a list of values or {\"faker\": \"name.fullName\"}, not empty");
    }
    pools.put(name, values.isEmpty() ? List.of(Value.constant("")) : values);
  }

  private Value literal(Node node) {
    if (!Literals.literal(node)) {
      problems.add(node.place(), "a pool holds plain values, no generators");
    }
    return Literals.of(node);
  }

  Optional<List<Value>> named(String name) {
    return Optional.ofNullable(pools.get(name));
  }

  Set<String> names() {
    return pools.keySet();
  }

  private List<Value> faked(MappingReader keys) {
    Optional<String> expression = keys.text("faker");
    int size = keys.integer("size", 1, MAX_SIZE).orElse((long) DEFAULT_SIZE).intValue();
    String locale = keys.text("locale").orElse("en");
    keys.rejectUnknown();
    return expression.map(e -> faked(keys, e, size, locale)).orElse(List.of());
  }

  /// Up to `size` different values of a Datafaker provider, such as `name.fullName`.
  List<Value> faked(MappingReader keys, String expression, int size, String locale) {
    try {
      return FakePool.of(expression, size, locale).stream().map(Value::constant).toList();
    } catch (IllegalArgumentException e) {
      problems.add(keys.placeOf("faker"), String.valueOf(e.getMessage()));
      return List.of(Value.constant(""));
    }
  }
}
