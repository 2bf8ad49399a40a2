package io.fabula.generator.lint;

import io.fabula.generator.document.Node;
import io.fabula.generator.document.Place;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds states that nobody gets into, and states that nobody gets out of although they are no end.
final class Lifecycles {
  private final Silence silence;
  private final Findings findings;

  /// Names of states into which events move others.
  private final Set<String> moved;

  private Lifecycles(Silence silence, Findings findings, Set<String> moved) {
    this.silence = silence;
    this.findings = findings;
    this.moved = moved;
  }

  static void check(Node document, Silence silence, Findings findings) {
    Lifecycles lifecycles = new Lifecycles(silence, findings, moved(document));
    Documents.members(document, "entities")
        .forEach((name, member) -> lifecycles.kind(name, member.keyPlace(), member.value()));
  }

  /// By name only: what a link leads to is for the compiler to know.
  private static Set<String> moved(Node document) {
    Set<String> states = new LinkedHashSet<>();
    Documents.members(document, "events").values().stream()
        .flatMap(event -> Documents.members(event.value(), "set").entrySet().stream())
        .filter(change -> change.getKey().endsWith(".state"))
        .forEach(change -> Documents.text(change.getValue().value()).ifPresent(states::add));
    return states;
  }

  private void kind(String name, Place place, Node kind) {
    if (silence.ofKind(name, kind)) {
      findings.warning(place, "'%s' weighs 0 and never does anything".formatted(name));
      return;
    }
    Map<String, Node.Member> states = Documents.members(kind, "states");
    if (states.isEmpty()) {
      state(name, "", place, kind);
      return;
    }
    Set<String> reached = reached(kind, states);
    if (!Documents.members(kind).containsKey("of")) {
      // What belongs to another goes with it.
      waits(name, states);
    }
    states.forEach(
        (state, member) -> {
          if (reached.contains(state)) {
            state(name, state, member.keyPlace(), member.value());
          } else {
            findings.fault(
                member.keyPlace(),
                "the state '%s' of '%s' can never be reached: no action that can happen leads to it"
                    .formatted(state, name));
          }
        });
  }

  private Set<String> reached(Node kind, Map<String, Node.Member> states) {
    Deque<String> open = new ArrayDeque<>();
    open.add(Documents.text(kind, "start").orElseGet(() -> states.keySet().iterator().next()));
    moved.stream().filter(states::containsKey).forEach(open::add);
    Set<String> reached = new LinkedHashSet<>(open);
    while (!open.isEmpty()) {
      Node.Member state = states.get(open.remove());
      if (state != null) {
        Documents.items(state.value(), "actions").stream()
            .filter(action -> !silence.ofAction(action))
            .flatMap(action -> Documents.text(action, "to").stream())
            .filter(reached::add)
            .forEach(open::add);
      }
    }
    return reached;
  }

  private void waits(String kind, Map<String, Node.Member> states) {
    states.forEach(
        (state, member) -> {
          boolean waits =
              Documents.text(member.value(), "waits").filter("true"::equals).isPresent();
          boolean leaves =
              moved.stream().anyMatch(other -> states.containsKey(other) && !other.equals(state));
          if (waits && !leaves) {
            findings.fault(
                member.keyPlace(),
                "who waits in the state '%s' of '%s' waits for ever: no event sets \"LINK.state\" to another of its states"
                    .formatted(state, kind));
          }
        });
  }

  private void state(String kind, String state, Place place, Node node) {
    List<Node> actions = Documents.items(node, "actions");
    List<Node> never = actions.stream().filter(silence::ofAction).toList();
    if (!actions.isEmpty() && never.size() == actions.size()) {
      findings.fault(
          place,
          state.isEmpty()
              ? "'%s' has no action that can ever happen".formatted(kind)
              : "the state '%s' of '%s' can never be left, and it is no end: none of its actions can"
                      .formatted(state, kind)
                  + " ever happen; give it one that can, or none at all");
      return;
    }
    for (Node action : never) {
      findings.warning(
          action.place(),
          "this action can never happen: it weighs 0, or its condition is never true");
    }
  }
}
