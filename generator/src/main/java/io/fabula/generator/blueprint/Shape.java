package io.fabula.generator.blueprint;

import java.util.Optional;

/// What a value looks like and how a field keeps it.
///
/// @param decimals of a number: how many are written and kept
/// @param to of a link: the kind of entity it leads to
record Shape(Kind kind, int decimals, Optional<EntityKind> to) {
  static final Shape FLAG = new Shape(Kind.FLAG, 0, Optional.empty());
  static final Shape TIME = new Shape(Kind.TIME, 0, Optional.empty());
  static final Shape TEXT = new Shape(Kind.TEXT, 0, Optional.empty());
  static final Shape JSON = new Shape(Kind.JSON, 0, Optional.empty());

  static Shape number(int decimals) {
    return new Shape(Kind.NUMBER, decimals, Optional.empty());
  }

  static Shape link(EntityKind to) {
    return new Shape(Kind.LINK, 0, Optional.of(to));
  }

  /// Whether the value is kept as a number.
  boolean numeric() {
    return switch (kind) {
      case NUMBER, FLAG, TIME, LINK -> true;
      case TEXT, JSON -> false;
    };
  }

  /// Whether a field of this shape can take a value of the other.
  boolean takes(Shape other) {
    return kind == other.kind && to.equals(other.to);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case NUMBER -> "a number";
      case FLAG -> "true or false";
      case TIME -> "a time";
      case LINK -> "a link to a " + to.map(EntityKind::name).orElse("?");
      case TEXT -> "text";
      case JSON -> "a structure";
    };
  }

  /// The kinds of value.
  enum Kind {
    NUMBER,
    FLAG,
    TIME,
    LINK,
    TEXT,
    JSON
  }
}
