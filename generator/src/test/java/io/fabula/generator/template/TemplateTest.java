package io.fabula.generator.template;

import static io.fabula.generator.template.Told.expand;
import static io.fabula.generator.template.Told.template;
import static io.fabula.generator.template.Told.warnings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.event.JsonBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens among other text, and the life of a template.
@Timeout(60)
class TemplateTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":{\"b\":{{randInt 1 1}}}}   | {\"a\":{\"b\":1}}",
        "{\"a\":{\"b\":{\"c\":{{randInt 1 1}}}}} | {\"a\":{\"b\":{\"c\":1}}}",
        "{\"a\":{{randInt 1 1}}}           | {\"a\":1}",
        "[[{{randInt 1 1}}]]               | [[1]]",
        "{{{randInt 1 1}}}                 | {1}",
        "{{{{{randInt 1 1}}}}}             | {{{1}}}",
        "{{randInt 1 1}}{{randInt 2 2}}    | 12",
        "{{randInt 1 1}}}                  | 1}",
        "{{ randInt   1 1 }}               | 1",
        "{{open {{randInt 1 1}} }}         | {{open 1 }}",
        "{{don't}} {{randInt 1 1}} '       | {{don't}} 1 '",
        "{{randInt 1 1                     | {{randInt 1 1",
        "{{randInt 1 1}                    | {{randInt 1 1}",
        "{randInt 1 1}}                    | {randInt 1 1}}",
        "}}{{                              | }}{{",
        "{\"a\":{\"b\":{}}}                | {\"a\":{\"b\":{}}}",
        "ünïcode {{randInt 1 1}} 😀        | ünïcode 1 😀",
      })
  void tokensAreFoundAmongBraces(String text, String expected) {
    assertThat(expand(text)).isEqualTo(expected);
  }

  @Test
  void aTokenStaysOnItsLine() {
    assertThat(expand("{{randInt 1\n1}}")).isEqualTo("{{randInt 1\n1}}");
    assertThat(warnings("x {{randInt 1\n1}}"))
        .containsExactly(
            "r.jsonl:3:20: '{{' at character 3: no '}}' follows in its line; it stays as written");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "{\"type\":\"trade\",\"data\":{\"a\":{\"b\":[]}}}",
        "{ } }} {",
        "ünï 😀 \n\t\"\\"
      })
  void textWithoutTokensIsUnchanged(String text) {
    assertThat(expand(text)).isEqualTo(text);
    assertThat(template(text).isConstant()).isTrue();
    assertThat(warnings(text)).isEmpty();
  }

  @Test
  void anythingAClientSaysIsDataAndNotExpandedAgain() {
    Conversation told = Told.conversation(7).heard("{\"x\":\"{{env.HOME}} {{uuid}} {{$.x}}\"}");

    assertThat(template("you said {{message.x}}").expand(told))
        .isEqualTo("you said {{env.HOME}} {{uuid}} {{$.x}}");
  }

  @Test
  void literalTextHasNoTokens() {
    Template template = Template.literal("{{uuid}} ü");

    assertThat(template.expand(Told.conversation(7))).isEqualTo("{{uuid}} ü");
    assertThat(template.isConstant()).isTrue();
  }

  @Test
  void aMessageThatIsNotJsonIsText() {
    Template template = template("<{{message}}|{{$.x}}|{{params.x}}>");

    assertThat(template.expand(Told.conversation(7).heard("CLIENT_READY")))
        .isEqualTo("<CLIENT_READY||>");
    assertThat(template.expand(Told.conversation(7).heard("{\"x\":1} {\"x\":2}")))
        .isEqualTo("<{\"x\":1} {\"x\":2}||>");
    assertThat(template.expand(Told.conversation(7).heard(""))).isEqualTo("<||>");
    assertThat(template.expand(Told.conversation(7).heard("null"))).isEqualTo("<||>");
    assertThat(template.expand(Told.conversation(7).heardNothing())).isEqualTo("<||>");
  }

  @Test
  void aMessageThatIsNestedTooDeepIsText() {
    String deep = "[".repeat(10_000) + "]".repeat(10_000);

    assertThat(template("<{{message}}|{{$[0]}}>").expand(Told.conversation(7).heard(deep)))
        .isEqualTo("<" + deep + "|>");
  }

  @Test
  void numbersOfAMessageStayAsTheyWereWritten() {
    Conversation told =
        Told.conversation(7)
            .heard("{\"a\":1.50,\"b\":12345678901234567890123,\"c\":1e999999,\"d\":-0.0}");

    assertThat(template("{{$.a}} {{$.b}} {{$.c}} {{$.d}}").expand(told))
        .isEqualTo("1.50 12345678901234567890123 1E+999999 0.0");
  }

  @Test
  void allTokensOfATextSeeTheSameTimeAndNumber() {
    Template counted = template("{{seq}} of {{seq}}");
    Template other = template("none");
    Conversation told = Told.conversation(7);

    assertThat(counted.expand(told)).isEqualTo("1 of 1");
    assertThat(other.expand(told)).isEqualTo("none");
    assertThat(counted.expand(told)).isEqualTo("2 of 2");
    assertThat(template("#{{seq}}").expand(told)).isEqualTo("#3");
  }

  @Test
  void theSameSeedClockAndMessagesGiveTheSameBytes() {
    Template template =
        template("{{uuid}} {{randInt 1 1000000}} {{random_float 0 1}} {{faker 'name.fullName'}}");
    Template again =
        template("{{uuid}} {{randInt 1 1000000}} {{random_float 0 1}} {{faker 'name.fullName'}}");
    Conversation one = Told.conversation(11);
    Conversation two = Told.conversation(11);

    for (int i = 0; i < 100; i++) {
      assertThat(template.expand(one)).isEqualTo(again.expand(two));
    }
    assertThat(template.expand(Told.conversation(12)))
        .isNotEqualTo(template.expand(Told.conversation(11)));
  }

  @Test
  void aTextIsAppendedToWhatTheBufferHolds() {
    JsonBuffer out = new JsonBuffer(8).text("before ");

    template("{{randInt 1 1}} after").write(Told.conversation(7), out);

    assertThat(out).hasToString("before 1 after");
  }

  @Test
  void whatBecomesTooLargeIsRefusedAndTakenBack() {
    Template template = template("{{message}}".repeat(100));
    Conversation told = Told.conversation(7).heard("x".repeat(100_000));
    JsonBuffer out = new JsonBuffer(8).text("before");

    assertThatThrownBy(() -> template.write(told, out))
        .isInstanceOf(ExpansionException.class)
        .hasMessageContaining("larger than 4194304 bytes");
    assertThat(out).hasToString("before");
    assertThat(template("{{message}}").expand(told)).hasSize(100_000);
  }

  @Test
  void textsAndTheirTokensAreLimited() {
    assertThatThrownBy(() -> template("x".repeat((1 << 20) + 1)))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessage(
            "r.jsonl:3:20: a text with tokens may have at most 1048576 characters, not 1048577");
    assertThatThrownBy(() -> template("{{seq}}".repeat(10_001)))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessage("r.jsonl:3:20: a text may have at most 10000 tokens");
    assertThat(expand("{{seq}}".repeat(10_000))).isEqualTo("1".repeat(10_000));
  }

  @Test
  void manyThreadsShareATemplate() throws Exception {
    Template template =
        template("{{uuid}} {{message.x}} {{$.y[?(@.z == 1)].w}} {{faker 'name.fullName'}} {{seq}}");
    List<Callable<String>> clients = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int seed = i;
      clients.add(() -> conversation(template, seed));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<String>> together = threads.invokeAll(clients);
      for (int i = 0; i < clients.size(); i++) {
        assertThat(together.get(i).get()).isEqualTo(conversation(template, i));
      }
    }
  }

  private static String conversation(Template template, int seed) {
    Conversation told = Told.conversation(seed);
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      told.heard("{\"x\":" + seed + ",\"y\":[{\"z\":1,\"w\":" + seed + "},{\"z\":2}]}");
      all.append(template.expand(told)).append('\n');
    }
    return all.toString();
  }

  @Test
  void aTreeThatIsNestedWithoutEndIsRefused() {
    JsonNode deep = JsonNodeFactory.instance.textNode("x");
    for (int i = 0; i < 200; i++) {
      deep = JsonNodeFactory.instance.arrayNode().add(deep);
    }
    Conversation told = Told.conversation(7).heard(deep);

    assertThatThrownBy(() -> template("{{message}}").expand(told))
        .isInstanceOf(ExpansionException.class)
        .hasMessageContaining("nested more than 100 deep");
    assertThat(template("<{{message.x}}>").expand(told)).isEqualTo("<>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[",
        "{",
        "[\"",
        "{\"a\":",
        "{{",
        "{{ '",
        "{{ \\\"",
        "[{\"a\":[",
        "[1,",
        "\"",
        "}}",
        "{\"{",
        "{\"\\\"",
        "{\"a\":\"{{x}}",
        "{{oneOf '"
      })
  void noTextTakesLongToCompile(String piece) {
    String text = "{{seq}}" + piece.repeat(60_000 / piece.length());

    assertThat(expand(text)).startsWith("1");
  }
}
