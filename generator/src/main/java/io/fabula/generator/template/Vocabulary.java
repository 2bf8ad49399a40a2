package io.fabula.generator.template;

import io.fabula.generator.chance.FakePool;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What all templates of a server share: which variables of the environment they may read, and the
/// pools of faked values, each made once. For any thread.
public final class Vocabulary {
  private static final int POOL_SIZE = 100;

  private final Map<String, Optional<String>> variables;
  private final Map<String, Token.Choice> fakes = new ConcurrentHashMap<>();

  private Vocabulary(Map<String, Optional<String>> variables) {
    this.variables = variables;
  }

  /// A vocabulary that may read nothing of the environment.
  public static Vocabulary plain() {
    return new Vocabulary(Map.of());
  }

  /// A vocabulary that may read some variables.
  ///
  /// @param allowed the names that `{{env.NAME}}` may read
  /// @param environment the variables that there are, such as [System#getenv()]; of those that are
  ///   not allowed nothing is kept
  public static Vocabulary reading(Collection<String> allowed, Map<String, String> environment) {
    Map<String, Optional<String>> variables = new LinkedHashMap<>();
    allowed.forEach(name -> variables.put(name, Optional.ofNullable(environment.get(name))));
    return new Vocabulary(variables);
  }

  Set<String> allowed() {
    return variables.keySet();
  }

  /// The value of an allowed variable; empty where it is not set.
  Optional<String> variable(String name) {
    return variables.getOrDefault(name, Optional.empty());
  }

  /// Values of a Datafaker provider.
  ///
  /// @throws IllegalArgumentException where there is no such provider
  Token.Choice faked(String expression) {
    Token.Choice known = fakes.get(expression);
    if (known == null) {
      known =
          new Token.Choice(
              FakePool.of(expression, POOL_SIZE, "en").stream().map(Literal::text).toList());
      fakes.put(expression, known);
    }
    return known;
  }
}
