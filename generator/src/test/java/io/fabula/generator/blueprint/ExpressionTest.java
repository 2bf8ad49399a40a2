package io.fabula.generator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ExpressionTest {
  private static final Scope NAMES =
      new Scope(
          new EntityKind("e", 0, new EntityKind.Population(1, 1, true, false, Optional.empty(), 0)),
          Map.of());

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1 + 2 * 3;7",
        "(1 + 2) * 3;9",
        "2 - 3 - 4;-5",
        "12 / 3 / 2;2.00",
        "7 % 4 * 2;6",
        "-2 * -3;6",
        "- -2;2",
        "!0 + 1;2",
        "1 < 2;true",
        "2 <= 2 && 3 > 4;false",
        "1 || 0 && 0;true",
        "!(1 == 1);false",
        "1 != 2;true",
        "3 >= 4;false",
        "1 ? 2 : 0 ? 3 : 4;2",
        "0 ? 2 : 0 ? 3 : 4;4",
        "1 + 1 == 2 ? 10 : 20;10",
        "1 > 2 ? true : false;false",
        "'a' == 'a';true",
        "'a' != 'b';true",
        "true ? 'x' : 'y';\"x\"",
        "min(3, 2) + max(1, 5);7",
        "clamp(7, 1, 5);5",
        "clamp(0, 1, 5);1",
        "abs(-2.5);2.5",
        "floor(-1.5);-2",
        "ceil(1.2);2",
        "round(2.5);3",
        "round(-2.5);-3",
        "sqrt(9);3.00",
        "exp(0);1.00",
        "log(1);0.00",
        "sin(0);0.00",
        "pow(2, 10);1024.00",
        "chance(0);false",
        "chance(1);true",
        "uniform(2, 2);2.00",
        "int(4, 4);4",
        "int(4, 1);4",
        "normal(3, 0);3.00",
        "1/0;null",
        "0.1 + 0.2;0.3",
        "1.25 * 2;2.50",
        "seq + index + number;2",
        "elapsed;0.000"
      })
  void formulasMeanWhatTheySay(String formula, String written) {
    String data =
        Play.events(
                """
                {"blueprint":1,"entities":{"e":{"actions":[{"event":"t"}]}},"events":{"t":{"data":{"$expr":"%s"}}}}
                """
                    .formatted(formula),
                "rate: 1",
                1,
                1)
            .getFirst()
            .data();

    assertThat(data).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1 +",
        "1 2",
        "(1",
        "1)",
        "1 < 2 < 3",
        "foo",
        "foo(1)",
        "min(1)",
        "1.2.3",
        "1x",
        "'a",
        "'a' + 1",
        "'a' < 'b'",
        "1 ? 2",
        "a b",
        "1 = 2",
        "&&",
        "min(1,)",
        "٣",
        "\u0000",
        "true()"
      })
  void whatIsNoFormulaIsRefusedWithItsText(String formula) {
    assertThatThrownBy(() -> Expression.compile(formula, NAMES, new Kinds()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at character")
        .hasMessageContaining("\"" + formula + "\"");
  }

  @Test
  void aNameThatIsNotThereComesWithTheNearest() {
    assertThatThrownBy(() -> Expression.compile("1 + elapsd", NAMES, new Kinds()))
        .hasMessageContaining("there is no 'elapsd'; did you mean 'elapsed'?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-", "!", "(", "1?", "1+", "1?2:", "abs(", "''==''+", "1<"})
  void noLengthOrDepthOverflows(String part) {
    assertThatThrownBy(() -> Expression.compile(part.repeat(100_000) + "1", NAMES, new Kinds()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatCode(
            () -> Expression.compile(part.repeat(1999 / part.length()) + "1", NAMES, new Kinds()))
        .satisfiesAnyOf(
            e -> assertThat(e).isNull(),
            e -> assertThat(e).isInstanceOf(IllegalArgumentException.class));
  }

  @Test
  void randomTextThrowsNothingButTheDocumentedException() {
    String[] parts = {
      "1", "2.5", "seq", "now", "'a'", "(", ")", "+", "-", "*", "/", "%", "<", "<=", "==", "!=",
      "!", "&&", "||", "?", ":", ",", "min(", "chance(", "int(", " ", ".", "x", "\"", "{", "true",
      "é"
    };
    Random random = new Random(11);
    int compiled = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = 1 + random.nextInt(10); n > 0; n--) {
        text.append(
            random.nextInt(20) == 0
                ? String.valueOf((char) random.nextInt(0x10000))
                : parts[random.nextInt(parts.length)]);
      }
      try {
        Value value = Expression.compile(text.toString(), NAMES, new Kinds());
        compiled += value.shape().numeric() ? 1 : 0;
      } catch (IllegalArgumentException documented) {
        assertThat(documented).hasMessageContaining("of the formula");
      }
    }
    assertThat(compiled).isGreaterThan(1000);
  }
}
