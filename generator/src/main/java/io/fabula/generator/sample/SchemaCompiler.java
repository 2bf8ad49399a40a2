package io.fabula.generator.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.narrative.EventChecker;
import io.fabula.generator.narrative.Schemas;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Compiles one schema document to samplers, once. What a keyword asks that no sampler heeds is
/// left to the check of each drawn event: then the samplers are not [#sure()].
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

  private final JsonNode root;
  private final Words words;
  private final Merging merging = new Merging();
  private final References references;
  private final Map<Key, Later> compiled = new HashMap<>();
  private boolean heeded;

  SchemaCompiler(JsonNode root, Words words) {
    this.root = root;
    this.words = words;
    this.references = new References(root, merging);
    this.heeded = root.path("$schema").asText(DIALECT).startsWith(DIALECT);
  }

  private record Key(JsonNode schema, String name) {}

  /// A sampler that is being compiled: schemas may hold themselves.
  private static final class Later implements Sampler {
    private @Nullable Sampler sampler;

    @Override
    public void draw(Draw draw, JsonBuffer out) {
      if (sampler == null) {
        throw new NothingDrawn("it refers to itself");
      }
      sampler.draw(draw, out);
    }
  }

  /// The sampler of the whole document.
  ///
  /// @throws UnsatisfiableException where no value is found that the schema allows
  Sampler compile() {
    return compile(root, "", "");
  }

  /// Whether everything drawn is valid for certain, so that it need not be checked.
  boolean sure() {
    return heeded && merging.exact() && references.all();
  }

  private Sampler compile(JsonNode schema, String name, String path) {
    if (!(schema instanceof ObjectNode object)) {
      if (schema.isBoolean() && !schema.booleanValue()) {
        throw new UnsatisfiableException(path, "nothing is allowed here");
      }
      return single("", JsonNodeFactory.instance.objectNode(), name, path);
    }
    Key key = new Key(schema, name);
    Later known = compiled.get(key);
    if (known != null) {
      return known;
    }
    Later later = new Later();
    compiled.put(key, later);
    try {
      References.Flat flat = references.flat(object, path);
      later.sampler = withExamples(flat.schema(), name, flat.path());
    } finally {
      if (later.sampler == null) {
        compiled.remove(key);
      }
    }
    return later.sampler;
  }

  /// Examples are drawn besides what is made up, or instead of it where nothing can be.
  private Sampler withExamples(ObjectNode schema, String name, String path) {
    List<JsonNode> examples = new ArrayList<>();
    schema.path("examples").forEach(examples::add);
    Optional.ofNullable(schema.get("default")).ifPresent(examples::add);
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

  /// Those of some values that the schema allows.
  private List<JsonNode> valid(List<JsonNode> values, ObjectNode schema) {
    ObjectNode whole = schema.deepCopy();
    for (String definitions : List.of("$defs", "definitions", "$schema")) {
      Optional.ofNullable(root.get(definitions)).ifPresent(d -> whole.set(definitions, d));
    }
    try {
      Schemas.Compiled check = Schemas.compile(whole);
      return values.stream().filter(value -> check.check(value).isEmpty()).toList();
    } catch (IllegalArgumentException e) {
      heeded = false;
      return values;
    }
  }

  private Sampler made(ObjectNode schema, String name, String path) {
    schema
        .fieldNames()
        .forEachRemaining(
            key ->
                heeded &=
                    HEEDED.contains(key) || Merging.NOTES.contains(key) || key.startsWith("x-"));
    if (schema.has("const") || schema.has("enum")) {
      return fixed(schema, path);
    }
    for (String choice : List.of("oneOf", "anyOf")) {
      if (schema.get(choice) instanceof ArrayNode branches) {
        return choice(schema, choice, branches, name, path);
      }
    }
    Set<String> types = types(schema, name, path);
    List<Sampler> samplers = new ArrayList<>();
    for (String type : types) {
      if (!type.equals("null")) {
        samplers.add(single(type, schema, name, path));
      }
    }
    if (samplers.isEmpty()) {
      return Sampler.oneOf(List.of(JsonNodeFactory.instance.nullNode()));
    }
    Sampler one = Sampler.among(samplers);
    return types.contains("null")
        ? Sampler.mixed(one, Sampler.oneOf(List.of(JsonNodeFactory.instance.nullNode())), NULLS)
        : one;
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

  /// Each branch together with what stands beside it; those that nothing fits are left out.
  private Sampler choice(
      ObjectNode schema, String choice, ArrayNode branches, String name, String path) {
    ObjectNode base = schema.deepCopy();
    base.remove(choice);
    List<Sampler> samplers = new ArrayList<>();
    Optional<UnsatisfiableException> refused = Optional.empty();
    for (int i = 0; i < branches.size(); i++) {
      String at = path + "/" + choice + "/" + i;
      try {
        if (branches.get(i) instanceof ObjectNode branch) {
          References.Flat flat = references.flat(branch, at);
          samplers.add(compile(merging.both(base, flat.schema(), at), name, at));
        } else {
          samplers.add(compile(branches.get(i).booleanValue() ? base : branches.get(i), name, at));
        }
      } catch (UnsatisfiableException e) {
        refused = Optional.of(refused.orElse(e));
      }
    }
    if (samplers.isEmpty()) {
      throw refused.orElseGet(() -> new UnsatisfiableException(path, choice + " has no branch"));
    }
    return Sampler.among(samplers);
  }

  private static Set<String> types(ObjectNode schema, String name, String path) {
    Set<String> types = new LinkedHashSet<>();
    JsonNode type = schema.path("type");
    if (type.isTextual()) {
      types.add(type.textValue());
    }
    type.forEach(one -> types.add(one.asText()));
    if (types.contains("number")) {
      types.remove("integer");
    }
    return types.isEmpty() ? Set.of(likelyType(schema, name, path)) : types;
  }

  private static String likelyType(ObjectNode schema, String name, String path) {
    Map<String, List<String>> telling = new LinkedHashMap<>();
    telling.put("object", List.of("properties", "required", "minProperties", "patternProperties"));
    telling.put("array", List.of("items", "prefixItems", "minItems", "maxItems", "contains"));
    telling.put("string", List.of("pattern", "format", "minLength", "maxLength"));
    telling.put(
        "number",
        List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"));
    for (Map.Entry<String, List<String>> type : telling.entrySet()) {
      if (type.getValue().stream().anyMatch(schema::has)) {
        return type.getKey();
      }
    }
    return path.isEmpty() ? "object" : Numbers.known(name) ? "number" : "string";
  }

  private Sampler single(String type, ObjectNode schema, String name, String path) {
    return switch (type) {
      case "object" -> object(schema, path);
      case "array" -> list(schema, name, path);
      case "boolean" -> (draw, out) -> out.ascii(draw.chance.below(2) == 0 ? "false" : "true");
      case "integer", "number" -> Numbers.of(schema, type.equals("integer"), name, path);
      default -> text(schema, name, path);
    };
  }

  private static int size(JsonNode schema, String key, int otherwise) {
    JsonNode size = schema.path(key);
    return size.isNumber() ? (int) Math.clamp(size.asDouble(), 0, Integer.MAX_VALUE) : otherwise;
  }

  private static void mustFit(int size, String path) {
    if (size > EventChecker.MAX_BYTES) {
      throw new UnsatisfiableException(
          path, "an event may weigh %d bytes only".formatted(EventChecker.MAX_BYTES));
    }
  }

  private Sampler text(ObjectNode schema, String name, String path) {
    Text.Sizes sizes =
        new Text.Sizes(size(schema, "minLength", 0), size(schema, "maxLength", Integer.MAX_VALUE));
    mustFit(sizes.min(), path);
    Text text;
    try {
      text =
          schema.has("pattern")
              ? PatternText.of(schema.get("pattern").asText(), sizes)
              : Formats.named(schema.path("format").asText(""))
                  .map(format -> format.sized(sizes))
                  .orElseGet(() -> words.of(name, sizes).sized(sizes));
      var _ = text.draw(new Draw(1, 0));
    } catch (IllegalArgumentException | NothingDrawn e) {
      throw new UnsatisfiableException(path, String.valueOf(e.getMessage()));
    }
    return text.sampler();
  }

  private Sampler object(ObjectNode schema, String path) {
    Set<String> required = new LinkedHashSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    Set<String> names = new LinkedHashSet<>();
    schema.path("properties").fieldNames().forEachRemaining(names::add);
    names.addAll(required);
    List<Containers.Member> members = new ArrayList<>();
    for (String name : names) {
      String at = path + "/properties/" + name.replace("~", "~0").replace("/", "~1");
      JsonNode value = schema.path("properties").path(name);
      if (value.isMissingNode()) {
        value = schema.path("additionalProperties");
        heeded &= !schema.has("additionalProperties");
      }
      try {
        JsonNode any = JsonNodeFactory.instance.objectNode();
        Sampler sampler = compile(value.isMissingNode() ? any : value, name, at);
        members.add(new Containers.Member(name, sampler, required.contains(name)));
      } catch (UnsatisfiableException e) {
        if (required.contains(name)) {
          throw e;
        }
      }
    }
    return Containers.object(
        members,
        size(schema, "minProperties", 0),
        size(schema, "maxProperties", Integer.MAX_VALUE));
  }

  private Sampler list(ObjectNode schema, String name, String path) {
    JsonNode items = schema.path("items");
    boolean old = items.isArray();
    List<Sampler> first = new ArrayList<>();
    JsonNode prefix = old ? items : schema.path("prefixItems");
    for (int i = 0; i < prefix.size(); i++) {
      String at = path + (old ? "/items/" : "/prefixItems/") + i;
      first.add(compile(prefix.get(i), singular(name), at));
    }
    int least = size(schema, "minItems", 0);
    int most = size(schema, "maxItems", Integer.MAX_VALUE);
    mustFit(least, path);
    Sampler rest = (_, out) -> out.ascii("null");
    JsonNode behind = old ? schema.path("additionalItems") : items;
    try {
      JsonNode any = JsonNodeFactory.instance.objectNode();
      rest = compile(behind.isMissingNode() ? any : behind, singular(name), path + "/items");
    } catch (UnsatisfiableException e) {
      most = Math.min(most, first.size());
      if (most < least) {
        throw e;
      }
    }
    if (least > most) {
      throw new UnsatisfiableException(path, "minItems is above maxItems");
    }
    return Containers.list(first, rest, least, most, schema.path("uniqueItems").asBoolean(false));
  }

  private static String singular(String name) {
    return name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
  }
}
