package io.fabula.generator.blueprint;

import io.fabula.generator.document.Node;
import java.math.BigDecimal;

/// Turns what a blueprint says literally into constants.
final class Literals {
  private Literals() {}

  /// Whether a node holds no generator anywhere.
  static boolean literal(Node node) {
    return switch (node) {
      case Node.Scalar _ -> true;
      case Node.Sequence list -> list.items().stream().allMatch(Literals::literal);
      case Node.Mapping mapping ->
          mapping.members().entrySet().stream()
              .allMatch(e -> !e.getKey().startsWith("$") && literal(e.getValue().value()));
    };
  }

  /// The constant that a literal node means.
  static Value of(Node node) {
    if (!(node instanceof Node.Scalar scalar)) {
      return Value.constant(Shape.JSON, node.json().toString(), Double.NaN);
    }
    return switch (scalar.kind()) {
      case TEXT -> Value.constant(scalar.text());
      case FLAG -> Value.constant(Shape.FLAG, scalar.text(), scalar.text().equals("true") ? 1 : 0);
      case NOTHING -> Value.constant(Shape.JSON, "null", Double.NaN);
      case INTEGER -> Value.constant(Shape.number(0), scalar.text(), number(scalar));
      case NUMBER ->
          Value.constant(Shape.number(decimals(scalar.text())), scalar.text(), number(scalar));
    };
  }

  private static double number(Node.Scalar scalar) {
    return Double.parseDouble(scalar.text());
  }

  private static int decimals(String text) {
    return Math.clamp(new BigDecimal(text).scale(), 0, Numbers.MAX_DECIMALS);
  }
}
