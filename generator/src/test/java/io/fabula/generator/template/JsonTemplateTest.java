package io.fabula.generator.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import io.fabula.generator.document.Problems;
import io.fabula.generator.document.Yaml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Trees with tokens in their strings.
class JsonTemplateTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Node yaml(String text) {
    Problems problems = new Problems();
    Node node = Yaml.parse("fabula.yaml", text, 0, problems);
    problems.throwIfAny();
    return node;
  }

  private static JsonTemplate template(String yaml) {
    return JsonTemplate.compile(yaml(yaml), Vocabulary.plain());
  }

  private static String expand(String yaml) {
    return template(yaml).expand(Told.conversation(7));
  }

  @Test
  void theSeedsResponsesAreAnswered() {
    assertThat(
            expand(
                """
                type: "subscribed"
                channel: "{{message.type}}"
                id: "{{message.id}}"
                timestamp: "{{now}}"
                connections: "{{connection_count}}"
                processed: true
                """))
        .isEqualTo(
            "{\"type\":\"subscribed\",\"channel\":\"order\",\"id\":7,"
                + "\"timestamp\":\"2026-11-20T12:00:00.250Z\",\"connections\":42,"
                + "\"processed\":true}");
    assertThat(expand("result: { id: \"{{params.id}}\", name: John Doe }"))
        .isEqualTo("{\"result\":{\"id\":\"u-1\",\"name\":\"John Doe\"}}");
    assertThat(expand("{ price: \"{{random_float 40000 50000}}\" }"))
        .matches("\\{\"price\":4[0-9]{4}\\.[0-9]{2}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"{{message.id}}\"                  | 7",
        "\"{{message.user.vip}}\"            | true",
        "\"{{message.user.tags}}\"           | [\"x\",\"y\"]",
        "\"{{message.items[1]}}\"            | {\"sku\":\"b-2\",\"price\":20}",
        "\"{{message.note}}\"                | null",
        "\"{{message.nobody}}\"              | null",
        "\"{{$.items[*].sku}}\"              | [\"a-1\",\"b-2\"]",
        "\"{{$.items[?(@.price > 10)].sku}}\" | [\"b-2\"]",
        "\"{{$.items[?(@.price > 99)].sku}}\" | null",
        "\"{{date}}\"                        | \"2026-11-20\"",
        "\"{{timestamp}}\"                   | 1795176000250",
        "\"{{oneOf 5}}\"                     | 5",
        "\"{{oneOf true}}\"                  | true",
        "\"{{oneOf null}}\"                  | null",
        "\"{{oneOf '5'}}\"                   | \"5\"",
        "\"id {{message.id}}\"               | \"id 7\"",
        "\" {{message.id}}\"                 | \" 7\"",
        "\"{{message.id}}{{message.id}}\"    | \"77\"",
        "\"{{message.nobody}}!\"             | \"!\"",
        "\"by {{connection.id}}\"            | \"by c-\\\"1\\\"\"",
        "\"{{nothing}}\"                     | \"{{nothing}}\"",
        "'say \"{{connection.id}}\"'         | \"say \\\"c-\\\"1\\\"\\\"\"",
        "'{\"in\":\"{{connection.id}}\"}'    | \"{\\\"in\\\":\\\"c-\\\\\\\"1\\\\\\\"\\\"}\"",
        "'{\"in\":{{message.id}}}'           | \"{\\\"in\\\":7}\"",
        "[1, 2.50, ~, true, 1e3, {}]         | [1,2.50,null,true,1E+3,{}]",
        "{ \"{{date}}\": 1 }                 | {\"2026-11-20\":1}",
        "{ \"{{message.type}}\": 1 }         | {\"{{message.type}}\":1}",
      })
  void aWholeTokenKeepsItsTypeAndOtherStringsStayStrings(String yaml, String expected)
      throws JsonProcessingException {
    String reply = expand("v: " + yaml);

    assertThat(reply).isEqualTo("{\"v\":" + expected + "}");
    assertThat(JSON.readTree(reply)).isNotNull();
  }

  @Test
  void noMessageChangesTheStructure() throws JsonProcessingException {
    JsonTemplate template =
        template(
            "{ a: \"{{message.x}}\", b: \"<{{message.x}}>\", c: '{\"d\":\"{{message.x}}\"}' }");
    String hostile = "\",\"admin\":true,\"x\":\"\\\",\\\"admin\\\":true,\\\"x\\\":\\\"\n";

    JsonNode reply =
        JSON.readTree(
            template.expand(Told.conversation(7).heard(JSON.createObjectNode().put("x", hostile))));

    assertThat(reply).hasSize(3);
    assertThat(reply.path("a").textValue()).isEqualTo(hostile);
    assertThat(reply.path("b").textValue()).isEqualTo("<" + hostile + ">");
    JsonNode inner = JSON.readTree(reply.path("c").textValue());
    assertThat(inner).hasSize(1);
    assertThat(inner.path("d").textValue()).isEqualTo(hostile);
  }

  @Test
  void allTokensOfATreeSeeTheSameNumber() {
    JsonTemplate template = template("{ id: \"{{seq}}\", text: \"message {{seq}}\" }");
    Conversation told = Told.conversation(7);

    assertThat(template.expand(told)).isEqualTo("{\"id\":1,\"text\":\"message 1\"}");
    assertThat(template.expand(told)).isEqualTo("{\"id\":2,\"text\":\"message 2\"}");
  }

  @Test
  void warningsSayTheLineAndColumnOfTheirString() {
    JsonTemplate template =
        template("a: 1\nb:\n  - ok\n  - \"x {{uiid}}\"\nc: { \"{{$.k}}\": 1 }\n");

    assertThat(template.warnings())
        .extracting(Problem::toString)
        .containsExactly(
            "fabula.yaml:4:5: {{uiid}} at character 3: there is no such token; did you mean"
                + " 'uuid'?; it stays as written",
            "fabula.yaml:5:6: {{$.k}} at character 1: a message cannot name a key in JSON; it"
                + " stays as written");
  }

  @Test
  void aTreeWithoutPlacesSaysThePointer() throws JsonProcessingException {
    JsonNode tree = JSON.readTree("{\"a/b\":[1,\"{{uid}}\"]}");

    JsonTemplate template =
        JsonTemplate.compile(tree, new Place("s.json", 2, 3), Vocabulary.plain());

    assertThat(template.warnings())
        .extracting(Problem::toString)
        .containsExactly(
            "s.json#/a~1b/1:2:3: {{uid}} at character 1: there is no such token; did you mean"
                + " 'uuid'?; it stays as written");
  }

  @Test
  void aTreeWithoutTokensIsConstant() {
    assertThat(template("{ a: [1, x] }").isConstant()).isTrue();
    assertThat(template("{ a: [1, \"{{seq}}\"] }").isConstant()).isFalse();
  }

  @Test
  void treesAreLimited() {
    JsonNode deep = JsonNodeFactory.instance.textNode("x");
    for (int i = 0; i < 65; i++) {
      deep = JsonNodeFactory.instance.arrayNode().add(deep);
    }
    JsonNode tooDeep = deep;
    JsonNode many = JsonNodeFactory.instance.textNode("{{seq}}".repeat(6_000));
    JsonNode tooMany = JsonNodeFactory.instance.arrayNode().add(many).add(many);
    JsonNode tooLong = JsonNodeFactory.instance.textNode("x".repeat((1 << 20) + 1));

    assertThatThrownBy(() -> compile(tooDeep))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining("nested at most 64 deep");
    assertThatThrownBy(() -> compile(tooMany))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining("s.json#/1:1:1: a template may have at most 10000 tokens");
    assertThatThrownBy(() -> compile(tooLong))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining("at most 1048576 characters");
  }

  private static JsonTemplate compile(JsonNode tree) {
    return JsonTemplate.compile(tree, new Place("s.json", 1, 1), Vocabulary.plain());
  }
}
