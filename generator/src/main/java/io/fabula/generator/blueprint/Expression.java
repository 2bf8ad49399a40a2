package io.fabula.generator.blueprint;

import io.fabula.generator.document.Nearest;
import io.fabula.generator.event.JsonBuffer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Compiles formulas such as `price * (1 + normal(drift, 0.02))`: arithmetic, comparison, logic, `a
/// ? b : c`, text in single quotes for comparison, and functions. A recursive descent over the
/// text; what is wrong is thrown as an [IllegalArgumentException] that quotes the formula.
final class Expression {
  private static final int MAX_DEPTH = 50;
  private static final int MAX_LENGTH = 2000;

  /// Functions by name and number of arguments.
  private static final Map<String, Function> FUNCTIONS =
      Map.ofEntries(
          Map.entry("min/2", (w, a) -> Math.min(a[0].of(w), a[1].of(w))),
          Map.entry("max/2", (w, a) -> Math.max(a[0].of(w), a[1].of(w))),
          Map.entry("clamp/3", (w, a) -> Math.max(a[1].of(w), Math.min(a[2].of(w), a[0].of(w)))),
          Map.entry("abs/1", (w, a) -> Math.abs(a[0].of(w))),
          Map.entry("floor/1", (w, a) -> Math.floor(a[0].of(w))),
          Map.entry("ceil/1", (w, a) -> Math.ceil(a[0].of(w))),
          Map.entry("round/1", (w, a) -> Numbers.round(a[0].of(w), 0)),
          Map.entry("sqrt/1", (w, a) -> Math.sqrt(a[0].of(w))),
          Map.entry("exp/1", (w, a) -> StrictMath.exp(a[0].of(w))),
          Map.entry("log/1", (w, a) -> StrictMath.log(a[0].of(w))),
          Map.entry("sin/1", (w, a) -> StrictMath.sin(a[0].of(w))),
          Map.entry("pow/2", (w, a) -> StrictMath.pow(a[0].of(w), a[1].of(w))),
          Map.entry("chance/1", (w, a) -> w.dice.unit() < a[0].of(w) ? 1 : 0),
          Map.entry(
              "uniform/2",
              (w, a) -> {
                double low = a[0].of(w);
                return low + w.dice.unit() * (a[1].of(w) - low);
              }),
          Map.entry("int/2", (w, a) -> w.dice.between((long) a[0].of(w), (long) a[1].of(w))),
          Map.entry("normal/2", (w, a) -> a[0].of(w) + a[1].of(w) * w.dice.normal()));

  private final String text;
  private final Scope scope;
  private int at;
  private int depth;

  private Expression(String text, Scope scope) {
    this.text = text;
    this.scope = scope;
  }

  /// A function of numbers.
  private interface Function {
    double of(World world, Value.Formula[] arguments);
  }

  /// Compiles `text` with the names of `scope`.
  static Value compile(String text, Scope scope) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a formula has at most %d characters, not %d".formatted(MAX_LENGTH, text.length()));
    }
    Expression expression = new Expression(text, scope);
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
      return new Value.Text((world, out) -> (test.of(world) != 0 ? yes : no).text(world, out));
    }
    Value.Formula a = formula(yes);
    Value.Formula b = formula(no);
    Shape shape = yes.shape().equals(no.shape()) ? yes.shape() : wider(yes, no);
    return new Value.Computed(shape, world -> test.of(world) != 0 ? a.of(world) : b.of(world));
  }

  private Value or() {
    Value left = and();
    while (eat("||")) {
      Value.Formula a = formula(left);
      Value.Formula b = formula(and());
      left = flag(world -> a.of(world) != 0 || b.of(world) != 0 ? 1 : 0);
    }
    return left;
  }

  private Value and() {
    Value left = comparison();
    while (eat("&&")) {
      Value.Formula a = formula(left);
      Value.Formula b = formula(comparison());
      left = flag(world -> a.of(world) != 0 && b.of(world) != 0 ? 1 : 0);
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
      return flag(world -> sameText(world, left, right) ? 1 : 0);
    }
    if (texts && operator.equals("!=")) {
      return flag(world -> sameText(world, left, right) ? 0 : 1);
    }
    Value.Formula a = formula(left);
    Value.Formula b = formula(right);
    return flag(
        switch (operator) {
          case "==" -> world -> a.of(world) == b.of(world) ? 1 : 0;
          case "!=" -> world -> a.of(world) != b.of(world) ? 1 : 0;
          case "<=" -> world -> a.of(world) <= b.of(world) ? 1 : 0;
          case ">=" -> world -> a.of(world) >= b.of(world) ? 1 : 0;
          case "<" -> world -> a.of(world) < b.of(world) ? 1 : 0;
          default -> world -> a.of(world) > b.of(world) ? 1 : 0;
        });
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
        left = new Value.Computed(wider(left, right), world -> a.of(world) + b.of(world));
      } else if (eat("-")) {
        Value right = product();
        Value.Formula a = formula(left);
        Value.Formula b = formula(right);
        boolean times =
            left.shape().kind() == Shape.Kind.TIME && right.shape().kind() == Shape.Kind.TIME;
        Shape shape = times ? Shape.number(0) : wider(left, right);
        left = new Value.Computed(shape, world -> a.of(world) - b.of(world));
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
        left = Value.number(decimals(left, right), world -> a.of(world) * b.of(world));
      } else if (eat("/")) {
        Value.Formula a = formula(left);
        Value.Formula b = formula(unary());
        left = Value.number(2, world -> a.of(world) / b.of(world));
      } else if (eat("%")) {
        Value right = unary();
        Value.Formula a = formula(left);
        Value.Formula b = formula(right);
        left = Value.number(decimals(left, right), world -> a.of(world) % b.of(world));
      } else {
        return left;
      }
    }
  }

  private Value unary() {
    if (eat("-")) {
      Value value = unary();
      Value.Formula a = formula(value);
      return new Value.Computed(value.shape(), world -> -a.of(world));
    }
    if (eat("!")) {
      Value.Formula a = formula(unary());
      return flag(world -> a.of(world) == 0 ? 1 : 0);
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
    List<Value> arguments = new ArrayList<>();
    if (!eat(")")) {
      do {
        arguments.add(choice());
      } while (eat(","));
      expect(")");
    }
    Function function = FUNCTIONS.get(name + "/" + arguments.size());
    if (function == null) {
      throw wrong(
          "there is no function %s of %d arguments; there are %s"
              .formatted(
                  name,
                  arguments.size(),
                  String.join(", ", FUNCTIONS.keySet().stream().sorted().toList())));
    }
    Value.Formula[] formulas = arguments.stream().map(this::formula).toArray(Value.Formula[]::new);
    return switch (name) {
      case "chance" -> flag(world -> function.of(world, formulas));
      case "floor", "ceil", "round", "int" ->
          Value.number(0, world -> function.of(world, formulas));
      case "min", "max", "clamp", "abs" ->
          new Value.Computed(
              arguments.stream().reduce((a, b) -> shaped(wider(a, b))).orElseThrow().shape(),
              world -> function.of(world, formulas));
      default -> Value.number(2, world -> function.of(world, formulas));
    };
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
    if (!value.shape().numeric()) {
      throw wrong("it calculates with " + value.shape());
    }
    return value instanceof Value.Computed computed ? computed.formula() : value::number;
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
