package io.fabula.server.config.feature;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import io.fabula.generator.document.Problems;
import io.fabula.generator.template.Vocabulary;
import io.fabula.server.script.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads the features of one endpoint from the keys of its handler. For one thread.
public final class FeatureReader {
  private static final long MAX_INTERVAL = 86_400_000;
  private static final int MAX_STEPS = 100;
  private static final String NAME = "[A-Za-z_$][A-Za-z0-9_$]*\\??";

  private final String path;
  private final MappingReader keys;
  private final Vocabulary vocabulary;
  private final Problems problems;
  private final Consumer<Problem> warnings;

  /// @param path of the endpoint
  /// @param warnings hears of tokens that nobody knows
  public FeatureReader(
      String path,
      MappingReader keys,
      Vocabulary vocabulary,
      Problems problems,
      Consumer<Problem> warnings) {
    this.path = path;
    this.keys = keys;
    this.vocabulary = vocabulary;
    this.problems = problems;
    this.warnings = warnings;
  }

  /// The key that a type of handler is about; empty where there is no such type.
  public static Optional<String> keyOf(String type) {
    return switch (type) {
      case "static" -> Optional.of("messages");
      case "pattern", "rooms", "shared_state" -> Optional.of("rules");
      case "jsonrpc" -> Optional.of("methods");
      case "script", "scheduled", "broadcast", "state" -> Optional.of(type);
      default -> Optional.empty();
    };
  }

  /// The keys of which one makes a handler interactive.
  public static final List<String> KEYS =
      List.of("rules", "methods", "script", "messages", "scheduled", "broadcast", "state");

  /// All features that the handler has, in the order in which a message goes to them.
  public List<Feature> read() {
    List<Feature> features = new ArrayList<>();
    rules().ifPresent(features::add);
    methods().ifPresent(features::add);
    scripted().ifPresent(features::add);
    messages().ifPresent(features::add);
    features.addAll(scheduled());
    keys.mapping("broadcast")
        .flatMap(this::beat)
        .map(beat -> new Feature.Announced(beat.interval, beat.message))
        .ifPresent(features::add);
    return features;
  }

  /// What each connection's state begins with, as JSON.
  public Optional<String> initial() {
    Optional<MappingReader> state = keys.mapping("state");
    Optional<String> initial = state.flatMap(s -> s.node("initial")).map(n -> n.json().toString());
    state.ifPresent(MappingReader::rejectUnknown);
    return initial;
  }

  private Optional<Feature> rules() {
    Optional<Node.Sequence> list = keys.sequence("rules");
    Optional<Node> fallback = keys.node("fallback");
    if (list.isEmpty() && fallback.isEmpty()) {
      return Optional.empty();
    }
    List<Rule> rules = new ArrayList<>();
    for (Node item : list.map(Node.Sequence::items).orElse(List.of())) {
      rule(MappingReader.of(item, "a rule", problems)).ifPresent(rules::add);
    }
    List<Step> steps = fallback.map(this::fallback).orElse(List.of());
    return Optional.of(new Feature.Rules(rules, steps));
  }

  private List<Step> fallback(Node node) {
    if (node instanceof Node.Mapping mapping && mapping.members().containsKey("response")) {
      MappingReader steps = MappingReader.of(node, "fallback", problems);
      List<Step> read = steps(steps, Duration.ZERO);
      steps.rejectUnknown();
      return read;
    }
    return reply(node).map(reply -> List.of(new Step(Duration.ZERO, reply))).orElse(List.of());
  }

  private Optional<Rule> rule(MappingReader rule) {
    Optional<Match> match =
        rule.node("match").isEmpty()
            ? Optional.of(new Match.Anything())
            : rule.node("match").flatMap(this::match);
    Optional<Code> when = code(rule, "when");
    Optional<Code> handler = code(rule, "handler");
    List<Step> steps =
        rule.node("response").isPresent() || rule.node("then").isPresent()
            ? steps(rule, delay(rule))
            : List.of();
    if (handler.isPresent() && !steps.isEmpty()) {
      problems.add(
          rule.placeOf("handler"), "a rule has a response or a handler; this one has both");
    } else if (handler.isPresent() && rule.node("delay_ms").isPresent()) {
      problems.add(
          rule.placeOf("delay_ms"), "delay_ms is for a response; a handler answers at once");
    } else if (handler.isEmpty() && steps.isEmpty() && rule.node("response").isEmpty()) {
      problems.add(rule.place(), "a rule needs a response or a handler");
    }
    rule.rejectUnknown();
    return match.map(
        m ->
            new Rule(
                m, when, handler.<Rule.Action>map(Rule.Run::new).orElse(new Rule.Respond(steps))));
  }

  private Optional<Match> match(Node node) {
    return checked(() -> Match.of(node));
  }

  /// A response and what comes after it.
  private List<Step> steps(MappingReader from, Duration delay) {
    List<Step> steps = new ArrayList<>();
    from.node("response")
        .flatMap(this::reply)
        .ifPresent(reply -> steps.add(new Step(delay, reply)));
    Optional<Node> then = from.node("then");
    if (then.isPresent()) {
      List<Node> items =
          then.get() instanceof Node.Sequence list ? list.items() : List.of(then.get());
      for (Node item : items) {
        MappingReader next = MappingReader.of(item, "then", problems);
        if (next.node("response").isEmpty()) {
          problems.add(next.place(), "what comes then needs a response");
        }
        steps.addAll(steps(next, delay(next)));
        next.rejectUnknown();
      }
    }
    if (steps.size() > MAX_STEPS) {
      problems.add(from.place(), "a response may have at most %d steps".formatted(MAX_STEPS));
    }
    return steps;
  }

  private Duration delay(MappingReader from) {
    return Duration.ofMillis(from.integer("delay_ms", 0, MAX_INTERVAL).orElse(0L));
  }

  private Optional<Feature> methods() {
    Optional<Node.Sequence> list = keys.sequence("methods");
    if (list.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Method> methods = new LinkedHashMap<>();
    for (Node item : list.get().items()) {
      MappingReader method = MappingReader.of(item, "a method", problems);
      Optional<String> name = method.text("name");
      if (name.isEmpty()) {
        problems.add(method.place(), "a method needs a name");
      }
      Optional<Method> read = method(method);
      method.rejectUnknown();
      if (name.isPresent()
          && read.isPresent()
          && methods.putIfAbsent(name.get(), read.get()) != null) {
        problems.add(method.placeOf("name"), "there is another method '%s'".formatted(name.get()));
      }
    }
    return Optional.of(new Feature.Rpc(methods));
  }

  private Optional<Method> method(MappingReader method) {
    List<String> params = params(method);
    Optional<Method.Answer> handler = code(method, "handler").map(Method.Run::new);
    Optional<MappingReader> response = method.mapping("response");
    Optional<Method.Answer> result =
        response
            .flatMap(r -> r.nodeOrNothing("result"))
            .flatMap(this::value)
            .map(Method.Result::new);
    Optional<Method.Answer> failure =
        method
            .node("error")
            .or(() -> response.flatMap(r -> r.node("error")))
            .flatMap(this::failure)
            .map(Method.Failure::new);
    response.ifPresent(MappingReader::rejectUnknown);
    List<Method.Answer> answers = new ArrayList<>();
    List.of(handler, failure, result).forEach(answer -> answer.ifPresent(answers::add));
    if (answers.size() != 1) {
      problems.add(method.place(), "a method needs one of: response with result, error, handler");
    }
    return answers.stream().findFirst().map(a -> new Method(params, delay(method), a));
  }

  private List<String> params(MappingReader method) {
    List<String> names = new ArrayList<>();
    for (Node item : method.sequence("params").map(Node.Sequence::items).orElse(List.of())) {
      if (item instanceof Node.Scalar scalar && scalar.text().matches(NAME)) {
        names.add(scalar.text());
      } else {
        problems.add(
            item.place(), "a parameter is a name, such as id, or id? where it may be missing");
      }
    }
    return names;
  }

  private Optional<Reply> failure(Node node) {
    MappingReader error = MappingReader.of(node, "error", problems);
    if (error.integer("code", Integer.MIN_VALUE, Integer.MAX_VALUE).isEmpty()
        || error.text("message").isEmpty()) {
      problems.add(error.place(), "an error needs a code, such as -32000, and a message");
    }
    error.node("data");
    error.rejectUnknown();
    return value(node);
  }

  private Optional<Feature> scripted() {
    boolean typed = keys.text("type").filter("script"::equals).isPresent();
    Optional<Code> onMessage = code(keys, "script");
    Optional<Code> onConnect = typed ? code(keys, "on_connect") : Optional.empty();
    Optional<Code> onClose = typed ? code(keys, "on_close") : Optional.empty();
    return onMessage.isEmpty() && onConnect.isEmpty() && onClose.isEmpty()
        ? Optional.empty()
        : Optional.of(new Feature.Scripted(onConnect, onMessage, onClose));
  }

  private Optional<Feature> messages() {
    Optional<Node> messages = keys.node("messages");
    if (messages.isEmpty()) {
      return Optional.empty();
    }
    List<Reply> onConnect = new ArrayList<>();
    List<Reply> onMessage = new ArrayList<>();
    List<Reply> onClose = new ArrayList<>();
    List<Node> items =
        messages.get() instanceof Node.Sequence list ? list.items() : List.of(messages.get());
    for (Node item : items) {
      MappingReader said = MappingReader.of(item, "a message", problems);
      said.node("on_connect").flatMap(this::reply).ifPresent(onConnect::add);
      said.node("on_message").flatMap(this::reply).ifPresent(onMessage::add);
      said.node("on_close").flatMap(this::reply).ifPresent(onClose::add);
      said.rejectUnknown();
    }
    return Optional.of(new Feature.Fixed(onConnect, onMessage, onClose));
  }

  private List<Feature> scheduled() {
    List<Feature> scheduled = new ArrayList<>();
    for (Node item : keys.sequence("scheduled").map(Node.Sequence::items).orElse(List.of())) {
      beat(MappingReader.of(item, "a scheduled message", problems))
          .map(beat -> new Feature.Scheduled(beat.interval, beat.message))
          .ifPresent(scheduled::add);
    }
    return scheduled;
  }

  private record Beat(Duration interval, Reply message) {}

  private Optional<Beat> beat(MappingReader from) {
    Optional<Long> interval = from.integer("interval_ms", 1, MAX_INTERVAL);
    Optional<Reply> message = from.node("message").flatMap(this::reply);
    if (from.node("interval_ms").isEmpty() || from.node("message").isEmpty()) {
      problems.add(from.place(), "what is said again and again needs interval_ms and message");
    }
    from.rejectUnknown();
    return interval.flatMap(
        millis -> message.map(reply -> new Beat(Duration.ofMillis(millis), reply)));
  }

  private Optional<Code> code(MappingReader from, String key) {
    Place place = from.placeOf(key);
    String name = path + " " + key;
    return from.text(key)
        .flatMap(
            text ->
                checked(
                    () ->
                        text.contains("\n")
                            ? Code.block(name, text, place)
                            : Code.line(name, text, place)));
  }

  private Optional<Reply> reply(Node node) {
    return warned(checked(() -> Reply.of(node, vocabulary)));
  }

  private Optional<Reply> value(Node node) {
    return warned(checked(() -> Reply.value(node, vocabulary)));
  }

  private Optional<Reply> warned(Optional<Reply> reply) {
    reply.map(Reply::warnings).orElse(List.of()).forEach(warnings);
    return reply;
  }

  /// Reads something.
  private interface Reading<T> {
    T read();
  }

  private <T> Optional<T> checked(Reading<T> reading) {
    try {
      return Optional.of(reading.read());
    } catch (InvalidDocumentException e) {
      e.problems().forEach(problem -> problems.add(problem.place(), problem.message()));
      return Optional.empty();
    }
  }
}
