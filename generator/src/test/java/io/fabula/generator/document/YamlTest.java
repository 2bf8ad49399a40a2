package io.fabula.generator.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class YamlTest {
  private final Problems problems = new Problems();

  private Node parse(String text) {
    return Yaml.parse("f.md", text, 1, problems);
  }

  private static Node member(Node node, String key) {
    return node.nearest("/" + key);
  }

  @Test
  void everyValueKnowsItsPlaceInTheFile() {
    Node root = parse("rate: 5\nevents:\n  trade: { weight: 8 }\n  list:\n    - one\n");

    assertThat(member(root, "rate").place()).hasToString("f.md:2:7");
    assertThat(root.nearest("/events/trade/weight").place()).hasToString("f.md:4:20");
    assertThat(root.nearest("/events/list/0").place()).hasToString("f.md:6:7");
    assertThat(((Node.Mapping) root).members())
        .extractingByKey("events")
        .extracting(Node.Member::keyPlace)
        .hasToString("f.md:3:1");
  }

  @ParameterizedTest
  @CsvSource({
    "5,INTEGER",
    "-3,INTEGER",
    "0,INTEGER",
    "1.5,NUMBER",
    ".5,NUMBER",
    "1e5,NUMBER",
    "true,FLAG",
    "false,FLAG",
    "~,NOTHING",
    "null,NOTHING",
    "yes,TEXT",
    "on,TEXT",
    "no,TEXT",
    "012,TEXT",
    "1_000,TEXT",
    "0x1F,TEXT",
    "1:30,TEXT",
    "2026-11-20,TEXT",
    ".inf,TEXT",
    ".nan,TEXT",
    "012.5,TEXT",
    "\"5\",TEXT",
    "\"~\",TEXT",
    "1e99999,TEXT"
  })
  void aPlainScalarHasTheTypeThatAReaderOfTodayExpects(String written, Node.Kind kind) {
    Node.Scalar scalar = (Node.Scalar) member(parse("k: " + written), "k");

    assertThat(scalar.kind()).isEqualTo(kind);
  }

  @Test
  void duplicateKeysComeTogetherAndNameTheFirst() {
    Node root = parse("a: 1\nb: 2\na: 3\nb: 4\n");

    assertThat(problems.found())
        .extracting(Problem::toString)
        .containsExactly(
            "f.md:4:1: the key 'a' stands twice, first in line 2",
            "f.md:5:1: the key 'b' stands twice, first in line 3");
    assertThat(member(root, "a").json()).hasToString("1");
  }

  @Test
  void aListAsAKeyIsAFault() {
    Node unused = parse("? [1, 2]\n: x\n");

    assertThat(unused).isInstanceOf(Node.Mapping.class);
    assertThat(problems.found())
        .extracting(Problem::message)
        .hasSize(1)
        .first()
        .asString()
        .contains("a key must be text");
  }

  @Test
  void anEmptyDocumentIsAnEmptyMapping() {
    assertThat(parse("# nothing but a comment\n").json()).hasToString("{}");
  }

  @Test
  void aSyntaxErrorHasItsPlace() {
    assertThatThrownBy(() -> parse("a: 1\nb: [1, 2\nc: 3\n"))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageStartingWith("f.md:4:")
        .hasMessageContaining("not YAML");
  }

  @Test
  void aCharacterThatYamlForbidsHasItsPlaceInOneLine() {
    assertThatThrownBy(() -> parse("a: 1\nb: x\u0000y\n"))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageStartingWith("f.md:3:5: not YAML")
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: \ud800",
        "a: \u0000",
        "\ta: 1",
        "a: b: c",
        "a: *none",
        "'",
        "{",
        "--- a\n--- b"
      })
  void hostileTextIsRefusedWithAnInvalidDocument(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(InvalidDocumentException.class);
  }

  @Test
  void aliasesThatMultiplyAreRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a%d: &a%d [".formatted(i, i)).append(("*a" + (i - 1) + ",").repeat(9));
      bomb.append("*a").append(i - 1).append("]\n");
    }

    assertThatThrownBy(() -> parse(bomb.toString())).isInstanceOf(InvalidDocumentException.class);
  }

  @Test
  void anAliasWithinItselfIsRefused() {
    assertThatThrownBy(() -> parse("a: &a [ *a ]\n")).isInstanceOf(InvalidDocumentException.class);
  }

  @Test
  void anAliasIsTheValueItNames() {
    assertThat(parse("a: &x { b: 1 }\nc: *x\n").json())
        .hasToString("{\"a\":{\"b\":1},\"c\":{\"b\":1}}");
  }

  @Test
  void depthAndSizeAreBounded() {
    for (String text :
        List.of(
            "[".repeat(1 << 20),
            "{a: ".repeat(200),
            "x".repeat((1 << 20) + 1),
            "- ".repeat(500) + "x")) {
      assertThatThrownBy(() -> parse(text)).isInstanceOf(InvalidDocumentException.class);
    }
  }
}
