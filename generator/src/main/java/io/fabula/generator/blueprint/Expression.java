package io.fabula.generator.blueprint;

import io.fabula.generator.document.Nearest;
import io.fabula.generator.event.JsonBuffer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Compiles formulas such as `price * (1 + normal(drift, 0.02))`: arithmetic, comparison, logic, `a
/// ? b : c`, text in single quotes for comparison, and functions. A recursive descent over the
/// text; what is wrong is thrown as an [IllegalArgumentException] that quotes the formula.
final class Expression {
  private static final int MAX_DEPTH = 50;
  private static final int MAX_LENGTH = 2000;

  private final String text;
  private final Kinds kinds;
  private Scope scope;
  private int at;
  private int depth;

  private Expression(String text, Scope scope, Kinds kinds) {
    this.text = text;
    this.scope = scope;
    this.kinds = kinds;
  }

  /// Compiles `text` with the names of `scope`.
  static Value compile(String text, Scope scope, Kinds kinds) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a formula has at most %d characters, not %d".formatted(MAX_LENGTH, text.length()));
    }
    Expression expression = new Expression(text, scope, kinds);
    Value value = expression.choice();
    expression.blanks();
    if (expression.at < text.length()) {
      throw expression.wrong("'" + text.charAt(expression.at) + "' is not expected here");
    }
    return value;
  }

  private Value choice() {
    if (++depth > MAX_DEPTH) {
      throw wrong("it nests too deep");
    }
    Value condition = or();
    if (!eat("?")) {
      depth--;
      return condition;
    }
    Value.Formula test = formula(condition);
    Value yes = choice();
    expect(":");
    Value no = choice();
    depth--;
    if (yes.shape().kind() == Shape.Kind.TEXT && no.shape().kind() == Shape.Kind.TEXT) {
      return new Value.Text(Bytes.fork(test, yes, no));
    }
    boolean same = yes.shape().equals(no.shape()) && yes.shape().numeric();
    Value.Formula a = same ? Value.formula(yes) : formula(yes);
    Value.Formula b = same ? Value.formula(no) : formula(no);
    Shape shape = same ? yes.shape() : wider(yes, no);
    return new Value.Computed(shape, new Term.Choice(test, a, b));
  }

  private Value or() {
    Value left = and();
    while (eat("||")) {
      Value.Formula a = formula(left);
      Value.Formula b = formula(and());
      left = flag(new Term.Either(a, b));
    }
    return left;
  }

  private Value and() {
    Value left = comparison();
    while (eat("&&")) {
      Value.Formula a = formula(left);
      Value.Formula b = formula(comparison());
      left = flag(new Term.Both(a, b));
    }
    return left;
  }

  private Value comparison() {
    Value left = sum();
    for (String operator : List.of("==", "!=", "<=", ">=", "<", ">")) {
      if (eat(operator)) {
        return compare(operator, left, sum());
      }
    }
    return left;
  }

  private Value compare(String operator, Value left, Value right) {
    boolean texts =
        left.shape().kind() == Shape.Kind.TEXT && right.shape().kind() == Shape.Kind.TEXT;
    if (texts && operator.equals("==")) {
      return flag(sameText(left, right));
    }
    if (texts && operator.equals("!=")) {
      return flag(new Term.Not(sameText(left, right)));
    }
    boolean links =
        left.shape().kind() == Shape.Kind.LINK
            && left.shape().equals(right.shape())
            && List.of("==", "!=").contains(operator);
    Value.Formula a = links ? Value.formula(left) : formula(left);
    Value.Formula b = links ? Value.formula(right) : formula(right);
    Term.Relation relation =
        switch (operator) {
          case "==" -> Term.Relation.EQUAL;
          case "!=" -> Term.Relation.UNEQUAL;
          case "<=" -> Term.Relation.AT_MOST;
          case ">=" -> Term.Relation.AT_LEAST;
          case "<" -> Term.Relation.LESS;
          default -> Term.Relation.MORE;
        };
    return flag(new Term.Comparison(relation, a, b));
  }

  private Value.Formula sameText(Value left, Value right) {
    Optional<Value.Formula> state = inState(left, right).or(() -> inState(right, left));
    if (state.isPresent()) {
      return state.get();
    }
    Optional<Bytes> a = Bytes.of(left);
    Optional<Bytes> b = Bytes.of(right);
    if (a.isEmpty() || b.isEmpty()) {
      return world -> sameText(world, left, right) ? 1 : 0;
    }
    Bytes first = a.get();
    Bytes second = b.get();
    return world -> Arrays.equals(first.of(world), second.of(world)) ? 1 : 0;
  }

  /// Comparing a state with a name need not compare texts.
  private Optional<Value.Formula> inState(Value left, Value right) {
    if (!(left instanceof Value.Text text && text.inside() instanceof Scope.StateName state)
        || !(right instanceof Value.Constant name)) {
      return Optional.empty();
    }
    EntityKind kind = state.entity().kind();
    String wanted = new String(name.inside(), StandardCharsets.UTF_8);
    int index = kind.state(wanted);
    if (index < 0) {
      List<String> states = kind.stateNames();
      throw wrong(
          "'%s' has no state '%s'; %s"
              .formatted(
                  kind.name(),
                  wanted,
                  Nearest.of(wanted, states)
                      .map(nearest -> "did you mean '" + nearest + "'?")
                      .orElse("there are " + String.join(", ", states))));
    }
    return Optional.of(new Term.InState(kind, state.entity().row(), index));
  }

  private static boolean sameText(World world, Value left, Value right) {
    // Behind what is being written there: a text may hold a comparison, and that a text.
    JsonBuffer scratch = world.scratch;
    int start = scratch.length();
    left.text(world, scratch);
    int half = scratch.length();
    right.text(world, scratch);
    byte[] bytes = scratch.array();
    boolean same = Arrays.equals(bytes, start, half, bytes, half, scratch.length());
    scratch.truncate(start);
    return same;
  }

  private Value sum() {
    Value left = product();
    while (true) {
      if (eat("+")) {
        Value right = product();
        Value.Formula a = formula(left);
        Value.Formula b = formula(right);
        left = new Value.Computed(wider(left, right), new Term.Arithmetic(Term.Operator.ADD, a, b));
      } else if (eat("-")) {
        Value right = product();
        Value.Formula a = formula(left);
        Value.Formula b = formula(right);
        boolean times =
            left.shape().kind() == Shape.Kind.TIME && right.shape().kind() == Shape.Kind.TIME;
        Shape shape = times ? Shape.number(0) : wider(left, right);
        left = new Value.Computed(shape, new Term.Arithmetic(Term.Operator.SUBTRACT, a, b));
      } else {
        return left;
      }
    }
  }

  private Value product() {
    Value left = unary();
    while (true) {
      if (eat("*")) {
        Value right = unary();
        Value.Formula a = formula(left);
        Value.Formula b = formula(right);
        left =
            Value.number(decimals(left, right), new Term.Arithmetic(Term.Operator.MULTIPLY, a, b));
      } else if (eat("/")) {
        Value.Formula a = formula(left);
        Value.Formula b = formula(unary());
        left = Value.number(2, new Term.Arithmetic(Term.Operator.DIVIDE, a, b));
      } else if (eat("%")) {
        Value right = unary();
        Value.Formula a = formula(left);
        Value.Formula b = formula(right);
        left =
            Value.number(
                decimals(left, right),
                new Term.Call(
                    "remainder", (w, x) -> Functions.remainder(w, x[0], x[1]), List.of(a, b)));
      } else {
        return left;
      }
    }
  }

  private Value unary() {
    if (eat("-")) {
      Value value = unary();
      Value.Formula a = formula(value);
      return new Value.Computed(
          value.shape(), new Term.Arithmetic(Term.Operator.MULTIPLY, new Term.Constant(-1), a));
    }
    if (eat("!")) {
      Value.Formula a = formula(unary());
      return flag(new Term.Not(a));
    }
    return primary();
  }

  private Value primary() {
    blanks();
    if (eat("(")) {
      Value inner = choice();
      expect(")");
      return inner;
    }
    if (at < text.length() && text.charAt(at) == '\'') {
      return quoted();
    }
    String word = word();
    if (word.isEmpty()) {
      throw wrong(
          at < text.length()
              ? "'" + text.charAt(at) + "' is not expected here"
              : "it ends too early");
    }
    if (Character.isDigit(word.charAt(0))) {
      return literal(word);
    }
    if (word.equals("true") || word.equals("false")) {
      return Value.constant(Shape.FLAG, word, word.equals("true") ? 1 : 0);
    }
    return eat("(") ? call(word) : named(word);
  }

  private Value quoted() {
    int end = text.indexOf('\'', at + 1);
    if (end < 0) {
      throw wrong("a quote is not closed");
    }
    String inside = text.substring(at + 1, end);
    at = end + 1;
    return Value.constant(inside);
  }

  private Value literal(String word) {
    if (!word.matches("\\d+(\\.\\d+)?")) {
      throw wrong("'" + word + "' is not a number");
    }
    int dot = word.indexOf('.');
    int decimals = dot < 0 ? 0 : Math.min(Numbers.MAX_DECIMALS, word.length() - dot - 1);
    // JSON allows no leading zeros (RFC 8259 section 6).
    String json = new BigDecimal(word).toPlainString();
    return Value.constant(Shape.number(decimals), json, Double.parseDouble(word));
  }

  private Value call(String name) {
    Optional<Aggregate.Fold> fold = Aggregate.Fold.of(name);
    if (fold.isPresent()) {
      return aggregate(fold.get());
    }
    if (name.equals("count")) {
      return count();
    }
    if (name.equals("alive")) {
      Value link = choice();
      expect(")");
      EntityKind kind = link.shape().to().orElseThrow(() -> wrong("alive() needs a link"));
      return flag(new Term.Alive(kind, Value.formula(link)));
    }
    if (name.equals("clock")) {
      Value minutes = choice();
      expect(")");
      return new Value.Text(new Script.TimeOfDay(formula(minutes)));
    }
    List<Value> arguments = new ArrayList<>();
    if (!eat(")")) {
      do {
        arguments.add(choice());
      } while (eat(","));
      expect(")");
    }
    Term called;
    try {
      called = Functions.call(name, arguments.stream().map(this::formula).toList());
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    return switch (name) {
      case "chance" -> flag(called);
      case "floor", "ceil", "round", "int", "poisson", "zipf" -> Value.number(0, called);
      case "min", "max", "clamp", "abs" ->
          new Value.Computed(
              arguments.stream().reduce((a, b) -> shaped(wider(a, b))).orElseThrow().shape(),
              called);
      default -> Value.number(2, called);
    };
  }

  private Value aggregate(Aggregate.Fold fold) {
    String path = path();
    Scope.Parts parts =
        scope
            .parts(path)
            .orElseThrow(
                () ->
                    wrong(
                        "%s() needs a kind that belongs to an entity, such as line or order.line, and a formula; '%s' is none"
                            .formatted(fold.function(), path)));
    expect(",");
    Scope outer = scope;
    scope = outer.within(parts.kind());
    Value item = choice();
    scope = outer;
    expect(")");
    Shape shape =
        fold == Aggregate.Fold.AVERAGE ? Shape.number(2) : Shape.number(item.shape().decimals());
    return new Value.Computed(shape, new Aggregate(fold, parts, formula(item)));
  }

  /// How many belong to an entity, or live in the world.
  private Value count() {
    String path = path();
    expect(")");
    Optional<Scope.Parts> parts = scope.parts(path);
    if (parts.isPresent()) {
      return Value.number(0, new Aggregate(Aggregate.Fold.SUM, parts.get(), new Term.Constant(1)));
    }
    EntityKind kind =
        kinds
            .named(path)
            .orElseThrow(
                () -> wrong("there is no entity '%s'%s".formatted(path, kinds.hint(path))));
    return Value.number(0, new Term.Population(kind, Term.Population.LIVING));
  }

  private String path() {
    blanks();
    return word();
  }

  private static Value shaped(Shape shape) {
    return new Value.Computed(shape, world -> 0);
  }

  private Value named(String name) {
    return scope
        .value(name)
        .orElseThrow(
            () -> {
              String hint =
                  Nearest.of(name, scope.names())
                      .map(nearest -> "did you mean '" + nearest + "'?")
                      .orElseGet(() -> "known are " + String.join(", ", scope.names()));
              return wrong("there is no '%s'; %s".formatted(name, hint));
            });
  }

  private static Value flag(Value.Formula formula) {
    return new Value.Computed(Shape.FLAG, formula);
  }

  private Value.Formula formula(Value value) {
    if (!value.shape().numeric() || value.shape().kind() == Shape.Kind.LINK) {
      throw wrong("it calculates with " + value.shape());
    }
    return Value.formula(value);
  }

  /// The shape that holds both: a time stays a time, else the more decimals.
  private static Shape wider(Value left, Value right) {
    if (left.shape().kind() == Shape.Kind.TIME || right.shape().kind() == Shape.Kind.TIME) {
      return Shape.TIME;
    }
    return Shape.number(decimals(left, right));
  }

  private static int decimals(Value left, Value right) {
    return Math.max(left.shape().decimals(), right.shape().decimals());
  }

  private String word() {
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || "_.".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    return text.substring(start, at);
  }

  private void blanks() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private boolean eat(String token) {
    blanks();
    boolean found = text.startsWith(token, at);
    at += found ? token.length() : 0;
    return found;
  }

  private void expect(String token) {
    if (!eat(token)) {
      throw wrong("a '" + token + "' is missing");
    }
  }

  private IllegalArgumentException wrong(String message) {
    return new IllegalArgumentException(
        "%s, at character %d of the formula \"%s\"".formatted(message, at + 1, text));
  }
}
