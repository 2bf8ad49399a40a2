package io.fabula.server.config;

import io.fabula.generator.document.Node;
import io.fabula.generator.document.Problems;
import io.fabula.generator.document.Yaml;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Puts the environment's values where a document says `${NAME}`. A missing one is a problem. What
/// a variable holds is never shown.
final class Variables {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\}");

  /// JavaScript has `${...}` of its own.
  private static final Set<String> SCRIPTS = Set.of("script", "handler", "when");

  private final Map<String, String> environment;
  private final Problems problems;
  private final Set<String> optional;

  /// @param optional keys whose value may name a variable that is not set; it is empty then
  Variables(Map<String, String> environment, Problems problems, Set<String> optional) {
    this.environment = environment;
    this.problems = problems;
    this.optional = optional;
  }

  Node.Mapping resolve(Node.Mapping mapping) {
    return resolve(mapping, false);
  }

  private Node.Mapping resolve(Node.Mapping mapping, boolean mayMiss) {
    Map<String, Node.Member> members = new LinkedHashMap<>();
    mapping
        .members()
        .forEach(
            (key, member) ->
                members.put(
                    key,
                    new Node.Member(
                        member.keyPlace(),
                        isScript(key, member)
                            ? member.value()
                            : resolve(member.value(), mayMiss || optional.contains(key)))));
    return new Node.Mapping(mapping.place(), members);
  }

  private static boolean isScript(String key, Node.Member member) {
    return SCRIPTS.contains(key) && member.value() instanceof Node.Scalar;
  }

  private Node resolve(Node node, boolean mayMiss) {
    return switch (node) {
      case Node.Mapping mapping -> resolve(mapping, mayMiss);
      case Node.Sequence list ->
          new Node.Sequence(
              list.place(), list.items().stream().map(item -> resolve(item, mayMiss)).toList());
      case Node.Scalar scalar -> resolve(scalar, mayMiss);
    };
  }

  private Node resolve(Node.Scalar scalar, boolean mayMiss) {
    Matcher variable = VARIABLE.matcher(scalar.text());
    if (!variable.find()) {
      return scalar;
    }
    String text =
        variable.replaceAll(
            found -> {
              String value = environment.get(found.group(1));
              if (value == null && !mayMiss) {
                problems.add(
                    scalar.place(),
                    "the environment variable %s is not set".formatted(found.group(1)));
              }
              return Matcher.quoteReplacement(value == null ? "" : value);
            });
    return Yaml.plain(scalar.place(), text);
  }
}
