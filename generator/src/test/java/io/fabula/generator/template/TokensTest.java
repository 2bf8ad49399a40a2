package io.fabula.generator.template;

import static io.fabula.generator.template.Told.expand;
import static io.fabula.generator.template.Told.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabula.generator.chance.FakePool;
import io.fabula.generator.document.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What each token is, and what is said about those that are none.
class TokensTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{{now}}               | 2026-11-20T12:00:00.250Z",
        "{{now+1h}}            | 2026-11-20T13:00:00.250Z",
        "{{now-30s}}           | 2026-11-20T11:59:30.250Z",
        "{{now+2m}}            | 2026-11-20T12:02:00.250Z",
        "{{now-1d}}            | 2026-11-19T12:00:00.250Z",
        "{{ now + 1h30m }}     | 2026-11-20T13:30:00.250Z",
        "{{now-36500d}}        | 1926-12-15T12:00:00.250Z",
        "{{date}}              | 2026-11-20",
        "{{timestamp}}         | 1795176000250",
        "{{connection.id}}     | c-\"1\"",
        "{{connection_count}}  | 42",
        "{{randInt 5 5}}       | 5",
        "{{random_int -3 -3}}  | -3",
        "{{randInt -9007199254740991 -9007199254740991}} | -9007199254740991",
        "{{random_float 2 2}}  | 2.00",
        "{{random_float 2 2 0}} | 2",
        "{{random_float 0.125 0.125 3}} | 0.125",
        "{{oneOf \"a b\"}}     | a b",
        "{{oneOf 'it\\'s'}}    | it's",
        "{{oneOf '\\u00e4\\t/\\q'}} | ä\t/q",
        "{{oneOf plain}}       | plain",
        "{{oneOf '}}'}}        | }}",
        "{{oneOf \"{{uuid}}\"}} | {{uuid}}",
        "{{$.user.vip}}        | true",
        "{{message.user.vip}}  | true",
        "{{message.items[0].price}} | 1.10",
        "{{message.items[-1].sku}} | b-2",
        "{{message['odd key']}} | ok",
        "{{$.user.tags}}       | [\"x\",\"y\"]",
        "{{message.items[1]}}  | {\"sku\":\"b-2\",\"price\":20}",
        "{{$.items[?(@.price > 10)].sku}} | b-2",
        "{{$.items[?(@.sku == 'a-1')].price}} | 1.10",
        "{{$.items[*].sku}}    | [\"a-1\",\"b-2\"]",
        "{{$.items[?(@.sku =~ /B.*/i)].sku}} | b-2",
        "{{$.items.length()}}  | 2",
        "{{params.id}}         | u-1",
        "{{params}}            | {\"id\":\"u-1\",\"page\":2}",
        "[{{message.nobody}}]  | []",
        "[{{message.note}}]    | []",
        "[{{message.user.name.first}}] | []",
        "[{{$.items[?(@.price > 99)]}}] | []",
        "[{{params.nothing}}]  | []",
      })
  void everyTokenHasItsValue(String text, String expected) {
    // A word before it keeps [] and the like from being a JSON list.
    assertThat(expand("is " + text)).isEqualTo("is " + expected);
    assertThat(warnings("is " + text)).isEmpty();
  }

  @Test
  void theSeedsSpellingsAreUnderstood() {
    assertThat(expand("HELLO {{uuid}}"))
        .matches("HELLO [0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    assertThat(expand("{\"data\":{{randInt 1 100}}}")).matches("\\{\"data\":[1-9][0-9]{0,2}}");
    assertThat(expand("Type received: {{$.type}}")).isEqualTo("Type received: order");
    assertThat(expand("First: {{$.items[0].sku}}")).isEqualTo("First: a-1");
    assertThat(expand("{{random_float 40000 50000}}")).matches("4[0-9]{4}\\.[0-9]{2}");
    assertThat(expand("{{random_int 1000000 5000000}}")).matches("[1-5][0-9]{6}");
    assertThat(expand("./recordings/ws-{{date}}.json"))
        .isEqualTo("./recordings/ws-2026-11-20.json");
  }

  @Test
  void randomNumbersReachBothEndsAndNothingBeyond() {
    Template template = Told.template("{{randInt 1 3}}");
    Conversation told = Told.conversation(1);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      seen.add(template.expand(told));
    }

    assertThat(seen).containsExactlyInAnyOrder("1", "2", "3");
  }

  @ParameterizedTest
  @CsvSource({
    "40000 50000, 2",
    "0 1, 6",
    "1 2, 6",
    "0 100, 4",
    "0.001 0.002, 9",
    "36 38 1, 1",
    "0 1 9, 9",
    "0 1000000000000, 2",
    "999999999999 1000000000000, 3"
  })
  void decimalsAreEnoughForAMillionValuesOrThoseAskedFor(String arguments, int places) {
    String value = expand("{{random_float " + arguments + "}}");

    assertThat(value.substring(value.indexOf('.') + 1)).hasSize(places);
  }

  @Test
  void aChoiceFallsOnEachAndKeepsNothingElse() {
    Template template = Told.template("{{oneOf \"red\" 'green' blue}}");
    Conversation told = Told.conversation(1);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      seen.add(template.expand(told));
    }

    assertThat(seen).containsExactlyInAnyOrder("red", "green", "blue");
  }

  @Test
  void fakedValuesComeFromOnePoolThatAllTemplatesShare() {
    Vocabulary vocabulary = Vocabulary.plain();
    List<String> pool = FakePool.of("name.fullName", 100, "en");
    Template one = Template.compile("{{faker 'name.fullName'}}", Told.PLACE, vocabulary);
    Template two = Template.compile("{{faker \"name.fullName\"}}!", Told.PLACE, vocabulary);

    assertThat(pool).contains(one.expand(Told.conversation(1)));
    assertThat(two.expand(Told.conversation(1))).isEqualTo(one.expand(Told.conversation(1)) + "!");
    assertThat(vocabulary.faked("name.fullName")).isSameAs(vocabulary.faked("name.fullName"));
  }

  @Test
  void onlyAllowedVariablesAreRead() {
    Vocabulary vocabulary =
        Vocabulary.reading(
            List.of("API_TOKEN", "UNSET"), Map.of("API_TOKEN", "s3cret", "HOME", "/home/ann"));
    Template template =
        Template.compile(
            "Bearer {{env.API_TOKEN}} {{env.HOME}} {{env.API_TOKN}} <{{env.UNSET}}>",
            Told.PLACE,
            vocabulary);

    assertThat(template.expand(Told.conversation(1)))
        .isEqualTo("Bearer s3cret {{env.HOME}} {{env.API_TOKN}} <>");
    assertThat(template.warnings())
        .extracting(Problem::message)
        .containsExactly(
            "{{env.HOME}} at character 26: HOME is not among the names that templates may read"
                + " (templates.env); it stays as written",
            "{{env.API_TOKN}} at character 39: API_TOKN is not among the names that templates may"
                + " read (templates.env); did you mean 'API_TOKEN'?; it stays as written",
            "{{env.UNSET}} at character 57: is empty, since UNSET is not set in the environment");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{{uiid}}                | there is no such token; did you mean 'uuid'?",
        "{{uuid4}}               | did you mean 'uuid'?",
        "{{uuid .x}}             | uuid takes nothing behind it",
        "{{oneof 'a'}}           | did you mean 'oneOf'?",
        "{{param.id}}            | did you mean 'params'?",
        "{{noww}}                | did you mean 'now'?",
        "{{mesage.user.name}}    | did you mean 'message'?",
        "{{connection.ids}}      | did you mean 'connection.id'?",
        "{{connection}}          | there is no such token",
        "{{randomInt 1 2}}       | did you mean 'randInt'?",
        "{{user.name}}           | known are uuid, now,",
        "{{}}                    | there is no such token",
        "{{#if x}}               | there is no such token",
        "{{uuid v4}}             | uuid takes nothing behind it",
        "{{now+1w}}              | now takes + or - and a duration",
        "{{now+99999999d}}       | now takes + or - and a duration",
        "{{now 1h}}              | now takes + or - and a duration",
        "{{now*2h}}              | now takes + or - and a duration",
        "{{randInt 1}}           | randInt takes two whole numbers",
        "{{randInt 1 2 3}}       | randInt takes two whole numbers",
        "{{randInt 9 1}}         | the smaller one first",
        "{{random_int a b}}      | random_int takes two whole numbers",
        "{{randInt 1.5 2}}       | randInt takes two whole numbers",
        "{{randInt 0 9007199254740992}} | within 2^53",
        "{{random_float 2 1}}    | the smaller one first",
        "{{random_float 0 1e99}} | random_float takes two numbers within 10^12",
        "{{random_float 0 1 99}} | decimals to show (0 to 9)",
        "{{oneOf}}               | oneOf takes what there is to choose from",
        "{{oneOf \"a}}           | a quote is not closed",
        "{{oneOf '\\u12'}}       | four hexadecimal digits",
        "{{faker}}               | faker takes one provider",
        "{{faker 'name.fulName'}} | Datafaker has no 'name.fulName'",
        "{{faker 'date.past'}}   | depends on the day",
        "{{env}}                 | env needs a name",
        "{{env.PATH}}            | PATH is not among the names",
        "{{$.a[}}                | not a JSONPath",
        "{{message.}}            | not a JSONPath",
        "{{message.a b}}         | not a JSONPath",
        "{{$.items[?(@.a =~ /(/)]}} | not a pattern in RE2 syntax",
      })
  void whatIsNoTokenStaysAsWrittenAndIsExplained(String text, String reason) {
    String whole = "a \"quoted\" text: " + text + " end";

    assertThat(expand(whole)).isEqualTo(whole);
    assertThat(warnings(whole))
        .singleElement()
        .asString()
        .startsWith("r.jsonl:3:20: " + text + " at character 18: ")
        .contains(reason)
        .endsWith("; it stays as written");
  }
}
