package io.fabula.generator.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class JsonTest {
  private final Problems problems = new Problems();

  private Node parse(String text) {
    return Json.parse("f.json", text, problems);
  }

  @Test
  void everyValueKnowsItsPlace() {
    Node root = parse("{\n  \"a\": [1, {\"b\": null}]\n}");

    assertThat(root.place()).hasToString("f.json:1:1");
    assertThat(root.nearest("/a/0").place()).hasToString("f.json:2:9");
    assertThat(root.nearest("/a/1/b").place()).hasToString("f.json:2:18");
    assertThat(root.nearest("/a/7/x").place()).hasToString("f.json:2:8");
    assertThat(root.json()).hasToString("{\"a\":[1,{\"b\":null}]}");
  }

  @Test
  void duplicateKeysAreReportedAtTheirPlace() {
    Node root = parse("{\"a\":1,\n\"a\":2}");

    assertThat(problems.found())
        .extracting(Problem::toString)
        .containsExactly("f.json:2:1: the key 'a' stands twice, first in line 1");
    assertThat(root.json()).hasToString("{\"a\":1}");
  }

  @Test
  void keysOfJsonPointersAreUnescaped() {
    assertThat(parse("{\"a/b\":{\"~c\":7}}").nearest("/a~1b/~0c").json()).hasToString("7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\":}",
        "nul",
        "1 2",
        "{} x",
        "\"\t\"",
        "\"\u0000\"",
        "{'a':1}",
        "NaN",
        "01",
        "+1",
        "// c\n1"
      })
  void whatIsNotJsonIsRefusedWithAPlace(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageMatching("(?s)f\\.json:\\d+:\\d+: not JSON.*");
  }

  @Test
  void depthAndSizeAreBounded() {
    for (String text :
        new String[] {
          "[".repeat(1 << 20),
          "{\"a\":".repeat(1000),
          "\"" + "x".repeat(2 << 20) + "\"",
          "9".repeat(2000)
        }) {
      assertThatThrownBy(() -> parse(text)).isInstanceOf(InvalidDocumentException.class);
    }
  }

  @Test
  void numbersKeepTheirValueWhateverTheirSize() {
    Node root = parse("[9223372036854775807, 123456789012345678901, 1.10, 1e400, -0]");

    assertThat(root.nearest("/0").json().longValue()).isEqualTo(Long.MAX_VALUE);
    assertThat(root.nearest("/1").json().bigIntegerValue()).isEqualTo("123456789012345678901");
    assertThat(root.nearest("/2").json().decimalValue()).isEqualByComparingTo("1.1");
    assertThat(root.nearest("/3").json().isNumber()).isTrue();
  }

  @Test
  void anExponentBeyondAllNumbersIsAFaultAndNoCrash() {
    assertThatThrownBy(() -> parse("[1e99999999999]").json())
        .isInstanceOf(InvalidDocumentException.class);
  }

  @Test
  void loneSurrogatesDoNotCrash() {
    assertThat(parse("\"\\ud800\"").json().textValue()).hasSize(1);
  }
}
