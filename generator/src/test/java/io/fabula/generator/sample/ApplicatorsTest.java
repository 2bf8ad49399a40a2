package io.fabula.generator.sample;

import static io.fabula.generator.sample.Drawn.declaring;
import static io.fabula.generator.sample.Drawn.drawn;
import static io.fabula.generator.sample.Drawn.redrawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.generator.narrative.EventChecker;
import io.fabula.generator.narrative.Schemas;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The keywords that say something about parts, alternatives and what is not wanted: they are drawn
/// for, not only checked.
@Timeout(120)
class ApplicatorsTest {
  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static long count(JsonNode list, Predicate<JsonNode> wanted) {
    List<JsonNode> items = new ArrayList<>();
    list.forEach(items::add);
    return items.stream().filter(wanted).count();
  }

  /// Each of these is met by chance so seldom that drawing and checking alone finds nothing, or
  /// little.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ type: array, contains: { const: 123456 }, items: { type: integer, minimum: 0 } }",
        "{ type: array, contains: { type: object, required: [k] }, minContains: 2, maxItems: 3 }",
        "{ type: array, contains: { const: a }, maxContains: 1, items: { enum: [a, b] }, minItems: 9 }",
        "{ type: array, contains: { const: a }, minContains: 2, maxContains: 2, items: { const: a } }",
        "{ type: array, contains: { type: string }, minContains: 0, maxContains: 0, minItems: 2 }",
        "{ type: array, prefixItems: [{ type: integer }], items: false, contains: { const: 77 } }",
        "{ type: array, prefixItems: [{ const: 3 }], contains: { const: 3 }, maxContains: 1, minItems: 4 }",
        "{ type: array, contains: { minimum: 900 }, items: { type: integer, minimum: 0, maximum: 1000 }, uniqueItems: true }",
        "{ type: string, pattern: '[0-9]{2}$', minLength: 20, maxLength: 21 }",
        "{ type: array, uniqueItems: true, items: { type: integer, minimum: 1, maximum: 150 }, minItems: 150 }",
        "{ type: array, prefixItems: [{ type: string }, false], items: { type: integer } }",
        "{ allOf: [{ type: array, prefixItems: [{ type: integer }] }, { items: { minimum: 700 } }, { prefixItems: [{ maximum: 800 }, { type: number }] }], minItems: 4 }",
        "{ type: object, properties: { k: { enum: [a, b] } }, required: [k], if: { properties: { k: { const: a } } }, then: { required: [x], properties: { x: { const: 31415 } } }, else: { required: [y], properties: { x: false } } }",
        "{ type: integer, minimum: 0, maximum: 100000, if: { maximum: 10 }, then: { multipleOf: 5 }, else: { multipleOf: 777 } }",
        "{ if: { required: [a] }, then: { required: [b] }, allOf: [{ if: { required: [b] }, then: { required: [c], properties: { c: { const: 5 } } } }], properties: { a: {}, b: {} } }",
        "{ if: false, then: { required: [never] }, else: { required: [always] } }",
        "{ then: { required: [x] }, properties: { y: { type: integer } } }",
        "{ type: object, required: [p], properties: { p: { type: integer, not: { maximum: 99999 } } } }",
        "{ not: { properties: { kind: { enum: [a, b] } } }, properties: { kind: { enum: [a, b, c] } } }",
        "{ not: { required: [a, b] }, required: [a], properties: { b: {} } }",
        "{ not: { type: [string, integer] }, type: [string, boolean] }",
        "{ type: object, required: [n], properties: { n: { not: { type: [object, array, boolean, 'null', string] } } } }",
        "{ type: string, not: { minLength: 3 } }",
        "{ type: array, not: { items: { type: integer } }, items: { type: [integer, string] } }",
        "{ type: array, not: { contains: { const: 3 } }, items: { enum: [3, 4] }, minItems: 12 }",
        "{ type: integer, not: { anyOf: [{ minimum: 5 }, { maximum: -5 }] } }",
        "{ type: integer, not: { allOf: [{ minimum: 5 }, { $ref: '#/$defs/few' }] }, $defs: { few: { maximum: 500000 } } }",
        "{ type: string, pattern: '^[ab]{12}$', not: { pattern: '^a' } }",
        "{ type: object, patternProperties: { '^x-[a-z]{3}$': { type: integer } }, additionalProperties: false, minProperties: 3 }",
        "{ type: object, patternProperties: { '^S_': { type: string }, '_n$': { type: integer } }, minProperties: 2 }",
        "{ type: object, patternProperties: { '^_': false }, required: [a], properties: { _b: {} } }",
        "{ type: object, properties: { ab: { maximum: 9 } }, patternProperties: { '^a': { type: integer, minimum: 5 }, 'b$': { multipleOf: 4 } }, required: [ab] }",
        "{ type: object, propertyNames: { pattern: '^[A-Z]{2}$' }, minProperties: 2, additionalProperties: { type: boolean } }",
        "{ type: object, propertyNames: { enum: [north, south] }, minProperties: 2 }",
        "{ type: object, propertyNames: { maxLength: 3 }, properties: { long_name: {}, abc: { type: integer } } }",
        "{ type: object, minProperties: 12 }",
        "{ type: object, additionalProperties: { type: integer }, maxProperties: 2, minProperties: 2 }",
        "{ properties: { a: { type: integer }, b: { const: 9 } }, required: [a], dependentRequired: { a: [b], b: [c], c: [d] } }",
        "{ properties: { a: {}, b: {}, c: {} }, dependentRequired: { a: [b, c], b: [c] }, maxProperties: 2 }",
        "{ properties: { a: {}, b: false }, dependentRequired: { a: [b] } }",
        "{ properties: { card: { type: string } }, required: [card], dependentSchemas: { card: { required: [address], properties: { address: { const: here } } } } }",
        "{ properties: { a: {}, b: {} }, dependentSchemas: { a: { properties: { n: { const: 1 } }, required: [n] }, b: { properties: { n: { const: 2 } }, required: [n] } } }",
        "{ properties: { a: {} }, required: [a], dependencies: { a: [b], b: { properties: { c: { const: 8 } }, required: [c] } } }",
        "{ allOf: [{ multipleOf: 6 }, { multipleOf: 4 }, { multipleOf: 0.5 }], type: integer, minimum: 1 }",
        "{ allOf: [{ type: number, multipleOf: 0.3 }, { multipleOf: 0.2 }], minimum: 1, maximum: 1000 }",
        "{ allOf: [{ anyOf: [{ const: 1 }, { const: 2 }] }, { anyOf: [{ const: 2 }, { const: 3 }] }] }",
        "{ allOf: [{ oneOf: [{ maximum: 5 }, { minimum: 3 }] }, { oneOf: [{ maximum: 9 }, { minimum: 100 }] }], type: integer }",
        "{ allOf: [{ not: { maximum: 500 } }, { not: { minimum: 510 } }], type: integer }",
        "{ allOf: [{ properties: { a: { type: integer } }, additionalProperties: { type: string } }, { properties: { b: { enum: [1, two] } }, required: [a, b] }] }",
        "{ type: array, minItems: 40, items: { oneOf: [{ type: integer, multipleOf: 3, minimum: 0, maximum: 90 }, { type: integer, multipleOf: 2, minimum: 0, maximum: 90 }] } }",
        "{ type: array, minItems: 20, items: { type: object, required: [v], properties: { v: { type: integer, minimum: 0, maximum: 3, not: { const: 2 } } } } }",
        "{ type: object, required: [all], properties: { all: { type: array, items: { oneOf: [{ $ref: '#/$defs/leaf' }, { $ref: '#' }] } } }, $defs: { leaf: { type: integer, not: { const: 0 } } } }",
        "{ type: object, required: [tags], properties: { tags: { type: object, patternProperties: { '^t': { not: { type: string } } }, minProperties: 2, propertyNames: { maxLength: 30 } } } }"
      })
  void everythingDrawnIsValidAndFewDrawsAreInVain(String schema) throws Exception {
    assertThat(drawn(schema, 300)).hasSize(300);
    assertThat(redrawn(schema, 300)).isLessThan(450);
  }

  @Test
  void listsContainWhatTheyMust() throws Exception {
    String schema =
        "{ type: array, items: { type: integer, minimum: 0, maximum: 9 }, contains: { const: 3 },"
            + " minContains: 2, maxContains: 3, minItems: 5 }";
    Set<Long> counts = new HashSet<>();
    Set<Boolean> first = new HashSet<>();
    for (JsonNode list : drawn(schema, 300)) {
      counts.add(count(list, item -> item.intValue() == 3));
      first.add(list.get(0).intValue() == 3);
    }

    assertThat(counts).contains(2L).allMatch(n -> n == 2 || n == 3);
    assertThat(first).as("at any place").containsExactly(false, true);
  }

  @Test
  void bothWaysOfAConditionAreTaken() throws Exception {
    String schema =
        "{ type: object, required: [country], properties: { country: { enum: [US, NL] }, code: {"
            + " type: string } }, if: { properties: { country: { const: US } } }, then: { required:"
            + " [code], properties: { code: { pattern: '^[0-9]{5}$' } } }, else: { required: [code],"
            + " properties: { code: { pattern: '^[0-9]{4} [A-Z]{2}$' } } } }";
    List<JsonNode> drawn = drawn(schema, 200);

    assertThat(drawn).extracting(data -> data.get("country").asText()).contains("US", "NL");
    assertThat(drawn)
        .allMatch(
            data ->
                data.get("code").asText().length()
                    == (data.get("country").asText().equals("US") ? 5 : 7));
  }

  @Test
  void whatBreaksOneOfSeveralKeywordsIsDrawnInEachWay() throws Exception {
    String schema =
        "{ properties: { kind: { enum: [a, b] }, extra: { type: integer } }, not: { required:"
            + " [kind], properties: { kind: { const: a } } } }";
    List<JsonNode> drawn = drawn(schema, 300);

    assertThat(drawn).anyMatch(data -> !data.has("kind"));
    assertThat(drawn).anyMatch(data -> data.path("kind").asText().equals("b"));
  }

  @Test
  void membersAreNamedByTheirPatterns() throws Exception {
    String schema =
        "{ type: object, patternProperties: { '^temp_': { type: number, minimum: -50, maximum: 50 },"
            + " '_at$': { type: string, format: date-time } }, additionalProperties: false }";
    Set<String> all = new HashSet<>();
    for (JsonNode data : drawn(schema, 200)) {
      all.addAll(names(data));
    }

    assertThat(all)
        .hasSizeGreaterThan(20)
        .allMatch(name -> name.startsWith("temp_") || name.endsWith("_at"))
        .anyMatch(name -> name.endsWith("_at"))
        .anyMatch(name -> name.startsWith("temp_"));
  }

  @Test
  void anObjectWithoutNamedMembersIsAMap() throws Exception {
    String stock = "{ type: object, additionalProperties: { type: integer, minimum: 0 } }";

    assertThat(drawn(stock, 100)).allMatch(data -> !data.isEmpty() && data.size() <= 3);
    assertThat(drawn("{ type: object }", 100)).allMatch(JsonNode::isEmpty);
    assertThat(drawn("{ properties: { a: { const: 1 } }, required: [a] }", 100))
        .allMatch(data -> names(data).equals(Set.of("a")));
  }

  @Test
  void whatDependsOnAMemberIsThereWithIt() throws Exception {
    String schema =
        "{ properties: { card: { type: string }, address: { type: string }, zip: { type: string }"
            + " }, dependentRequired: { card: [address], address: [zip] } }";
    List<JsonNode> drawn = drawn(schema, 400);

    assertThat(drawn).anyMatch(data -> data.has("card"));
    assertThat(drawn).anyMatch(data -> data.has("zip") && !data.has("address"));
    assertThat(drawn).anyMatch(data -> data.has("address") && !data.has("card"));
  }

  @Test
  void nullIsATypeAndNullableIsNoKeyword() throws Exception {
    String typed =
        "{ type: object, required: [v], properties: { v: { type: [integer, 'null'] } } }";
    String nullable =
        "{ type: object, required: [v], properties: { v: { type: integer, nullable: true } } }";

    assertThat(drawn(typed, 200)).anyMatch(data -> data.get("v").isNull());
    assertThat(drawn(typed, 200)).anyMatch(data -> data.get("v").isInt());
    assertThat(drawn(nullable, 200)).allMatch(data -> data.get("v").isInt());
    assertThat(EventChecker.of(declaring(nullable)).fault("t", Schemas.parse("{\"v\":null}")))
        .as("what is checked and what is drawn agree")
        .isPresent();
  }

  @Test
  void whatCannotBeMadeUpIsDrawnFromExamples() throws Exception {
    String part =
        "{ type: object, required: [n], properties: { n: { type: integer, not: { not: { const:"
            + " 123456789 } }, examples: [123456789, 5] } } }";
    String whole =
        "{ type: array, items: { type: integer }, not: { uniqueItems: true }, minItems: 2,"
            + " examples: [[4, 4], [5]], allOf: [{ not: { not: { maxItems: 2 } } }] }";

    assertThat(drawn(part, 100)).allMatch(data -> data.get("n").intValue() == 123456789);
    assertThat(drawn(whole, 100)).extracting(JsonNode::toString).containsOnly("[4,4]");
  }

  @Test
  void whatMayBeLeftOutAndIsAlwaysRefusedIsLeftOutAtNoCost() throws Exception {
    String schema =
        "{ properties: { odd: { type: string, pattern: '^[a-z]{9}$', not: { pattern: '[a-z]' } },"
            + " fine: { type: integer } }, required: [fine] }";

    assertThat(drawn(schema, 200)).allMatch(data -> names(data).equals(Set.of("fine")));
    assertThat(redrawn(schema, 200)).isZero();
  }

  @Test
  void exactlyOneBranchIsMetWhereBothAreLikely() throws Exception {
    String schema =
        "{ type: object, required: [n], properties: { n: { oneOf: [{ type: integer, minimum: 1 }, {"
            + " type: integer, minimum: 0, maximum: 1000000 }] } } }";

    assertThat(drawn(schema, 200))
        .extracting(data -> data.get("n").intValue())
        .contains(0)
        .anyMatch(n -> n > 1_000_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          { type: array, contains: { const: 3 }, items: { type: string } }                  | /contains      | no list has 1 items
          { type: array, contains: { const: 3 }, maxItems: 2, minContains: 3 }              | ''             | fit what it must contain
          { type: array, contains: { const: 3 }, minContains: 3, maxContains: 2 }           | /contains      | no list has 3 items
          { type: array, contains: { const: 3 }, minContains: 2, uniqueItems: true }        | ''             | no more different items
          { type: array, prefixItems: [{ type: string }, false], minItems: 2 }              | ''             | at most 1 items fit
          { type: object, additionalProperties: false, minProperties: 1 }                   | ''             | no more than 0 members
          { type: object, propertyNames: { enum: [a, b] }, minProperties: 3 }               | ''             | no more than 2 members
          { type: object, propertyNames: { maxLength: 3 }, required: [long_name] }          | /propertyNames | called 'long_name'
          { type: object, minProperties: 70000 }                                            | ''             | 65536 bytes
          { properties: { b: false }, required: [a], dependentRequired: { a: [b] } }        | /properties/b  | nothing is allowed
          { required: [a], dependentSchemas: { a: false } }                                 | /dependentSchemas | nothing is allowed
          { type: string, not: { type: string } }                                           | /not           | cannot be both
          { not: { anyOf: [{ type: object }, true] } }                                      | /not           | nothing is allowed
          { type: object, propertyNames: { type: integer }, patternProperties: { '^x_': {} }, minProperties: 1 } | '' | no more than 0 members
          { if: true, then: false }                                                         | /if            | nothing is allowed
          { allOf: [{ multipleOf: 7 }, { multipleOf: 11 }], type: integer, minimum: 1, maximum: 70 } | '' | a multiple of 77
          { type: integer, minimum: 3, maximum: 3, not: { const: 3 } }                      | /not           | must not be valid
          { oneOf: [{ type: object }, { type: object }] }                                   | /oneOf         | must be valid to one and only one
          """)
  void whatCannotBeDrawnIsRefused(String schema, String path, String message) {
    assertThatThrownBy(() -> Samples.of(declaring(schema)))
        .isInstanceOfSatisfying(
            UndrawableException.class,
            refused ->
                assertThat(refused.faults())
                    .singleElement()
                    .satisfies(
                        fault -> {
                          assertThat(fault.message()).contains(message);
                          assertThat(fault.path()).startsWith(path);
                        }));
  }

  @Test
  void aPartThatIsSeldomValidDoesNotSpoilTheWhole() throws Exception {
    // Each item is right once in ten draws: a list of twelve, drawn as a whole, never is.
    String schema =
        "{ type: array, minItems: 12, items: { type: integer, minimum: 1, maximum: 10, not: { enum:"
            + " [1, 2, 3, 4, 5, 6, 7, 8, 9] } } }";

    assertThat(drawn(schema, 50)).allMatch(list -> count(list, i -> i.intValue() == 10) >= 12);
  }
}
