package io.fabula.generator.blueprint;

import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Problems;
import java.util.List;
import java.util.Optional;

/// The generators of numbers and times. Their arguments may be numbers, formulas or generators
/// again.
final class NumberGenerators {
  private final ValueCompiler values;
  private final Columns columns;
  private final Problems problems;

  NumberGenerators(ValueCompiler values, Columns columns, Problems problems) {
    this.values = values;
    this.columns = columns;
    this.problems = problems;
  }

  Value integer(MappingReader keys, Scope scope) {
    Value.Formula[] range = pair(keys, "$int", scope);
    return Value.number(0, Functions.call("int", List.of(range)));
  }

  Value uniform(MappingReader keys, Scope scope) {
    Value.Formula[] range = pair(keys, "$uniform", scope);
    return Value.number(decimals(keys, 2), Functions.call("uniform", List.of(range)));
  }

  Value normal(MappingReader keys, Scope scope) {
    return drawn("normal", keys, 2, scope);
  }

  /// A generator of two arguments that is a function of formulas too.
  ///
  /// @param decimals that its numbers have unless the document says more
  Value drawn(String function, MappingReader keys, int decimals, Scope scope) {
    Value.Formula[] both = pair(keys, "$" + function, scope);
    return bounded(Functions.call(function, List.of(both)), keys, decimals, scope);
  }

  /// The same with one argument.
  Value drawnByMean(String function, MappingReader keys, int decimals, Scope scope) {
    Value.Formula mean = values.formula(keys, "$" + function, scope);
    return bounded(Functions.call(function, List.of(mean)), keys, decimals, scope);
  }

  private Value bounded(Term drawn, MappingReader keys, int decimals, Scope scope) {
    Value.Formula min = bound(keys, "min", Double.NEGATIVE_INFINITY, scope);
    Value.Formula max = bound(keys, "max", Double.POSITIVE_INFINITY, scope);
    return Value.number(
        decimals(keys, decimals), Functions.call("clamp", List.of(drawn, min, max)));
  }

  Value walk(MappingReader keys, Slot target, Scope scope) {
    Value.Formula step = values.formula(keys, "$walk", scope);
    Value.Formula min = bound(keys, "min", Double.NEGATIVE_INFINITY, scope);
    Value.Formula max = bound(keys, "max", Double.POSITIVE_INFINITY, scope);
    keys.rejectUnknown();
    if (target.shape().kind() != Shape.Kind.NUMBER) {
      return values.refused(
          keys.place(), "$walk moves a number, and this field is " + target.shape());
    }
    return Value.number(
        target.shape().decimals(),
        new Term.Call(
            "walk",
            (w, a) -> Functions.walk(w, a[0], a[1], a[2], a[3]),
            List.of(target.cell(), step, min, max)));
  }

  Value sequence(MappingReader keys) {
    long start = keys.integer("$sequence", Long.MIN_VALUE / 2, Long.MAX_VALUE / 2).orElse(1L);
    long step = keys.integer("step", -1_000_000, 1_000_000).orElse(1L);
    int counter = columns.counter();
    return Value.number(0, world -> start + step * world.counters[counter]++);
  }

  Value time(MappingReader keys, Scope scope) {
    Value.Formula seconds = values.formula(keys, "$time", scope);
    return new Value.Computed(
        Shape.TIME, new Term.Call("time", (w, a) -> Functions.time(w, a[0]), List.of(seconds)));
  }

  private int decimals(MappingReader keys, int byDefault) {
    return keys.integer("decimals", 0, Numbers.MAX_DECIMALS).orElse((long) byDefault).intValue();
  }

  private Value.Formula[] pair(MappingReader keys, String key, Scope scope) {
    Optional<Node.Sequence> list = keys.sequence(key);
    if (list.isEmpty() || list.get().items().size() != 2) {
      problems.add(keys.placeOf(key), key + " needs two numbers or formulas: [a, b]");
      return new Value.Formula[] {world -> 0, world -> 0};
    }
    List<Node> items = list.get().items();
    return new Value.Formula[] {
      values.formula(items.get(0), key, scope), values.formula(items.get(1), key, scope)
    };
  }

  private Value.Formula bound(MappingReader keys, String key, double none, Scope scope) {
    return keys.node(key)
        .map(node -> values.formula(node, key, scope))
        .orElse(new Term.Constant(none));
  }
}
