package io.fabula.generator.template;

import static io.fabula.generator.template.Told.expand;
import static io.fabula.generator.template.Told.template;
import static io.fabula.generator.template.Told.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Values in JSON texts: whatever they say, the structure stays the template's.
class JsonSafetyTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Each would change the structure of some reply if it got there as it is.
  private static final List<String> HOSTILE =
      List.of(
          "\",\"admin\":true,\"x\":\"",
          "\\",
          "\\\"",
          "\\\\\",\"admin\":true,\"x\":\"",
          "\\\",\\\"admin\\\":true,\\\"x\\\":\\\"",
          "},\"admin\":true,{",
          "1,\"admin\":true",
          "null}",
          "]]",
          "\n\r\t\u0000\u001f\u2028",
          "{{uuid}}",
          "\ud83d",
          "'");

  private static Conversation hearing(String value) {
    return Told.conversation(7).heard(JSON.createObjectNode().put("x", value));
  }

  @Test
  void aQuoteInAValueStaysInItsString() throws JsonProcessingException {
    JsonNode reply = JSON.readTree(expand("{\"name\":\"{{message.user.name}}\"}"));

    assertThat(reply.path("name").textValue()).isEqualTo("Ann \"A\" O'Neil\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // outside of strings: JSON values of the token's own type
        "{\"v\":{{message.id}}}            | {\"v\":7}",
        "{\"v\":{{message.type}}}          | {\"v\":\"order\"}",
        "{\"v\":{{message.user.tags}}}     | {\"v\":[\"x\",\"y\"]}",
        "{\"v\":{{message.nobody}}}        | {\"v\":null}",
        "{\"v\":{{message.note}}}          | {\"v\":null}",
        "{\"v\":{{connection.id}}}         | {\"v\":\"c-\\\"1\\\"\"}",
        "{\"v\":{{date}}}                  | {\"v\":\"2026-11-20\"}",
        "{\"v\":{{oneOf 1}}}               | {\"v\":1}",
        "{\"v\":{{oneOf \"1\"}}}           | {\"v\":\"1\"}",
        "{\"v\":{{$.items[?(@.price > 9)].sku}}} | {\"v\":[\"b-2\"]}",
        "{\"v\":{{$.items[?(@.price > 99)]}}}    | {\"v\":null}",
        "{\"v\":{{randInt 1 1}}.{{randInt 5 5}}} | {\"v\":1.5}",
        "{\"v\":-{{randInt 1 1}}}          | {\"v\":-1}",
        "[{{message.id}},{{message.type}}] | [7,\"order\"]",
        // in strings: text
        "{\"v\":\"{{message.id}}\"}        | {\"v\":\"7\"}",
        "{\"v\":\"{{message.nobody}}\"}    | {\"v\":\"\"}",
        "{\"v\":\"{{message.user.tags}}\"} | {\"v\":\"[\\\"x\\\",\\\"y\\\"]\"}",
        "{\"v\":\"is {{connection.id}}\"}  | {\"v\":\"is c-\\\"1\\\"\"}",
        "{\"v\":\"[{{message.type}}]\"}    | {\"v\":\"[order]\"}",
        "\"{{connection.id}}\"             | \"c-\\\"1\\\"\"",
        // quotes of a token in a string, plain and escaped as the string asks for
        "{\"v\":\"{{oneOf \"a\\\"b\"}}\"}  | {\"v\":\"a\\\"b\"}",
        "{\"v\":\"{{oneOf \\\"a}} b\\\"}}\"}   | {\"v\":\"a}} b\"}",
        "{\"v\":\"{{oneOf 'a'}}\"}         | {\"v\":\"a\"}",
        "{\"v\":\"{{$.items[?(@.sku == \\\"a-1\\\")].price}}\"} | {\"v\":\"1.10\"}",
        // JSON among other text
        "42[\"say\",{\"by\":\"{{connection.id}}\"}] | 42[\"say\",{\"by\":\"c-\\\"1\\\"\"}]",
        "42[{{message.id}},\"{{connection.id}}\"]   | 42[7,\"c-\\\"1\\\"\"]",
        "data: {\"v\":{{message.type}}} by {{connection.id}} | data: {\"v\":\"order\"} by c-\"1\"",
        "{\"v\":{{message.type}}}{\"v\":{{message.type}}} | {\"v\":\"order\"}{\"v\":\"order\"}",
        // no JSON
        "He said \"{{connection.id}}\"     | He said \"c-\"1\"\"",
        "<{{message.type}}>                | <order>",
        "{{message.type}}                  | order",
        "[{{message.type}}] hello          | [order] hello",
        "{{{message.type}}}                | {order}",
      })
  void aValueIsWrittenAsItsPlaceAsksFor(String text, String expected) {
    assertThat(expand(text)).isEqualTo(expected);
    assertThat(warnings(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"v\":\"{{message.x}}\",\"end\":true}",
        "{\"v\":{{message.x}},\"end\":true}",
        "{\"v\":\"before {{$.x}} after\",\"end\":true}",
        "{\n  \"v\" : [ \"{{message.x}}\" , {{message.x}} ] ,\n  \"end\" : true\n}",
        "{\"v\":{{message}},\"end\":true}",
        "{\"v\":\"{{message}}\",\"end\":true}",
        "{\"v\":\"\\\\{{message.x}}\",\"end\":true}",
        "{\"v\":\"{\\\"in\\\":\\\"{{message.x}}\\\"}\",\"end\":true}",
        "{\"v\":\"{\\\"in\\\":{{message.x}}}\",\"end\":true}",
        "{\"v\":\"{\\\"in\\\":\\\"{\\\\\\\"deep\\\\\\\":\\\\\\\"{{message.x}}\\\\\\\"}\\\"}\",\"end\":true}"
      })
  void noValueChangesTheStructure(String text) throws JsonProcessingException {
    Template template = template(text);
    assertThat(template.warnings()).isEmpty();
    for (String value : HOSTILE) {
      JsonNode reply = JSON.readTree(template.expand(hearing(value)));

      assertThat(reply.properties()).as(value).hasSize(2);
      assertThat(reply.path("end").booleanValue()).as(value).isTrue();
      String read = value.equals("\ud83d") ? "\ufffd" : value;
      assertThat(says(reply.path("v"), read)).as(value).isTrue();
    }
  }

  /// Whether a string in `node`, or in the JSON that such a string holds, has the value in it.
  private static boolean says(JsonNode node, String value) throws JsonProcessingException {
    if (node.isTextual()) {
      String text = node.textValue();
      return text.startsWith("{\"") ? says(JSON.readTree(text), value) : text.contains(value);
    }
    for (JsonNode child : node) {
      assertThat(node.size()).as("members, or items").isLessThanOrEqualTo(2);
      if (says(child, value)) {
        return true;
      }
    }
    return false;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"v\":\"{{message.x}}\",}           | character 22 | a key in quotes is missing",
        "{\"v\":\"{{message.x}}\"             | the end | a comma or '}' is missing",
        "{\"v\":{{message.x}}{{message.x}}}   | character 6 | a value is missing",
        "{\"v\":{{message.x}}0}               | character 6 | a value is missing",
        "[{{message.x}}1]                     | character 2 | a value is missing",
        "[1, \"{{message.x}}\",]              | character 21 | a value is missing",
        "[{\"v\":\"{{message.x}}\"]           | ']' | a comma or '}' is missing",
        "{\"v\":\"{{message.x}}\" // why      | '/' | a comma or '}' is missing",
      })
  void whatIsNearlyJsonIsEscapedTooAndSaidToBeWrong(String text, String where, String reason) {
    assertThat(warnings(text))
        .singleElement()
        .asString()
        .contains(reason)
        .contains(where)
        .contains("this looks like JSON but is not");
    for (String value : HOSTILE) {
      String reply = template(text).expand(hearing(value));

      assertThat(reply).doesNotContain("\",\"admin\":true");
      assertThat(reply).as("%s", value).contains(new JsonText(value).escaped());
    }
  }

  private record JsonText(String value) {
    String escaped() {
      return new io.fabula.generator.event.JsonBuffer(64).escaped(value).toString();
    }
  }

  @Test
  void aTokenBehindALoneBackslashStaysAsWritten() {
    String text = "{\"v\":\"C:\\{{message.x}}\"}";

    assertThat(template(text).expand(hearing("\",\"admin\":true,\"x\":\""))).isEqualTo(text);
    assertThat(warnings(text))
        .hasSize(2)
        .anyMatch(warning -> warning.contains("a lone backslash stands before it"));
  }

  @Test
  void aMessageNamesNoKeys() {
    String text = "{\"{{message.x}}\":1,\"{{date}}\":2,\"admin\":false}";

    assertThat(template(text).expand(hearing("admin")))
        .isEqualTo("{\"{{message.x}}\":1,\"2026-11-20\":2,\"admin\":false}");
    assertThat(warnings(text))
        .singleElement()
        .asString()
        .contains("{{message.x}} at character 3: a message cannot name a key");
  }

  @Test
  void aMessageNamesNoKeysWithoutQuotesEither() {
    String text = "{ {{message.x}} : 1, {{connection.id}}: 2 }";

    assertThat(template(text).expand(hearing("\"a\":true,\"b\"")))
        .isEqualTo("{ {{message.x}} : 1, \"c-\\\"1\\\"\": 2 }");
    assertThat(warnings(text))
        .hasSize(2)
        .anyMatch(w -> w.contains("a key in quotes is missing"))
        .anyMatch(w -> w.contains("a message cannot name a key"));
  }

  @Test
  void whatIsNestedTooDeepInStringsStaysAsWritten() throws JsonProcessingException {
    String text = "{\"a\":\"{{message.x}}\"}";
    for (int i = 0; i < 3; i++) {
      text = JSON.writeValueAsString(JSON.createObjectNode().put("a", text));
    }

    assertThat(template(text).expand(hearing("\""))).isEqualTo(text);
    assertThat(warnings(text)).singleElement().asString().contains("nested too deep");
  }

  @Test
  void unknownTokensInJsonStayAsWritten() {
    String text = "{\"a\":\"{{nobody}}\",\"b\":{{nothing}},\"c\":\"{{connection.id}}\"}";

    assertThat(expand(text)).isEqualTo(text.replace("{{connection.id}}", "c-\\\"1\\\""));
    assertThat(warnings(text))
        .hasSize(3)
        .anyMatch(w -> w.contains("{{nobody}} at character 7: there is no such token"))
        .anyMatch(w -> w.contains("{{nothing}} at character 23: there is no such token"))
        .anyMatch(w -> w.contains("'{' at character 24: this looks like JSON but is not"));
  }
}
