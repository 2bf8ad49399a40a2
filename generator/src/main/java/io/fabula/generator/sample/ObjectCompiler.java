package io.fabula.generator.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import io.fabula.generator.match.Patterns;
import io.fabula.generator.narrative.Schemas;
import io.fabula.generator.sample.schema.Limits;
import io.fabula.generator.sample.schema.Merging;
import io.fabula.generator.sample.schema.UnsatisfiableException;
import io.fabula.generator.sample.value.MemberNames;
import io.fabula.generator.sample.value.Members;
import io.fabula.generator.sample.value.Sampler;
import io.fabula.generator.sample.value.Text;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Compiles a schema of objects: the members that it names, and those that it names by a pattern or
/// not at all.
final class ObjectCompiler {
  private static final int SPREAD = 3;

  private final SchemaCompiler compiler;
  private final ObjectNode schema;
  private final String path;
  private final Map<String, Pattern> patterns = new LinkedHashMap<>();
  private final Optional<Schemas.Compiled> allowedNames;

  ObjectCompiler(SchemaCompiler compiler, ObjectNode schema, String path) {
    this.compiler = compiler;
    this.schema = schema;
    this.path = path;
    schema
        .path("patternProperties")
        .fieldNames()
        .forEachRemaining(regex -> patterns.put(regex, Patterns.compile(regex, 0)));
    this.allowedNames =
        schema.get("propertyNames") instanceof ObjectNode names
            ? compiler.guards().now(names)
            : Optional.empty();
  }

  Sampler sampler() {
    Set<String> required = new LinkedHashSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    Set<String> all = new LinkedHashSet<>();
    schema.path("properties").fieldNames().forEachRemaining(all::add);
    all.addAll(required);
    new ArrayList<>(all).forEach(name -> all.addAll(broughtBy(name)));
    new ArrayList<>(required).forEach(name -> required.addAll(broughtBy(name)));
    Map<String, Sampler> values = new LinkedHashMap<>();
    for (String name : all) {
      try {
        values.put(name, value(name));
      } catch (UnsatisfiableException e) {
        if (required.contains(name)) {
          throw e;
        }
      }
    }
    values.keySet().removeIf(name -> !values.keySet().containsAll(broughtBy(name)));
    List<String> names = List.copyOf(values.keySet());
    List<Members.Member> members = new ArrayList<>();
    values.forEach(
        (name, value) ->
            members.add(
                new Members.Member(
                    name,
                    value,
                    required.contains(name),
                    broughtBy(name).stream().mapToInt(names::indexOf).toArray())));
    int least = Limits.of(schema, "minProperties", 0);
    Limits.mustFit(least, path);
    Set<String> reserved = new LinkedHashSet<>(all);
    schema.path("dependentRequired").fieldNames().forEachRemaining(reserved::add);
    List<Members.Others> others = others(reserved);
    return new Members(
        members,
        others,
        usual(others),
        least,
        Limits.of(schema, "maxProperties", Integer.MAX_VALUE));
  }

  /// What must be there where a member is: `dependentRequired`, on and on.
  private Set<String> broughtBy(String name) {
    Set<String> brought = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(name));
    while (!open.isEmpty()) {
      for (JsonNode other : schema.path("dependentRequired").path(open.remove())) {
        if (brought.add(other.asText())) {
          open.add(other.asText());
        }
      }
    }
    brought.remove(name);
    return brought;
  }

  /// The sampler of a named member: what its name and every pattern that fits say of it.
  private Sampler value(String name) {
    String at = path + "/properties/" + name.replace("~", "~0").replace("/", "~1");
    if (!allows(name)) {
      throw new UnsatisfiableException(
          path + "/propertyNames", "no member may be called '%s'".formatted(name));
    }
    List<JsonNode> said = new ArrayList<>();
    Optional.ofNullable(schema.path("properties").get(name)).ifPresent(said::add);
    patterns.forEach(
        (regex, pattern) -> {
          if (pattern.matcher(name).find()) {
            said.add(schema.path("patternProperties").path(regex));
          }
        });
    if (said.isEmpty()) {
      said.add(additional());
    }
    ArrayNode all = JsonNodeFactory.instance.arrayNode().addAll(said);
    JsonNode one =
        said.size() == 1
            ? said.getFirst()
            : JsonNodeFactory.instance.objectNode().set("allOf", all);
    return compiler.part(one, name, at);
  }

  /// Whether a member may be called so, as far as that can be told.
  private boolean allows(String name) {
    JsonNode text = JsonNodeFactory.instance.textNode(name);
    return schema.path("propertyNames").asBoolean(true)
        && allowedNames.filter(names -> !names.check(text).isEmpty()).isEmpty();
  }

  private JsonNode additional() {
    return Optional.ofNullable(schema.get("additionalProperties")).orElse(SchemaCompiler.ANY);
  }

  /// Members of any other name: of each pattern, and of none.
  private List<Members.Others> others(Set<String> reserved) {
    List<Members.Others> others = new ArrayList<>();
    for (String pattern : patterns.keySet()) {
      JsonNode value = schema.path("patternProperties").path(pattern);
      String at = path + "/patternProperties";
      compiler
          .partIfAny(value, "", at)
          .flatMap(
              sampler -> MemberNames.of(pattern).map(names -> new Members.Others(names, sampler)))
          .map(o -> o.only(name -> !reserved.contains(name) && isOnlyOf(pattern, name)))
          .filter(Members.Others::isLikely)
          .ifPresent(others::add);
    }
    JsonNode names = schema.path("propertyNames");
    Optional<Text> free =
        names.isMissingNode()
            ? Optional.of(MemberNames.any())
            : compiler
                .partIfAny(Merging.all(TEXT, names), "name", path + "/propertyNames")
                .map(MemberNames::of);
    free.flatMap(
            text ->
                compiler
                    .partIfAny(additional(), "", path + "/additionalProperties")
                    .map(sampler -> new Members.Others(text, sampler)))
        .map(o -> o.only(name -> !reserved.contains(name) && isOnlyOf("", name)))
        .filter(Members.Others::isLikely)
        .ifPresent(others::add);
    return others;
  }

  private static final JsonNode TEXT =
      JsonNodeFactory.instance.objectNode().put("type", "string").put("minLength", 1);

  private boolean isOnlyOf(String pattern, String name) {
    return allows(name)
        && patterns.entrySet().stream()
            .allMatch(
                other -> other.getKey().equals(pattern) || !other.getValue().matcher(name).find());
  }

  /// How many other members an object usually has at most: some where that is all it has, or where
  /// a pattern tells of them.
  private int usual(List<Members.Others> others) {
    boolean map =
        !schema.has("properties")
            && (schema.path("additionalProperties").isObject() || schema.has("propertyNames"));
    return !others.isEmpty() && (map || schema.has("patternProperties")) ? SPREAD : 0;
  }
}
