package io.fabula.server.interactive;

import io.fabula.server.config.feature.Feature;
import io.fabula.server.config.feature.Match;
import io.fabula.server.config.feature.Rule;
import io.fabula.server.config.feature.Step;
import io.fabula.server.connection.Frames;
import io.fabula.server.script.Condition;
import io.fabula.server.script.Script;
import io.fabula.server.script.ScriptException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Answers by the first rule that matches. A message that is no JSON is answered with an error
/// where all rules are about JSON.
final class RulesPart implements Part {
  private final Scripting scripting;
  private final List<Compiled> rules = new ArrayList<>();
  private final List<Step> fallback;
  private final boolean needsJson;

  /// A rule with its scripts compiled.
  private record Compiled(Match match, Optional<Condition> when, Action action) {}

  private sealed interface Action {}

  private record Respond(List<Step> steps) implements Action {}

  private record Run(Script handler) implements Action {}

  RulesPart(Feature.Rules rules, Scripting scripting) throws InterruptedException {
    this.scripting = scripting;
    for (Rule rule : rules.rules()) {
      Action action =
          switch (rule.action()) {
            case Rule.Respond(var steps) -> new Respond(steps);
            case Rule.Run(var code) -> new Run(scripting.handler(code));
          };
      Optional<Condition> when =
          rule.when().isEmpty()
              ? Optional.empty()
              : Optional.of(scripting.condition(rule.when().get()));
      this.rules.add(new Compiled(rule.match(), when, action));
    }
    this.fallback = rules.fallback();
    this.needsJson =
        fallback.isEmpty()
            && !this.rules.isEmpty()
            && this.rules.stream().allMatch(rule -> rule.match.needsJson());
  }

  @Override
  public boolean heard(Dialogue client, Heard message) throws InterruptedException {
    try {
      for (Compiled rule : rules) {
        if (rule.match.accepts(message.text(), message.json()) && holds(rule, client, message)) {
          act(rule.action, client, message);
          return true;
        }
      }
    } catch (ScriptException e) {
      scripting.failed(e, client);
      return true;
    }
    client.follow(fallback, message);
    return !fallback.isEmpty();
  }

  private boolean holds(Compiled rule, Dialogue client, Heard message) throws InterruptedException {
    return rule.when.isEmpty() || scripting.holds(rule.when.get(), client, message);
  }

  private void act(Action action, Dialogue client, Heard message) throws InterruptedException {
    switch (action) {
      case Respond(var steps) -> client.follow(steps, message);
      case Run(var handler) -> scripting.answer(handler, client, Utterance.text(message.text()));
    }
  }

  /// Whether a message that nobody answers was to be JSON.
  boolean needsJson() {
    return needsJson;
  }

  /// What is said to a message that should have been JSON.
  static Frames notJson() {
    return Frames.text(Errors.json("Invalid JSON format", "this endpoint takes messages of JSON"));
  }
}
