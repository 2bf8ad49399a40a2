package io.fabula.generator.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.narrative.Schemas;
import io.fabula.generator.sample.schema.Choices;
import io.fabula.generator.sample.schema.Merging;
import io.fabula.generator.sample.schema.References;
import io.fabula.generator.sample.schema.Types;
import io.fabula.generator.sample.schema.UnsatisfiableException;
import io.fabula.generator.sample.value.Draw;
import io.fabula.generator.sample.value.NothingDrawn;
import io.fabula.generator.sample.value.Numbers;
import io.fabula.generator.sample.value.Sampler;
import io.fabula.generator.sample.value.Texts;
import io.fabula.generator.sample.value.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Compiles one schema document to samplers, once. What a keyword asks that no sampler heeds for
/// certain is checked where it is drawn ([Guards]), and with each event as a whole: then the
/// samplers are not [#sure()].
final class SchemaCompiler {
  private static final Set<String> HEEDED =
      Set.of(
          "type",
          "enum",
          "const",
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "multipleOf",
          "minLength",
          "maxLength",
          "pattern",
          "properties",
          "required",
          "items",
          "minItems",
          "maxItems",
          "anyOf",
          "additionalProperties");
  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
  private static final double NULLS = 0.1;
  private static final double EXAMPLES = 0.5;

  /// How many schemas are compiled for one document: choices within choices multiply.
  private static final int MOST = 5000;

  /// How many schemas stand within each other, parts and choices.
  private static final int DEEPEST = 150;

  static final JsonNode ANY = JsonNodeFactory.instance.objectNode();

  private final JsonNode root;
  private final Words words;
  private final Merging merging = new Merging();
  private final References references;
  private final Guards guards;
  private final Map<Key, Later> places = new HashMap<>();
  private final Map<Key, Later> compiled = new HashMap<>();
  private final Set<JsonNode> hopeless;
  private final boolean exclusive;
  private int steps;
  private int depth;
  private boolean sure;

  /// Whether what is drawn at the place that is being compiled may break its schema.
  private boolean rough;

  /// @param hopeless parts of which nothing is to be drawn, since what was drawn was all refused
  /// @param exclusive whether branches of `oneOf` are drawn to break the others
  SchemaCompiler(JsonNode root, Words words, Set<JsonNode> hopeless, boolean exclusive) {
    this.root = root;
    this.words = words;
    this.hopeless = Set.copyOf(hopeless);
    this.exclusive = exclusive;
    this.references = new References(root, merging);
    this.guards = new Guards(root);
    this.sure = root.path("$schema").asText(DIALECT).startsWith(DIALECT);
  }

  private record Key(JsonNode schema, String name) {}

  /// A sampler that is being compiled: schemas may hold themselves.
  private static final class Later implements Sampler {
    private @Nullable Sampler sampler;
    private boolean rough;

    @Override
    public void draw(Draw draw, JsonBuffer out) {
      if (sampler == null) {
        throw new NothingDrawn("it refers to itself");
      }
      draw.follow();
      sampler.draw(draw, out);
      draw.followed();
    }
  }

  /// The sampler of the whole document.
  ///
  /// @throws UnsatisfiableException where no value is found that the schema allows
  Sampler compile() {
    Sampler sampler = hopeless.contains(root) ? exemplary(root, "") : here(root, "", "");
    sure &= !rough;
    guards.prepare();
    return sampler;
  }

  /// Whether everything drawn is valid for certain, so that it need not be checked.
  boolean sure() {
    return sure && merging.losses() == 0 && references.all();
  }

  /// The sampler of a part of the document, checked where that is needed.
  ///
  /// @param name of the member that holds what is drawn
  /// @param path where the schema stands
  Sampler part(JsonNode schema, String name, String path) {
    Key key = new Key(schema, name);
    Later known = places.get(key);
    if (known != null) {
      return known;
    }
    if (hopeless.contains(schema)) {
      return exemplary(schema, path);
    }
    Later later = new Later();
    places.put(key, later);
    boolean around = rough;
    int losses = merging.losses();
    rough = false;
    try {
      Sampler sampler = here(schema, name, path);
      rough |= merging.losses() > losses;
      sure &= !rough;
      later.sampler = rough ? guards.guarded(sampler, schema, path) : sampler;
    } finally {
      rough = around;
      if (later.sampler == null) {
        places.remove(key);
      }
    }
    return later.sampler;
  }

  /// The same; empty where no value is found that the schema allows.
  Optional<Sampler> partIfAny(JsonNode schema, String name, String path) {
    try {
      return Optional.of(part(schema, name, path));
    } catch (UnsatisfiableException e) {
      return Optional.empty();
    }
  }

  Guards guards() {
    return guards;
  }

  private Sampler here(JsonNode schema, String name, String path) {
    if (++steps > MOST) {
      throw new UnsatisfiableException(path, "it leaves too many choices");
    }
    if (depth > DEEPEST) {
      throw new UnsatisfiableException(path, "it nests too deep");
    }
    if (!(schema instanceof ObjectNode object)) {
      if (schema.isBoolean() && !schema.booleanValue()) {
        throw new UnsatisfiableException(path, "nothing is allowed here");
      }
      return single("", JsonNodeFactory.instance.objectNode(), name, path);
    }
    Key key = new Key(schema, name);
    Later known = compiled.get(key);
    if (known != null) {
      rough |= known.rough;
      return known;
    }
    Later later = new Later();
    compiled.put(key, later);
    boolean around = rough;
    rough = false;
    depth++;
    try {
      References.Flat flat = references.flat(object, path);
      later.sampler = withExamples(flat.schema(), name, flat.path());
    } finally {
      depth--;
      later.rough = rough;
      rough |= around;
      if (later.sampler == null) {
        compiled.remove(key);
      }
    }
    return later.sampler;
  }

  /// Examples are drawn besides what is made up, or instead of it where nothing can be.
  private Sampler withExamples(ObjectNode schema, String name, String path) {
    List<JsonNode> examples = examples(schema);
    boolean fixed = schema.has("enum") || schema.has("const");
    List<JsonNode> valid = examples.isEmpty() || fixed ? List.of() : valid(examples, schema);
    Sampler made;
    try {
      made = made(schema, name, path);
    } catch (UnsatisfiableException e) {
      if (valid.isEmpty()) {
        throw e;
      }
      return Sampler.oneOf(valid);
    }
    if (valid.isEmpty() || valid.stream().anyMatch(JsonNode::isContainerNode)) {
      return made;
    }
    boolean said = schema.has("pattern") || schema.has("format") || !valid.getFirst().isTextual();
    return said ? Sampler.mixed(made, Sampler.oneOf(valid), EXAMPLES) : Sampler.oneOf(valid);
  }

  /// The examples of a part of which nothing else is to be drawn.
  private Sampler exemplary(JsonNode schema, String path) {
    if (schema instanceof ObjectNode object) {
      ObjectNode flat = references.flat(object, path).schema();
      List<JsonNode> valid = valid(examples(flat), flat);
      if (!valid.isEmpty()) {
        return Sampler.oneOf(valid);
      }
    }
    throw new UnsatisfiableException(path, "everything drawn here is refused");
  }

  private static List<JsonNode> examples(ObjectNode schema) {
    List<JsonNode> examples = new ArrayList<>();
    schema.path("examples").forEach(examples::add);
    Optional.ofNullable(schema.get("default")).ifPresent(examples::add);
    return examples;
  }

  /// Those of some values that the schema allows.
  private List<JsonNode> valid(List<JsonNode> values, ObjectNode schema) {
    Optional<Schemas.Compiled> check = guards.now(schema);
    rough |= check.isEmpty();
    return check
        .map(c -> values.stream().filter(value -> c.check(value).isEmpty()).toList())
        .orElse(values);
  }

  private Sampler made(ObjectNode schema, String name, String path) {
    for (String key : (Iterable<String>) schema::fieldNames) {
      rough |= !HEEDED.contains(key) && !Merging.NOTES.contains(key) && !key.startsWith("x-");
    }
    if (schema.has("const") || schema.has("enum")) {
      return fixed(schema, path);
    }
    Optional<Choices.Choice> choice = Choices.of(schema, references, exclusive, path);
    if (choice.isPresent()) {
      return chosen(choice.get(), name, path);
    }
    Set<String> types = Types.of(schema, path, Numbers.known(name));
    List<Sampler> samplers = new ArrayList<>();
    for (String type : types) {
      if (!type.equals("null")) {
        samplers.add(single(type, schema, name, path));
      }
    }
    Sampler nothing = Sampler.oneOf(List.of(JsonNodeFactory.instance.nullNode()));
    if (samplers.isEmpty()) {
      return nothing;
    }
    Sampler one = Sampler.among(samplers);
    return types.contains("null") ? Sampler.mixed(one, nothing, NULLS) : one;
  }

  /// Each branch together with what stands beside it; those that nothing fits are left out.
  private Sampler chosen(Choices.Choice choice, String name, String path) {
    List<Sampler> samplers = new ArrayList<>();
    Optional<UnsatisfiableException> refused = Optional.empty();
    for (int i = 0; i < choice.branches().size(); i++) {
      String at = path + choice.path(i);
      try {
        samplers.add(here(together(choice.rest(), choice.branches().get(i), at), name, at));
      } catch (UnsatisfiableException e) {
        refused = Optional.of(refused.orElse(e));
      }
    }
    if (!choice.complete()) {
      samplers.add(here(choice.rest(), name, path));
    }
    if (samplers.isEmpty()) {
      throw refused.orElseGet(
          () -> new UnsatisfiableException(path + choice.path(), "nothing is allowed here"));
    }
    return Sampler.among(samplers);
  }

  private JsonNode together(ObjectNode rest, JsonNode branch, String path) {
    if (branch instanceof ObjectNode object) {
      return merging.both(rest, references.flat(object, path).schema(), path);
    }
    return branch.booleanValue() ? rest : branch;
  }

  private Sampler fixed(ObjectNode schema, String path) {
    List<JsonNode> values = new ArrayList<>();
    if (schema.has("const")) {
      values.add(schema.get("const"));
    } else {
      schema.get("enum").forEach(values::add);
    }
    List<JsonNode> valid = valid(values, schema);
    if (valid.isEmpty()) {
      throw new UnsatisfiableException(
          path, "none of the values in its enum or const is allowed by the rest");
    }
    return Sampler.oneOf(valid);
  }

  private Sampler single(String type, ObjectNode schema, String name, String path) {
    return switch (type) {
      case "object" -> new ObjectCompiler(this, schema, path).sampler();
      case "array" -> new ListCompiler(this, schema, name, path).sampler();
      case "boolean" -> (draw, out) -> out.ascii(draw.chance().below(2) == 0 ? "false" : "true");
      case "integer", "number" -> Numbers.of(schema, type.equals("integer"), name, path);
      default -> Texts.of(schema, name, path, words);
    };
  }
}
