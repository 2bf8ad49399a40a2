package io.fabula.generator.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class NodePathTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DOCUMENT =
      """
      {"a":{"b":[1,2,{"c":null,"d e":"f"}],"":7,"$x":true,"b-c":1.5},"user":{"name":"Ann"},
       "items":[{"id":1,"name":"one"},{"id":2,"name":"two"}],"none":null,"empty":[],"0":"zero",
       "text":"plain","it's":"quoted","ünï":"code","length":9}
      """;

  private static JsonNode document() throws JsonProcessingException {
    return JSON.readTree(DOCUMENT);
  }

  private static @Nullable JsonNode jayways(String path) throws JsonProcessingException {
    return JsonPath.compile(path)
        .read(
            document(),
            Configuration.builder()
                .jsonProvider(new JacksonJsonNodeJsonProvider())
                .mappingProvider(new JacksonMappingProvider())
                .options(Option.SUPPRESS_EXCEPTIONS)
                .build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$",
        "$.a",
        "$.a.b[0]",
        "$.a.b[-1]['d e']",
        "$.a.b[-3]",
        "$.a.b[2].c",
        "$.a.b.c",
        "$.a[0]",
        "$['user'][\"name\"]",
        "$.a.$x",
        "$.a.b-c",
        "$.user.name.first",
        "$.items.name",
        "$.items[0].name",
        "$.none",
        "$.none.x",
        "$.empty",
        "$.0",
        "$.items.0",
        "$.text[0]",
        "$.ünï",
        "$.length",
        "$.items.length",
        "$[0]"
      })
  void walkingFindsWhatASearchFinds(String path) throws JsonProcessingException {
    assertThat(Steps.parse(path)).as("is walked").isPresent();

    JsonNode found = NodePath.compile(path).find(document());

    assertThat(found).isEqualTo(jayways(path));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$.items[?(@.id == 2)].name | [\"two\"]",
        "$.items[*].id              | [1,2]",
        "$..name                    | [\"Ann\",\"one\",\"two\"]",
        "$.items[0:1].id            | [1]",
        "$['it\\'s']                | \"quoted\"",
        "$.items[?(@.name =~ /T.O/i)].id | [2]",
        "$.items[?(@.name == 'f(x)')] | ",
        "$.items[?(@.id > 9)]       | ",
        "$.items.length()           | 2",
        "$.a.b[0,1]                 | [1,2]"
      })
  void whatIsNotWalkedIsSearched(String path, @Nullable String expected)
      throws JsonProcessingException {
    assertThat(Steps.parse(path)).isEmpty();

    JsonNode found = NodePath.compile(path).find(document());

    assertThat(found).isEqualTo(expected == null ? null : JSON.readTree(expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"$.a.b[-4]", "$.a.b[3]", "$.empty[0]", "$.empty[-1]"})
  void anIndexOutsideOfItsListFindsNothing(String path) throws JsonProcessingException {
    assertThat(NodePath.compile(path).find(document())).isNull();
  }

  @Test
  void aNullIsFoundAsANodeButIsNothing() throws JsonProcessingException {
    NodePath path = NodePath.compile("$.none");

    assertThat(path.find(document())).isNotNull();
    assertThat(path.finds(document())).isFalse();
    assertThat(NodePath.compile("$.text").finds(document())).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$.sum($.a, $.b)              | takes no arguments",
        "$.items.append({})           | takes no arguments",
        "$.items[?(@.name.concat($.text) == 'x')] | takes no arguments",
        "$..a..b..c                   | may have '..' 2 times",
        "user.name                    | starts with $",
        "$.a[                         | not a JSONPath",
        "$.a b                        | not a JSONPath",
        "$x                           | not a JSONPath",
        "$.items[?(@.a =~ /(a+)+b/ && true)] | =~ must stand alone"
      })
  void whatCannotBeUsedIsRefusedWithTheReason(String path, String reason) {
    assertThatThrownBy(() -> NodePath.compile(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void noPatternIsStalledByADocument() throws JsonProcessingException {
    JsonNode hostile = JSON.readTree("[{\"a\":\"" + "a".repeat(50_000) + "\"}]");

    assertThat(NodePath.compile("$[?(@.a =~ /(a+)+b/)]").finds(hostile)).isFalse();
    assertThat(NodePath.compile("$[?(@.a =~ /(.*a){14}$/)]").finds(hostile)).isTrue();
  }
}
