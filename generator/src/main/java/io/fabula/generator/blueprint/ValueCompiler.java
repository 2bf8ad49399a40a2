package io.fabula.generator.blueprint;

import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Nearest;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problems;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Compiles the values of a blueprint: literals, `{"$...": ...}` generators, and structures of
/// both. What is wrong becomes a problem at its place and compiles to a placeholder.
final class ValueCompiler {
  private static final Value NOTHING = Value.constant(Shape.JSON, "null", Double.NaN);
  private static final int MAX_ITEMS = 1000;
  private static final List<String> GENERATORS =
      List.of(
          "$choice",
          "$int",
          "$uniform",
          "$normal",
          "$lognormal",
          "$exponential",
          "$poisson",
          "$zipf",
          "$walk",
          "$sequence",
          "$ref",
          "$pool",
          "$faker",
          "$expr",
          "$text",
          "$time",
          "$uuid",
          "$maybe",
          "$optional",
          "$array",
          "$if",
          "$pick",
          "$none",
          "$new",
          "$list",
          "$phrase",
          "$each",
          "$nth");

  private final Problems problems;
  private final Pools pools;
  private final Phrases phrases;
  private final NumberGenerators numbers;
  private final LinkGenerators links;
  private final Kinds kinds;

  ValueCompiler(Problems problems, Pools pools, Phrases phrases, Columns columns, Kinds kinds) {
    this.problems = problems;
    this.pools = pools;
    this.phrases = phrases;
    this.links = new LinkGenerators(this, kinds);
    this.numbers = new NumberGenerators(this, columns, problems);
    this.kinds = kinds;
  }

  Value value(Node node, Scope scope) {
    if (Literals.literal(node)) {
      return Literals.of(node);
    }
    return switch (node) {
      case Node.Sequence list ->
          Structures.list(list.items().stream().map(item -> value(item, scope)).toList());
      case Node.Mapping mapping ->
          generator(mapping)
              .map(generator -> generated(generator.getKey(), generator.getValue(), mapping, scope))
              .orElseGet(() -> object(mapping, scope));
      case Node.Scalar _ -> Literals.of(node);
    };
  }

  /// Whether a value only stands for one that could not be compiled, which has been reported.
  static boolean failed(Value value) {
    return value.equals(NOTHING);
  }

  /// A value for a field that exists: here `$walk` is allowed, which starts from what is there.
  Value update(Node node, Slot target, Scope scope) {
    if (node instanceof Node.Mapping mapping && mapping.members().containsKey("$walk")) {
      return numbers.walk(MappingReader.of(mapping, "$walk", problems), target, scope);
    }
    return value(node, scope);
  }

  private static Optional<Map.Entry<String, Node.Member>> generator(Node.Mapping mapping) {
    return mapping.members().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("$"))
        .findFirst();
  }

  private Value object(Node.Mapping mapping, Scope scope) {
    List<Structures.Member> members = new ArrayList<>();
    mapping
        .members()
        .forEach(
            (key, member) -> {
              if (member.value() instanceof Node.Mapping inner
                  && inner.members().containsKey("$optional")) {
                MappingReader keys = MappingReader.of(inner, "$optional", problems);
                Value.Formula chance = probability(keys, "$optional", scope);
                Value value = part(keys, "of", scope);
                keys.rejectUnknown();
                members.add(Structures.Member.sometimes(key, value, chance));
              } else {
                members.add(Structures.Member.always(key, value(member.value(), scope)));
              }
            });
    return Structures.object(members);
  }

  private Value generated(String name, Node.Member generator, Node.Mapping mapping, Scope scope) {
    MappingReader keys = MappingReader.of(mapping, name, problems);
    Node node = generator.value();
    Value value =
        switch (name) {
          case "$choice" -> choice(node, scope);
          case "$int" -> numbers.integer(keys, scope);
          case "$uniform" -> numbers.uniform(keys, scope);
          case "$normal" -> numbers.normal(keys, scope);
          case "$lognormal" -> numbers.drawn("lognormal", keys, 2, scope);
          case "$exponential" -> numbers.drawnByMean("exponential", keys, 2, scope);
          case "$poisson" -> numbers.drawnByMean("poisson", keys, 0, scope);
          case "$zipf" -> numbers.drawn("zipf", keys, 0, scope);
          case "$sequence" -> numbers.sequence(keys);
          case "$ref" -> reference(text(keys, name), node.place(), scope);
          case "$pool" -> pool(text(keys, name), node.place());
          case "$faker" ->
              draw(
                  pools.faked(
                      keys,
                      text(keys, name),
                      keys.integer("size", 1, 10_000).orElse(100L).intValue(),
                      keys.text("locale").orElse("en")));
          case "$expr" -> expression(keys, scope);
          case "$text" -> template(text(keys, name), node.place(), scope);
          case "$time" -> numbers.time(keys, scope);
          case "$uuid" -> uuid();
          case "$maybe" -> maybe(keys, scope);
          case "$array" -> array(keys, scope);
          case "$if" -> conditional(keys, scope);
          case "$pick" -> links.pick(keys, text(keys, name), node.place(), scope);
          case "$none" -> links.none(text(keys, name), node.place());
          case "$list" -> links.list(keys, text(keys, name), scope);
          case "$phrase" -> phrases.drawn(text(keys, name), node.place(), scope, this);
          case "$new" ->
              refused(node.place(), "$new brings somebody into the world: use it under 'let'");
          case "$each" -> each(node, scope);
          case "$nth" -> nth(keys, scope);
          case "$walk" ->
              refused(node.place(), "$walk changes a field from what it was: use it under 'set'");
          case "$optional" ->
              refused(node.place(), "$optional leaves out a member: use it inside an object");
          default -> refused(node.place(), "no generator " + name + hint(name, GENERATORS));
        };
    keys.node(name);
    keys.rejectUnknown();
    return value;
  }

  Value refused(Place place, String message) {
    problems.add(place, message);
    return NOTHING;
  }

  private String text(MappingReader keys, String key) {
    return keys.text(key).orElse("");
  }

  private Value choice(Node node, Scope scope) {
    List<Value> values = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    switch (node) {
      case Node.Sequence list -> {
        for (Node item : list.items()) {
          boolean weighted =
              item instanceof Node.Mapping m
                  && m.members().containsKey("weight")
                  && m.members().containsKey("value");
          MappingReader keys =
              weighted
                  ? MappingReader.of(item, "an option", problems)
                  : MappingReader.of(new Node.Mapping(item.place(), Map.of()), "", problems);
          weights.add(keys.number("weight", 0, 1e12).orElse(1.0));
          values.add(weighted ? part(keys, "value", scope) : value(item, scope));
          keys.rejectUnknown();
        }
      }
      case Node.Mapping mapping -> {
        MappingReader keys = MappingReader.of(mapping, "$choice", problems);
        for (String key : mapping.members().keySet()) {
          values.add(Value.constant(key));
          weights.add(keys.number(key, 0, 1e12).orElse(0.0));
        }
      }
      case Node.Scalar _ -> {}
    }
    if (weights.stream().noneMatch(weight -> weight > 0)) {
      return refused(
          node.place(),
          "$choice needs values: a list, {\"value\": weight, ...} or [{\"value\": ..., \"weight\":"
              + " ...}]");
    }
    Weighted weighted = new Weighted(weights);
    return oneOf(values, world -> weighted.draw(world.dice));
  }

  /// One of several values; it has the common shape of all, or is a structure.
  private static Value oneOf(List<Value> values, Bytes.Draw draw) {
    Value[] all = values.toArray(Value[]::new);
    Shape first = all[0].shape();
    if (!values.stream().allMatch(value -> first.takes(value.shape()))) {
      return new Value.Structure((world, out) -> all[draw.from(world)].json(world, out));
    }
    return switch (first.kind()) {
      case TEXT -> {
        List<Bytes> ready = values.stream().flatMap(value -> Bytes.of(value).stream()).toList();
        yield ready.size() == all.length
            ? new Value.Text(new Bytes.Drawn(ready, draw))
            : new Value.Text((world, out) -> all[draw.from(world)].text(world, out));
      }
      case JSON -> new Value.Structure((world, out) -> all[draw.from(world)].json(world, out));
      case NUMBER -> {
        int decimals = values.stream().mapToInt(v -> v.shape().decimals()).max().orElse(0);
        yield Value.number(decimals, world -> all[draw.from(world)].number(world));
      }
      case FLAG, TIME, LINK ->
          new Value.Computed(first, world -> all[draw.from(world)].number(world));
    };
  }

  private Value draw(List<Value> values) {
    int size = values.size();
    return oneOf(values, world -> world.dice.below(size));
  }

  private Value each(Node node, Scope scope) {
    if (!(node instanceof Node.Sequence list) || list.items().isEmpty()) {
      return refused(node.place(), "$each needs a list of values, one for each entity in turn");
    }
    List<Value> values = list.items().stream().map(item -> value(item, scope)).toList();
    int size = values.size();
    return oneOf(values, world -> (int) ((world.number - 1) % size));
  }

  /// The value at a place in a list, from 0; before the first the first, behind the last the last.
  private Value nth(MappingReader keys, Scope scope) {
    Value.Formula place = formula(keys, "$nth", scope);
    List<Value> values =
        keys.sequence("of").map(Node.Sequence::items).orElse(List.of()).stream()
            .map(item -> value(item, scope))
            .toList();
    int last = values.size() - 1;
    return values.isEmpty()
        ? refused(keys.place(), "$nth needs a list of values under 'of'")
        : oneOf(values, world -> Math.clamp((long) place.of(world), 0, last));
  }

  private Value pool(String name, Place place) {
    return pools
        .named(name)
        .map(this::draw)
        .orElseGet(() -> refused(place, "no pool '" + name + "'" + hint(name, pools.names())));
  }

  private Value reference(String path, Place place, Scope scope) {
    return scope
        .value(path)
        .orElseGet(() -> refused(place, "there is no '" + path + "'" + hint(path, scope.names())));
  }

  private Value expression(MappingReader keys, Scope scope) {
    Value value = expression(text(keys, "$expr"), keys.placeOf("$expr"), scope);
    Optional<Long> decimals = keys.integer("decimals", 0, Numbers.MAX_DECIMALS);
    return decimals.isPresent() && value.shape().numeric()
        ? Value.number(decimals.get().intValue(), Value.formula(value))
        : value;
  }

  private Value expression(String formula, Place place, Scope scope) {
    try {
      return Expression.compile(formula, scope, kinds);
    } catch (IllegalArgumentException e) {
      return refused(place, String.valueOf(e.getMessage()));
    }
  }

  /// Text with `{formula}` in it; `{{` and `}}` stand for single braces.
  Value template(String text, Place place, Scope scope) {
    List<Value> parts = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == c;
      if ((c == '{' || c == '}') && doubled) {
        plain.append(c);
        i++;
      } else if (c == '{') {
        int end = text.indexOf('}', i);
        if (end < 0) {
          return refused(place, "a { is not closed; write {{ for a brace");
        }
        parts.add(Value.constant(plain.toString()));
        plain.setLength(0);
        parts.add(expression(text.substring(i + 1, end), place, scope));
        i = end;
      } else {
        plain.append(c);
      }
    }
    parts.add(Value.constant(plain.toString()));
    return new Value.Text(new Script.Parts(List.copyOf(parts)));
  }

  /// A random UUID, version 4 (RFC 9562 section 5.4).
  private static Value uuid() {
    return new Value.Text(
        (world, out) -> {
          long high = world.dice.next();
          out.uuid(high, world.dice.next());
        });
  }

  private Value maybe(MappingReader keys, Scope scope) {
    Value.Formula chance = probability(keys, "$maybe", scope);
    Value value = part(keys, "of", scope);
    return new Value.Structure(
        (world, out) -> {
          if (chance.of(world) != 0) {
            value.json(world, out);
          } else {
            out.ascii("null");
          }
        });
  }

  private Value array(MappingReader keys, Scope scope) {
    Value item = part(keys, "$array", scope);
    return Structures.repeated(item, formula(keys, "count", scope), MAX_ITEMS);
  }

  private Value conditional(MappingReader keys, Scope scope) {
    Value.Formula test = formula(keys, "$if", scope);
    Value yes = part(keys, "then", scope);
    Value no = part(keys, "else", scope);
    if (yes.shape().kind() == Shape.Kind.TEXT && no.shape().kind() == Shape.Kind.TEXT) {
      return new Value.Text(Bytes.fork(test, yes, no));
    }
    if (yes.shape().takes(no.shape()) && yes.shape().numeric()) {
      Shape shape = yes.shape().decimals() > no.shape().decimals() ? yes.shape() : no.shape();
      return new Value.Computed(
          shape, new Term.Choice(test, Value.formula(yes), Value.formula(no)));
    }
    return new Value.Structure(new Script.JsonFork(test, yes, no));
  }

  Value part(MappingReader keys, String key, Scope scope) {
    return keys.node(key)
        .map(node -> value(node, scope))
        .orElseGet(() -> refused(keys.place(), "'" + key + "' is missing"));
  }

  private Value.Formula probability(MappingReader keys, String key, Scope scope) {
    Value.Formula chance = formula(keys, key, scope);
    return world -> world.dice.unit() < chance.of(world) ? 1 : 0;
  }

  Value.Formula formula(MappingReader keys, String key, Scope scope) {
    return keys.node(key)
        .map(node -> formula(node, key, scope))
        .orElseGet(
            () -> {
              refused(keys.place(), "'" + key + "' is missing");
              return world -> 0;
            });
  }

  /// A number: a literal, a generator, or a formula as text.
  Value.Formula formula(Node node, String what, Scope scope) {
    Value value =
        node instanceof Node.Scalar s && s.kind() == Node.Kind.TEXT
            ? expression(s.text(), node.place(), scope)
            : value(node, scope);
    if (!value.shape().numeric() && !failed(value)) {
      problems.add(node.place(), what + " needs a number or a formula, not " + value.shape());
    }
    return Value.formula(value);
  }

  private static String hint(String name, Collection<String> names) {
    return Nearest.of(name, names)
        .map(nearest -> "; did you mean '" + nearest + "'?")
        .orElseGet(() -> names.isEmpty() ? "" : "; there are " + String.join(", ", names));
  }
}
