package io.fabula.generator.lint;

import io.fabula.generator.document.Node;
import io.fabula.generator.document.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// Reads a document that has already been checked: what is not as expected reads as absent.
final class Documents {
  private Documents() {}

  static Map<String, Node.Member> members(Node node) {
    return node instanceof Node.Mapping mapping ? mapping.members() : Map.of();
  }

  static Map<String, Node.Member> members(Node node, String key) {
    return value(node, key).map(Documents::members).orElse(Map.of());
  }

  static List<Node> items(Node node, String key) {
    return value(node, key)
        .filter(Node.Sequence.class::isInstance)
        .map(list -> ((Node.Sequence) list).items())
        .orElse(List.of());
  }

  static Optional<Node> value(Node node, String key) {
    return Optional.ofNullable(members(node).get(key)).map(Node.Member::value);
  }

  static Optional<String> text(Node node, String key) {
    return value(node, key).flatMap(Documents::text);
  }

  static Optional<String> text(Node node) {
    return node instanceof Node.Scalar scalar ? Optional.of(scalar.text()) : Optional.empty();
  }

  static OptionalDouble number(Node node) {
    return node instanceof Node.Scalar scalar
            && (scalar.kind() == Node.Kind.INTEGER || scalar.kind() == Node.Kind.NUMBER)
        ? OptionalDouble.of(Double.parseDouble(scalar.text()))
        : OptionalDouble.empty();
  }

  static OptionalDouble number(Node node, String key) {
    return value(node, key).map(Documents::number).orElse(OptionalDouble.empty());
  }

  /// Where the last of these keys stands, each below the one before; the nearest above it where one
  /// is missing.
  static Place placeOf(Node document, String... keys) {
    Place place = document.place();
    Node node = document;
    for (String key : keys) {
      Node.Member member = members(node).get(key);
      if (member == null) {
        return place;
      }
      place = member.keyPlace();
      node = member.value();
    }
    return place;
  }
}
