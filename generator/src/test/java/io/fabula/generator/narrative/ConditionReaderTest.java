package io.fabula.generator.narrative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ConditionReaderTest {
  private static final String FRONT =
      """
      ---
      events: { trade: , halt: }
      phases: [{ name: calm, for: 1m }, { name: crash, for: 1m }]
      conditions:
      CONDITIONS
      ---
      prose
      """;

  private static Narrative narrative(String condition) {
    return NarrativeReader.parse(
        "n", "n.md", FRONT.replace("CONDITIONS", condition.stripTrailing()));
  }

  private static Condition condition(String condition) {
    return narrative(condition).conditions().getFirst();
  }

  private static List<String> faults(String conditions) {
    return Objects.requireNonNull(
            catchThrowableOfType(InvalidDocumentException.class, () -> narrative(conditions)))
        .problems()
        .stream()
        .map(Problem::toString)
        .toList();
  }

  @Test
  void everyPartIsRead() {
    Condition condition =
        condition(
            """
              - when:
                  event: "$.data[?(@.price < 90)]"
                  type: trade
                  phase: calm
                  count: { trade: 100, halt: 2 }
                  after: 30s
                then: { phase: crash }
                cooldown: 1m
            """);

    assertThat(condition.when().event()).isPresent();
    assertThat(condition.when().type()).contains("trade");
    assertThat(condition.when().phase()).contains("calm");
    assertThat(condition.when().counts()).isEqualTo(Map.of("trade", 100L, "halt", 2L));
    assertThat(condition.when().count()).isEmpty();
    assertThat(condition.when().after()).contains(Duration.ofSeconds(30));
    assertThat(condition.cooldown()).isEqualTo(Duration.ofMinutes(1));
    assertThat(condition.once()).isFalse();
  }

  @Test
  void theShortFormIsAPathAlone() {
    Condition condition = condition("  - { when: $.data.x, then: { stop: true }, once: true }");

    assertThat(condition.when().event()).isPresent();
    assertThat(condition.when().count()).isEmpty();
    assertThat(condition.once()).isTrue();
    assertThat(condition.cooldown()).isZero();
    assertThat(condition("  - { when: { count: 5 }, then: { rate: 1 } }").when().count())
        .hasValue(5);
  }

  @Test
  void allFaultsComeWithTheirPlacesAndTheNearestName() {
    List<String> faults =
        faults(
            """
              - { when: { type: traed }, then: { rate: 1 } }
              - { when: { phase: clam }, then: { rate: 1 } }
              - { when: { count: { hlat: 1, trade: 0 } }, then: { rate: 1 } }
              - { when: { count: many }, then: { rate: 1 } }
              - { when: { count: 0, after: soon, evnt: $.x }, then: { rate: 1 } }
              - { when: {}, then: { rate: 1 } }
              - { when: [1], then: { rate: 1 } }
              - { when: $.x, then: { rate: 1 }, once: yes, cooldwon: 5s }
              - { when: $.x, then: { rate: 1 }, once: true, cooldown: 5s }
              - { when: "count > 5", then: { rate: 1 } }
              - { when: { event: "$[" }, then: { rate: 1 } }
              - { when: { count: {} }, then: { rate: 1 } }
              - { when: { count: }, then: { rate: 1 } }
            """);

    assertThat(faults)
        .containsExactly(
            "n.md:5:21: no event type 'traed'; did you mean 'trade'?",
            "n.md:6:22: no phase 'clam'; did you mean 'calm'?",
            "n.md:7:24: no event type 'hlat'; did you mean 'halt'?",
            "n.md:7:40: trade must be from 1 to 9223372036854775807, not 0",
            "n.md:8:22: count must be a whole number, not 'many'",
            "n.md:9:22: count must be from 1 to 9223372036854775807, not 0",
            "n.md:9:32: after must be a duration such as 250ms, 5s, 2m or 1h30m, not soon",
            "n.md:9:38: unknown key 'evnt'; did you mean 'event'?",
            "n.md:10:13: 'when' says nothing; give event, type, phase, count or after",
            "n.md:11:13: when must be a JSONPath or a mapping, not a list",
            "n.md:12:43: once must be true or false, not 'yes'",
            "n.md:12:48: unknown key 'cooldwon'; did you mean 'cooldown'?",
            "n.md:13:59: what happens once needs no cooldown",
            "n.md:14:13: not a JSONPath, which starts with $ and has at most 1000 characters: count"
                + " > 5",
            "n.md:15:22: not a JSONPath: $[",
            "n.md:16:22: count must be a number or name event types, as { trade: 100 }",
            "n.md:17:13: 'when' says nothing; give event, type, phase, count or after");
  }

  @Test
  void anEmittedEventMeetsAConstantWithNumbersInside() {
    Narrative narrative =
        NarrativeReader.parse(
            "n",
            "n.md",
            """
            ---
            events: { t: { schema: { const: { a: [1, 2.5] } } } }
            conditions:
              - { when: $.x, then: { emit: { type: t, data: { a: [1, 2.5] } } } }
            ---
            prose
            """);

    assertThat(narrative.conditions()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$.data[?(@.a =~ /x(?=y)/)]",
        "$.data[?(@.a =~ /(a)\\1/)]",
        "$.data[?(@.a =~ /[/)]",
        "$.data[?(@.a =~ /x/u)]",
        "$.data[?(@.a =~ /x/ && @.b == 1)]",
        "$.data[?(@.b == 1 || @.a =~ /x/)]",
        "$.data[?(!(@.a =~ /(a+)+b/))]",
        "$.data[?(/(a+)+b/ =~ @.a)]",
        "$.data[?(@.a =~ /x/)][?(@.b.c() =~ /(a+)+b/)]",
        "$.data[?]",
        "$.data[?(@.a =~ /x/)][?]",
        "$.data[?(@.a == /(/)]"
      })
  void aPatternThatMayStallIsRefused(String path) {
    String quoted = path.replace("\\", "\\\\");
    assertThat(faults("  - { when: \"%s\", then: { stop: true } }".formatted(quoted)))
        .singleElement()
        .asString()
        .startsWith("n.md:5:13: ");
  }
}
