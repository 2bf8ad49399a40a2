package io.fabula.generator.sample.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The keywords that leave a choice, one after the other: `oneOf`, `anyOf`, `if`,
/// `dependentSchemas` and `not`. A value of a schema with such a keyword is one of the schema
/// without it that meets a branch besides.
public final class Choices {
  /// How many members a schema may depend on, each of which doubles the branches.
  private static final int MOST_MEMBERS = 6;

  private Choices() {}

  /// A choice.
  ///
  /// @param rest the schema without the keyword
  /// @param branches what a value meets besides
  /// @param path where the keyword stands, below its schema; branches of a list have a number more
  /// @param complete whether a value that meets none of them does not meet the keyword
  public record Choice(ObjectNode rest, List<JsonNode> branches, String path, boolean complete) {
    /// Where a branch stands.
    public String path(int branch) {
      return path.endsWith("Of") ? path + "/" + branch : path;
    }
  }

  /// The first choice that a schema leaves; empty where it leaves none.
  ///
  /// @param references to follow where what is not wanted is referred to
  /// @param exclusive whether what one branch of `oneOf` is drawn for breaks the others; else that
  ///   is left to the check
  public static Optional<Choice> of(
      ObjectNode schema, References references, boolean exclusive, String path) {
    for (String keyword : List.of("oneOf", "anyOf")) {
      if (schema.get(keyword) instanceof ArrayNode branches) {
        List<JsonNode> all = new ArrayList<>();
        branches.forEach(all::add);
        return Optional.of(
            new Choice(
                without(schema, keyword),
                exclusive && keyword.equals("oneOf") ? apart(all) : all,
                "/" + keyword,
                true));
      }
    }
    if (schema.has("if")) {
      return Optional.of(
          new Choice(
              without(schema, "if", "then", "else"),
              List.copyOf(Conditionals.branches(schema)),
              "/if",
              true));
    }
    if (schema.get("dependentSchemas") instanceof ObjectNode members && !members.isEmpty()) {
      return Optional.of(dependent(schema, members));
    }
    return schema.has("not") ? Optional.of(unwanted(schema, references, path)) : Optional.empty();
  }

  /// Each with none of the others.
  private static List<JsonNode> apart(List<JsonNode> branches) {
    List<JsonNode> apart = new ArrayList<>();
    for (int i = 0; i < branches.size(); i++) {
      List<JsonNode> others = new ArrayList<>(branches);
      JsonNode one = others.remove(i);
      apart.add(others.isEmpty() ? one : Merging.all(one, Negation.not(Negation.none(others))));
    }
    return apart;
  }

  private static Choice unwanted(ObjectNode schema, References references, String path) {
    ObjectNode rest = without(schema, "not");
    List<JsonNode> several = Negation.unwanted(schema.get("not"));
    JsonNode unwanted = several.getFirst();
    if (several.size() > 1) {
      rest.set("not", Negation.none(several.subList(1, several.size())));
    }
    try {
      JsonNode followed =
          unwanted instanceof ObjectNode object
              ? references.flat(object, path + "/not").schema()
              : unwanted;
      List<ObjectNode> branches = Negation.of(followed);
      return new Choice(rest, List.copyOf(branches), "/not", Negation.complete(followed));
    } catch (UnsatisfiableException e) {
      // What no value meets, every value breaks.
      return new Choice(rest, List.of(), "/not", false);
    }
  }

  /// One member at a time; those beyond the bound are left to the check.
  private static Choice dependent(ObjectNode schema, ObjectNode members) {
    Map.Entry<String, JsonNode> first = members.properties().iterator().next();
    ObjectNode rest = without(schema, "dependentSchemas");
    if (members.size() > 1 && members.size() <= MOST_MEMBERS) {
      rest.set("dependentSchemas", without(members, first.getKey()));
    }
    return new Choice(
        rest,
        List.copyOf(Conditionals.branches(first.getKey(), first.getValue())),
        "/dependentSchemas",
        true);
  }

  private static ObjectNode without(ObjectNode schema, String... keywords) {
    ObjectNode rest = schema.deepCopy();
    rest.remove(List.of(keywords));
    return rest;
  }
}
