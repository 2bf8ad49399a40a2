package io.fabula.generator.template;

import io.fabula.generator.document.Durations;
import io.fabula.generator.document.Nearest;
import io.fabula.generator.match.NodePath;
import io.fabula.generator.template.Words.Word;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads what stands between the braces of one token.
final class TokenReader {
  /// Numbers beyond lose their last digits in JavaScript and most JSON readers (RFC 8259 section
  /// 6).
  private static final long MAX_WHOLE = (1L << 53) - 1;

  private static final double MAX_DECIMAL = 1e12;
  private static final long MAX_OFFSET_MILLIS = 36_500L * 86_400_000L;

  static final List<String> NAMES =
      List.of(
          "uuid",
          "now",
          "date",
          "timestamp",
          "seq",
          "randInt",
          "random_int",
          "random_float",
          "oneOf",
          "faker",
          "message",
          "params",
          "connection.id",
          "connection_count",
          "env");

  /// Those of them that go on with a dot.
  private static final List<String> WITH_PATHS = List.of("message", "params", "env");

  private final Vocabulary vocabulary;
  private final Consumer<String> remark;

  /// @param remark takes what is odd about a token that can be used nevertheless
  TokenReader(Vocabulary vocabulary, Consumer<String> remark) {
    this.vocabulary = vocabulary;
    this.remark = remark;
  }

  /// The token that `written` names.
  ///
  /// @throws IllegalArgumentException with the reason why there is none
  Token read(String written) {
    String body = unescaped(written.strip());
    if (body.startsWith("$")) {
      return new Token.Heard(NodePath.compile(body), false);
    }
    int end = 0;
    while (end < body.length() && (isLetter(body.charAt(end)) || body.charAt(end) == '_')) {
      end++;
    }
    String name = body.substring(0, end);
    String rest = body.substring(end);
    return switch (name) {
      case "uuid" -> bare(new Token.Uuid(), name, rest);
      case "date" -> bare(new Token.Date(), name, rest);
      case "timestamp" -> bare(new Token.Timestamp(), name, rest);
      case "seq" -> bare(new Token.Sequence(), name, rest);
      case "connection_count" -> bare(new Token.ConnectionCount(), name, rest);
      case "now" -> now(rest);
      case "randInt", "random_int" -> integer(name, arguments(name, rest));
      case "random_float" -> decimal(arguments(name, rest));
      case "oneOf" -> oneOf(arguments(name, rest));
      case "faker" -> faker(arguments(name, rest));
      case "message" -> heard(body, rest, false);
      case "params" -> heard(body, rest, true);
      case "env" -> variable(body, rest);
      case "connection" -> {
        if (!rest.equals(".id")) {
          throw unknown(body);
        }
        yield new Token.ConnectionId();
      }
      default -> throw unknown(body);
    };
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /// In a JSON text a token's quotes may be escaped as all others in its string are. Its first
  /// quote says whether they are.
  private static String unescaped(String body) {
    int quote = body.indexOf('"');
    return quote > 0 && body.charAt(quote - 1) == '\\'
        ? body.replaceAll("\\\\([\"\\\\])", "$1")
        : body;
  }

  private static IllegalArgumentException unknown(String body) {
    int end = 0;
    while (end < body.length() && "[( +\t".indexOf(body.charAt(end)) < 0) {
      end++;
    }
    String name = body.substring(0, end);
    int dot = name.indexOf('.');
    Optional<String> nearest = Nearest.of(name, NAMES);
    if (nearest.isEmpty() && dot > 0) {
      nearest = Nearest.of(name.substring(0, dot), WITH_PATHS);
    }
    return new IllegalArgumentException(
        nearest
            .map(known -> "there is no such token; did you mean '" + known + "'?")
            .orElse("there is no such token; known are " + String.join(", ", NAMES) + ", $.PATH"));
  }

  private static Token bare(Token token, String name, String rest) {
    if (rest.isEmpty()) {
      return token;
    }
    throw isNameGoingOn(rest)
        ? unknown(name + rest)
        : new IllegalArgumentException(name + " takes nothing behind it");
  }

  private static boolean isNameGoingOn(String rest) {
    return Character.isLetterOrDigit(rest.charAt(0)) || rest.charAt(0) == '.';
  }

  private static Token now(String rest) {
    if (rest.isEmpty()) {
      return new Token.Now(0);
    }
    if (isNameGoingOn(rest)) {
      throw unknown("now" + rest);
    }
    String offset = rest.strip();
    long millis =
        Durations.parse(offset.substring(1).strip())
            .filter(_ -> offset.charAt(0) == '+' || offset.charAt(0) == '-')
            .map(duration -> duration.toMillis())
            .filter(duration -> duration <= MAX_OFFSET_MILLIS)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "now takes + or - and a duration of at most 36500d, such as {{now+1h}} or"
                            + " {{now-30s}}"));
    return new Token.Now(offset.charAt(0) == '-' ? -millis : millis);
  }

  private static List<Word> arguments(String name, String rest) {
    if (!rest.isEmpty() && isNameGoingOn(rest)) {
      throw unknown(name + rest);
    }
    return Words.split(rest);
  }

  private static Token integer(String name, List<Word> words) {
    if (words.size() == 2 && words.stream().allMatch(w -> w.text().matches("[-+]?[0-9]{1,16}"))) {
      long low = Long.parseLong(words.get(0).text());
      long high = Long.parseLong(words.get(1).text());
      if (low <= high && low >= -MAX_WHOLE && high <= MAX_WHOLE) {
        return new Token.RandomInteger(low, high);
      }
    }
    throw new IllegalArgumentException(
        "%s takes two whole numbers within 2^53, the smaller one first, such as {{%s 1 100}}"
            .formatted(name, name));
  }

  private static Token decimal(List<Word> words) {
    boolean placed = words.size() == 3 && words.get(2).text().matches("[0-9]");
    if ((words.size() == 2 || placed)
        && words.stream().allMatch(w -> w.text().matches("[-+]?[0-9]{1,13}(\\.[0-9]{1,15})?"))) {
      double low = Double.parseDouble(words.get(0).text());
      double high = Double.parseDouble(words.get(1).text());
      double most = Math.max(Math.abs(low), Math.abs(high));
      if (low <= high && most <= MAX_DECIMAL) {
        int places = placed ? Integer.parseInt(words.get(2).text()) : places(high - low);
        return new Token.RandomDecimal(low, high, Math.min(places, exact(most)));
      }
    }
    throw new IllegalArgumentException(
        "random_float takes two numbers within 10^12, the smaller one first, and the decimals to"
            + " show (0 to 9) where you like, such as {{random_float 0.5 2.5}} or {{random_float 36"
            + " 38 1}}");
  }

  /// Enough decimals for a million different values, and at least those of money.
  private static int places(double span) {
    int places = 2;
    for (double steps = span * 100; steps > 0 && steps < 1e6 && places < 9; steps *= 10) {
      places++;
    }
    return places;
  }

  /// How many decimals a double of this size has.
  private static int exact(double most) {
    int places = 9;
    for (double units = most * 1e9; units > MAX_WHOLE && places > 0; units /= 10) {
      places--;
    }
    return places;
  }

  private static Token oneOf(List<Word> words) {
    if (words.isEmpty()) {
      throw new IllegalArgumentException(
          "oneOf takes what there is to choose from, such as {{oneOf \"red\" \"green\"}}");
    }
    List<Literal> options = new ArrayList<>();
    for (Word word : words) {
      boolean json =
          !word.quoted()
              && word.text()
                  .matches(
                      "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][-+]?[0-9]{1,3})?"
                          + "|true|false|null");
      options.add(json ? Literal.json(word.text()) : Literal.text(word.text()));
    }
    return new Token.Choice(options);
  }

  private Token faker(List<Word> words) {
    if (words.size() != 1) {
      throw new IllegalArgumentException(
          "faker takes one provider of Datafaker, such as {{faker 'name.fullName'}}");
    }
    return vocabulary.faked(words.getFirst().text());
  }

  private static Token heard(String body, String rest, boolean inParams) {
    if (!rest.isEmpty() && rest.charAt(0) != '.' && rest.charAt(0) != '[') {
      throw unknown(body);
    }
    return new Token.Heard(NodePath.compile("$" + rest), inParams);
  }

  private Token variable(String body, String rest) {
    if (rest.isEmpty() || rest.charAt(0) != '.') {
      throw rest.isEmpty()
          ? new IllegalArgumentException("env needs a name, such as {{env.REGION}}")
          : unknown(body);
    }
    String name = rest.substring(1);
    if (!vocabulary.allowed().contains(name)) {
      throw new IllegalArgumentException(notAllowed(vocabulary.allowed(), name));
    }
    Optional<String> value = vocabulary.variable(name);
    if (value.isEmpty()) {
      remark.accept("is empty, since %s is not set in the environment".formatted(name));
    }
    return new Token.Choice(List.of(value.map(Literal::text).orElse(Literal.NOTHING)));
  }

  private static String notAllowed(Collection<String> allowed, String name) {
    return "%s is not among the names that templates may read (templates.env)%s"
        .formatted(
            name,
            Nearest.of(name, allowed).map(known -> "; did you mean '" + known + "'?").orElse(""));
  }
}
