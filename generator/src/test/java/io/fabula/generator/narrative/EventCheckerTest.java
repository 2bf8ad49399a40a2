package io.fabula.generator.narrative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class EventCheckerTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private static JsonNode json(String text) throws Exception {
    return JSON.readTree(text);
  }

  private static EventChecker checker(String front) {
    return EventChecker.of(NarrativeReader.parse("n", "n.md", "---\n" + front + "\n---\nprose"));
  }

  @Test
  void aDeclaredTypeWithDataOfItsSchemaPasses() throws Exception {
    EventChecker checker =
        checker(
            "events: { t: { schema: { required: [p], properties: { p: { type: number, minimum: 0 }"
                + " } } }, u: }");

    assertThat(checker.fault("t", json("{\"p\":1}"))).isEmpty();
    assertThat(checker.fault("u", json("{}"))).isEmpty();
  }

  @Test
  void theFaultSaysWhatAndWhere() throws Exception {
    EventChecker checker =
        checker(
            "events: { t: { schema: { properties: { p: { type: number, minimum: 0 } } } }, u: }");

    assertThat(checker.fault("x", json("{}")))
        .contains("the type 'x' is not declared; declared are t, u");
    assertThat(checker.fault("t", json("{\"p\":-1}")))
        .get()
        .asString()
        .startsWith("t data/p: ")
        .contains("0");
    assertThat(checker.fault("t", json("{\"p\":\"a\"}"))).get().asString().contains("number");
  }

  @Test
  void aConstantWithNumbersInsideIsMet() throws Exception {
    EventChecker checker =
        checker("events: { t: { schema: { const: { a: [1, 2.5, 12345678901] } } } }");

    assertThat(checker.fault("t", json("{\"a\":[1,2.5,12345678901]}"))).isEmpty();
    assertThat(checker.fault("t", json("{\"a\":[1,2.25,12345678901]}"))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\"b", "ä", "a\nb", "a/b"})
  void aTypeThatNeedsEscapesIsNoName(String type) throws Exception {
    assertThat(checker("").fault(type, json("{}"))).get().asString().contains("is not a name");
  }

  @Test
  void dataThatNestsTooDeepIsRefused() throws Exception {
    String fits =
        "{\"a\":".repeat(EventChecker.MAX_DEPTH - 1) + "1" + "}".repeat(EventChecker.MAX_DEPTH - 1);

    assertThat(checker("").fault("t", json(fits))).isEmpty();
    assertThat(checker("").fault("t", json("[" + fits + "]"))).contains("t nests deeper than 32");
  }

  @Test
  void noPatternCanStall() throws Exception {
    Schemas.Compiled schema =
        Schemas.compile(json("{\"type\":\"string\",\"pattern\":\"(.*a){14}$\"}"));

    assertThat(schema.check(json("\"" + "a".repeat(2000) + "b\""))).hasSize(1);
    assertThat(schema.check(json("\"" + "a".repeat(2000) + "\""))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"pattern\":\"(?=a)\"}",
        "{\"pattern\":\"(\"}",
        "{\"type\":\"nope\"}",
        "{\"minimum\":\"x\"}",
        "5",
        "{\"$ref\":\"#/nowhere\"}"
      })
  void whatIsNoUsableSchemaIsRefused(String schema) {
    assertThatThrownBy(() -> Schemas.compile(json(schema)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingIsEverFetched() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          byte[] body = "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      for (String path :
          new String[] {"/s.json", "/json-schema.org/s.json", "/s?json-schema.org/"}) {
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + path;
        for (String key : new String[] {"$ref", "$schema", "$dynamicRef"}) {
          JsonNode schema = json("{\"%s\":\"%s\"}".formatted(key, url));
          assertThatCode(() -> Schemas.compile(schema).check(json("{}")))
              .satisfiesAnyOf(
                  e -> assertThat(e).isNull(),
                  e -> assertThat(e).isInstanceOf(IllegalArgumentException.class));
        }
      }
    } finally {
      server.stop(0);
    }
    assertThat(asked).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "file:///tmp/json-schema.org/x",
        "classpath:logback.xml",
        "classpath:draft/json-schema.org/"
      })
  void noFileIsEverRead(String ref) {
    assertThatThrownBy(() -> Schemas.compile(json("{\"$ref\":\"%s\"}".formatted(ref))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"$ref\":\"#\"}",
        "{\"allOf\":[{\"$ref\":\"#\"}]}",
        "{\"properties\":{\"a\":{\"$ref\":\"#/properties/a\"}}}"
      })
  void aSchemaThatRefersToItselfForEverIsRefusedWithoutAnError(String text) throws Exception {
    Schemas.Compiled schema;
    try {
      schema = Schemas.compile(json(text));
    } catch (IllegalArgumentException refused) {
      return;
    }
    assertThat(schema.check(json("{\"a\":1}"))).isNotEmpty();
  }

  @Test
  void aSchemaMayReferToItselfWhereTheDataEnds() throws Exception {
    Schemas.Compiled tree =
        Schemas.compile(json("{\"type\":\"object\",\"properties\":{\"next\":{\"$ref\":\"#\"}}}"));

    assertThat(tree.check(json("{\"next\":{\"next\":{}}}"))).isEmpty();
    assertThat(tree.check(json("{\"next\":{\"next\":5}}")))
        .singleElement()
        .extracting(Schemas.Violation::pointer)
        .isEqualTo("/next/next");
  }

  @Test
  void aNumberWithAHugeExponentDoesNotStall() throws Exception {
    Schemas.Compiled schema =
        Schemas.compile(json("{\"type\":\"integer\",\"minimum\":0,\"multipleOf\":3}"));

    assertThat(schema.check(json("1e999999"))).isNotNull();
  }
}
