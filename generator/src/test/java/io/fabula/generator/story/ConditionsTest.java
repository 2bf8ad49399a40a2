package io.fabula.generator.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabula.generator.event.Event;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.narrative.NarrativeReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What conditions do to a story. The events are a, b, a, b, ... with their number as data, ten a
/// second.
@Timeout(30)
class ConditionsTest {
  private static final String NUMBERED = "{\"n\":%d}";

  /// Tells a story whose n-th event has the data that `data` makes of n.
  private static List<Event> tell(String front, long most, LongFunction<String> data)
      throws InterruptedException {
    Narrative narrative =
        NarrativeReader.parse("n", "n.md", "---\nrate: 10\n" + front + "\n---\nprose");
    EventSource source =
        new EventSource() {
          private long told;

          @Override
          public Optional<String> next(StoryClock clock, JsonBuffer out) {
            told++;
            out.ascii(data.apply(told));
            return Optional.of(told % 2 == 1 ? "a" : "b");
          }

          @Override
          public boolean ready() {
            return true;
          }

          @Override
          public void close() {
            // holds nothing
          }
        };
    List<Event> events = new ArrayList<>();
    try (StoryTimeline timeline =
        StoryTimeline.open(narrative, Telling.PLAIN.withCount(most), 1, source, Instant.EPOCH)) {
      for (var e = timeline.next(); e.isPresent(); e = timeline.next()) {
        events.add(e.get());
      }
    }
    return events;
  }

  /// The numbers in the sequence at which a `mark` was emitted.
  private static List<Long> marks(String conditions, long most) throws InterruptedException {
    String front = "phases: [{ name: one, for: 1s }, { name: two, for: 1s }]\nconditions:\n";
    return tell(front + conditions.indent(2).stripTrailing(), most, NUMBERED::formatted).stream()
        .filter(event -> event.type().equals("mark"))
        .map(Event::sequence)
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          $.data[?(@.n == 3)]                                   | 4
          { event: '$.data[?(@.n == 3)]' }                      | 4
          { event: '$.data[?(@.n > 2)]', type: b }              | 5,8,11
          { type: b }                                           | 3,6,9,12
          { count: 8 }                                          | 9,11
          { count: { b: 4 } }                                   | 9,11
          { count: { a: 3, b: 4 } }                             | 9,11
          { after: 900ms }                                      | 11
          { after: 900ms, type: b }                             | 11
          { after: 800ms, count: { b: 5 } }                     | 11
          { phase: two }                                        | 12
          { phase: one, count: 9 }                              | 10
          { event: '$.data[?(@.n =~ /[38]/)]' }                 | 4,10
          """)
  void aConditionHoldsWhenAllItsPartsDo(String when, String expected) throws Exception {
    String condition =
        "- { when: %s, then: { emit: { type: mark } } }"
            .formatted(when.startsWith("$") ? '"' + when + '"' : when);

    assertThat(marks(condition, 12))
        .isEqualTo(List.of(expected.split(",")).stream().map(Long::valueOf).toList());
  }

  @Test
  void onceIsOnce() throws Exception {
    assertThat(marks("- { when: { count: 4 }, then: { emit: { type: mark } }, once: true }", 50))
        .containsExactly(5L);
  }

  @Test
  void aCooldownIsStoryTime() throws Exception {
    // Event k is due at (k - 1) * 100 ms: 4 at 300 ms, and the next that is told 500 ms later is 9.
    assertThat(
            marks("- { when: { count: 4 }, then: { emit: { type: mark } }, cooldown: 500ms }", 20))
        .containsExactly(5L, 10L, 15L, 20L);
  }

  @Test
  void emittedEventsCountButBringNothingAbout() throws Exception {
    String conditions =
        """
        - { when: { type: mark }, then: { emit: { type: mark } } }
        - { when: { count: { mark: 1 } }, then: { stop: true } }
        - { when: { count: 3 }, then: { emit: { type: mark } } }
        """;
    List<Event> events = tell("conditions:\n" + conditions, 50, NUMBERED::formatted);

    assertThat(events).extracting(Event::type).containsExactly("a", "b", "a", "mark", "b", "mark");
  }

  @Test
  void allConditionsSeeTheStoryAsItWasAndTheLastWordCounts() throws Exception {
    String front =
        """
        phases: [{ name: one }, { name: two }, { name: three }]
        conditions:
          - { when: { count: 3, phase: one }, then: { phase: two, emit: { type: first } } }
          - { when: { count: 3, phase: two }, then: { emit: { type: never } }, once: true }
          - { when: { count: 3, phase: one }, then: { phase: three, emit: { type: second } } }
          - { when: { phase: three }, then: { emit: { type: third } }, once: true }
        """;
    assertThat(tell(front, 8, NUMBERED::formatted))
        .extracting(Event::type)
        .containsExactly("a", "b", "a", "first", "second", "b", "third", "a");
  }

  @Test
  void countersNeedNoJson() throws Exception {
    String front =
        """
        conditions:
          - { when: { count: { b: 2 }, type: b, after: 100ms }, then: { emit: { type: mark } } }
        """;
    assertThat(tell(front, 5, _ -> "this is no JSON")).extracting(Event::type).contains("mark");
  }

  @Test
  void aPathAndTheRestMustBothHold() throws Exception {
    for (String rest : List.of("count: 6", "type: other", "after: 1m", "count: { b: 3 }")) {
      String front =
          "conditions: [{ when: { event: $.data.n, " + rest + " }, then: { stop: true } }]";
      assertThat(tell(front, 50, NUMBERED::formatted))
          .as(rest)
          .hasSize(rest.matches("count.*") ? 6 : 50);
    }
  }

  @Test
  void inDataThatIsNoJsonNoPathFindsAnything() throws Exception {
    for (String path : List.of("$.data.n", "$.type", "$", "'$[?(@.sequence > 2)]'")) {
      String front = "conditions: [{ when: " + path + ", then: { stop: true } }]";
      assertThat(tell(front, 50, n -> n < 6 ? "{\"n\":" : NUMBERED.formatted(n))).hasSize(6);
    }
  }

  @Test
  void whatHappensOnceIsNotAskedAgain() throws Exception {
    String front = "conditions: [{ when: $.data.n, then: { rate: 20 }, once: true }]";

    assertThat(tell(front, 9, n -> n == 1 ? "{\"n\":1}" : "no JSON")).hasSize(9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          $.data[?(@.s =~ /abc/)]                                  | true
          $.data[?(@.s =~ /ab/)]                                   | false
          $.data[?(@.s =~ /ABC/i)]                                 | true
          $.data[?( @['s']  =~  /a.*/ )]                           | true
          $.data[?(@.path =~ /\\/x\\/\\d+/)]                       | true
          $.data[?(@.n =~ /1.5/)]                                  | true
          $.data[?(@.flag =~ /true/)]                              | true
          $.data[?(@.tags =~ /r.d/)]                               | true
          $.data[?(@.tags =~ /green/)]                             | false
          $.data.items[?(@.k =~ /b/)]                              | true
          $.data.items[?(@.k =~ /c/)]                              | false
          $.data[?(@.s =~ /abc/)][?(@.n > 1)]                      | true
          $.data[?(@.s =~ /abc/)][?(@.n > 2)]                      | false
          $[?(@.type == 'a')][?(@.data.s =~ /abc/)]                | true
          $.data[?(@.s == '=~')]                                   | false
          $.data[?(@.odd == 'x[?(@.s =~ /y/)]')]                   | true
          $.data[?(@.none =~ /.*/)]                                | false
          $.data[?(@.sub.deep[0] =~ /d/)]                          | true
          """)
  void patternsMatchTheWholeText(String path, boolean holds) throws Exception {
    String data =
        "{\"s\":\"abc\",\"path\":\"/x/12\",\"n\":1.5,\"flag\":true,\"tags\":[\"red\",\"blue\"],"
            + "\"items\":[{\"k\":\"a\"},{\"k\":\"b\"}],\"odd\":\"x[?(@.s =~ /y/)]\",\"none\":null,"
            + "\"sub\":{\"deep\":[\"d\"]}}";
    String front =
        "conditions: [{ when: \"%s\", then: { emit: { type: mark } }, once: true }]"
            .formatted(path.replace("\\", "\\\\"));

    assertThat(tell(front, 4, _ -> data).stream().anyMatch(e -> e.type().equals("mark")))
        .isEqualTo(holds);
  }

  @Test
  void noPatternStallsAStory() throws Exception {
    String front =
        "conditions: [{ when: '$.data[?(@.s =~ /(a+)+(.*a){9}b/)]', then: { stop: true } }]";

    assertThat(tell(front, 3, _ -> "{\"s\":\"" + "a".repeat(30_000) + "\"}")).hasSize(3);
  }
}
