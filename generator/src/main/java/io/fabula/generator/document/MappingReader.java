package io.fabula.generator.document;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads the keys of one mapping by name and type. Whatever is wrong becomes a problem at its place
/// and reads as absent, so that one pass finds every fault. For one thread.
public final class MappingReader {
  private final Node.Mapping mapping;
  private final Problems problems;
  private final Set<String> known = new LinkedHashSet<>();

  private MappingReader(Node.Mapping mapping, Problems problems) {
    this.mapping = mapping;
    this.problems = problems;
  }

  /// A reader of `node`; where that is no mapping, a problem and a reader of nothing.
  ///
  /// @param what how to call the mapping in a message
  public static MappingReader of(Node node, String what, Problems problems) {
    if (node instanceof Node.Mapping mapping) {
      return new MappingReader(mapping, problems);
    }
    problems.add(node.place(), "%s must be a mapping, not %s".formatted(what, node.kindName()));
    return new MappingReader(new Node.Mapping(node.place(), Map.of()), problems);
  }

  public Place place() {
    return mapping.place();
  }

  /// Where the value under `key` stands; the mapping's own place where there is none.
  public Place placeOf(String key) {
    Node.Member member = mapping.members().get(key);
    return member == null ? mapping.place() : member.value().place();
  }

  /// Where the key itself stands; the mapping's own place where it is not there.
  public Place placeOfKey(String key) {
    Node.Member member = mapping.members().get(key);
    return member == null ? mapping.place() : member.keyPlace();
  }

  /// The value under `key`, whatever it is; an explicit nothing counts as absent.
  public Optional<Node> node(String key) {
    known.add(key);
    return Optional.ofNullable(mapping.members().get(key))
        .map(Node.Member::value)
        .filter(node -> !(node instanceof Node.Scalar s && s.kind() == Node.Kind.NOTHING));
  }

  /// The value under `key`, whatever it is, an explicit nothing too.
  public Optional<Node> nodeOrNothing(String key) {
    known.add(key);
    return Optional.ofNullable(mapping.members().get(key)).map(Node.Member::value);
  }

  public Optional<String> text(String key) {
    return scalar(key, "text", Node.Kind.TEXT, Node.Kind.INTEGER, Node.Kind.NUMBER, Node.Kind.FLAG)
        .map(Node.Scalar::text);
  }

  public Optional<Boolean> flag(String key) {
    return scalar(key, "true or false", Node.Kind.FLAG).map(s -> Boolean.parseBoolean(s.text()));
  }

  /// A number from `min` to `max`, both included.
  public Optional<Double> number(String key, double min, double max) {
    return scalar(key, "a number", Node.Kind.INTEGER, Node.Kind.NUMBER)
        .flatMap(s -> inRange(key, s, Double.parseDouble(s.text()), min, max));
  }

  /// A whole number from `min` to `max`, both included.
  public Optional<Long> integer(String key, long min, long max) {
    Optional<Node.Scalar> scalar = scalar(key, "a whole number", Node.Kind.INTEGER);
    if (scalar.isEmpty()) {
      return Optional.empty();
    }
    String text = scalar.get().text();
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return Optional.of(value);
      }
    } catch (NumberFormatException tooLong) {
      // falls through to the same message: it is out of every range
    }
    problems.add(
        scalar.get().place(), "%s must be from %d to %d, not %s".formatted(key, min, max, text));
    return Optional.empty();
  }

  private Optional<Double> inRange(
      String key, Node.Scalar at, double value, double min, double max) {
    if (value >= min && value <= max) {
      return Optional.of(value);
    }
    problems.add(
        at.place(),
        "%s must be from %s to %s, not %s".formatted(key, plain(min), plain(max), at.text()));
    return Optional.empty();
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /// A duration above zero, such as `5s`.
  public Optional<Duration> duration(String key) {
    Optional<Node.Scalar> scalar =
        scalar(key, "a duration such as 5s", Node.Kind.TEXT, Node.Kind.INTEGER, Node.Kind.NUMBER);
    if (scalar.isEmpty()) {
      return Optional.empty();
    }
    Optional<Duration> duration = Durations.parse(scalar.get().text());
    if (duration.isEmpty() || duration.get().isZero()) {
      problems.add(
          scalar.get().place(),
          "%s must be a duration such as 250ms, 5s, 2m or 1h30m, not %s"
              .formatted(key, scalar.get().text()));
      return Optional.empty();
    }
    return duration;
  }

  /// One of the constants of `type`, written in lower case with `-` for `_`.
  public <E extends Enum<E>> Optional<E> choice(String key, Class<E> type) {
    Optional<Node.Scalar> scalar = scalar(key, "text", Node.Kind.TEXT);
    if (scalar.isEmpty()) {
      return Optional.empty();
    }
    for (E constant : type.getEnumConstants()) {
      if (written(constant).equals(scalar.get().text())) {
        return Optional.of(constant);
      }
    }
    String all =
        Arrays.stream(type.getEnumConstants())
            .map(MappingReader::written)
            .collect(Collectors.joining(", "));
    problems.add(
        scalar.get().place(),
        "%s must be one of %s, not %s".formatted(key, all, scalar.get().text()));
    return Optional.empty();
  }

  private static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// A reader of the mapping under `key`.
  public Optional<MappingReader> mapping(String key) {
    return node(key)
        .filter(node -> is(node, key, Node.Mapping.class, "a mapping"))
        .map(node -> of(node, key, problems));
  }

  public Optional<Node.Sequence> sequence(String key) {
    return node(key)
        .filter(node -> is(node, key, Node.Sequence.class, "a list"))
        .map(Node.Sequence.class::cast);
  }

  /// Every member, whatever its key: for mappings whose keys are names that the user chose.
  public Map<String, Node.Member> members() {
    known.addAll(mapping.members().keySet());
    return mapping.members();
  }

  /// Reports every key that nobody asked for, with the nearest that somebody did. To be called
  /// last.
  public void rejectUnknown() {
    mapping
        .members()
        .forEach(
            (key, member) -> {
              if (!known.contains(key)) {
                problems.add(member.keyPlace(), Unknown.key(key, known));
              }
            });
  }

  private boolean is(Node node, String key, Class<?> wanted, String name) {
    if (wanted.isInstance(node)) {
      return true;
    }
    problems.add(node.place(), "%s must be %s, not %s".formatted(key, name, node.kindName()));
    return false;
  }

  private Optional<Node.Scalar> scalar(String key, String name, Node.Kind... kinds) {
    Optional<Node> node = node(key);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (node.get() instanceof Node.Scalar scalar && Arrays.asList(kinds).contains(scalar.kind())) {
      return Optional.of(scalar);
    }
    problems.add(
        node.get().place(), "%s must be %s, not %s".formatted(key, name, shown(node.get())));
    return Optional.empty();
  }

  private static String shown(Node node) {
    return node instanceof Node.Scalar scalar ? "'" + scalar.text() + "'" : node.kindName();
  }
}
