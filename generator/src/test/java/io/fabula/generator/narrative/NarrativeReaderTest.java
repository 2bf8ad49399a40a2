package io.fabula.generator.narrative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
@SuppressWarnings("StringConcatToTextBlock") // lines end in more than one way here
class NarrativeReaderTest {
  private static final String FULL =
      """
      ---
      rate: 20
      arrival: { bursts: 20 }
      count: 300
      duration: 5m
      seed: 7
      batch: 20
      audience: shared
      catchup: 100
      parallel: 2
      provider: openai
      mode: blueprint
      events:
        trade: { weight: 8, schema: { type: object, required: [price], properties: { price: { type: number, minimum: 0 } } } }
        halt:  { weight: 1 }
        tick:
      phases:
        - { name: calm,  for: 2m, rate: 20 }
        - { name: crash, for: 30s, rate: 200, ramp: 5s, arrival: poisson, tell: "prices fall fast, halts appear" }
      conditions:
        - { when: "$.data[?(@.price < 90)]", then: { phase: crash } }
        - { when: "$.data.stop", then: { stop: true, rate: 5, emit: { type: halt, data: { why: end } } } }
      ---
      # Trading

      Simulate live trading.
      """;

  private static Narrative parse(String text) {
    return NarrativeReader.parse("n", "n.md", text);
  }

  private static List<String> faults(String text) {
    return catchThrowableOfType(InvalidDocumentException.class, () -> parse(text))
        .problems()
        .stream()
        .map(Problem::toString)
        .toList();
  }

  private static List<String> frontFaults(String yaml) {
    return faults("---\n" + yaml + "\n---\nprose");
  }

  @Test
  void everyKeyIsRead() {
    Narrative n = parse(FULL);

    assertThat(n.title()).isEqualTo("Trading");
    assertThat(n.prose()).isEqualTo("# Trading\n\nSimulate live trading.");
    assertThat(n.rate()).isEqualTo(20);
    assertThat(n.arrival()).isEqualTo(new Arrival.Bursts(20));
    assertThat(n.count()).hasValue(300);
    assertThat(n.duration()).contains(Duration.ofMinutes(5));
    assertThat(n.seed()).hasValue(7);
    assertThat(n.batch()).isEqualTo(20);
    assertThat(n.audience()).isEqualTo(Audience.SHARED);
    assertThat(n.catchup()).isEqualTo(100);
    assertThat(n.parallel()).isEqualTo(2);
    assertThat(n.provider()).contains("openai");
    assertThat(n.mode()).isEqualTo(Mode.BLUEPRINT);
    assertThat(n.events().keySet()).containsExactly("trade", "halt", "tick");
    assertThat(n.events().values()).extracting(EventType::weight).containsExactly(8.0, 1.0, 1.0);
    assertThat(n.events().values())
        .extracting(t -> t.schema().isPresent())
        .containsExactly(true, false, false);
    assertThat(n.phases()).extracting(Phase::name).containsExactly("calm", "crash");
    assertThat(n.phases().getFirst().arrival()).isEmpty();
    assertThat(n.phases().getLast().arrival()).contains(new Arrival.Poisson());
    assertThat(n.phases().getLast().ramp()).isEqualTo(Duration.ofSeconds(5));
    assertThat(n.phases().getLast().tell()).contains("prices fall fast, halts appear");
    assertThat(n.conditions()).hasSize(2);
    assertThat(n.conditions().getLast().then().stop()).isTrue();
    assertThat(n.conditions().getLast().then().emit())
        .contains(new Condition.Emit("halt", "{\"why\":\"end\"}"));
    assertThat(n.highestRate()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Just prose.",
        "---\n---\nJust prose.",
        "---\n# a comment\n--- \nJust prose.",
        "---\r\n---\r\nJust prose.\r\n"
      })
  void onlyTheProseIsRequired(String text) {
    Narrative n = parse(text);

    assertThat(n.prose()).isEqualTo("Just prose.");
    assertThat(n.title()).isEqualTo("n");
    assertThat(n.rate()).isEqualTo(1);
    assertThat(n.arrival()).isEqualTo(new Arrival.Constant());
    assertThat(n.count()).isEmpty();
    assertThat(n.duration()).isEmpty();
    assertThat(n.seed()).isEmpty();
    assertThat(n.batch()).isEqualTo(20);
    assertThat(n.audience()).isEqualTo(Audience.PRIVATE);
    assertThat(n.mode()).isEqualTo(Mode.BATCHES);
    assertThat(n.events()).isEmpty();
  }

  @Test
  void anArrivalHasANameOrASize() {
    assertThat(parse("---\narrival: constant\n---\nx").arrival()).isEqualTo(new Arrival.Constant());
    assertThat(parse("---\narrival: poisson\n---\nx").arrival()).isEqualTo(new Arrival.Poisson());
    assertThat(parse("---\narrival: bursts\n---\nx").arrival()).isEqualTo(new Arrival.Bursts(10));
    assertThat(parse("---\narrival: { bursts: 2.5 }\n---\nx").arrival())
        .isEqualTo(new Arrival.Bursts(2.5));
  }

  @Test
  void anArrivalThatIsNoneIsShownAtItsPlaceWithWhatWasProbablyMeant() {
    assertThat(frontFaults("rate: 3\narrival: possion"))
        .containsExactly(
            "n.md:3:10: arrival must be constant, poisson, bursts or { bursts: 20 }, not 'possion';"
                + " did you mean 'poisson'?");
    assertThat(frontFaults("phases: [{ name: a, arrival: [poisson] }]"))
        .containsExactly(
            "n.md:2:30: arrival must be constant, poisson, bursts or { bursts: 20 }, not a list");
    assertThat(frontFaults("arrival: {}"))
        .containsExactly(
            "n.md:2:10: arrival must be constant, poisson, bursts or { bursts: 20 }, not an empty"
                + " mapping");
    assertThat(frontFaults("arrival: { bursts: }")).hasSize(1);
    assertThat(frontFaults("arrival: { brusts: 5 }"))
        .containsExactly("n.md:2:12: unknown key 'brusts'; did you mean 'bursts'?");
    assertThat(frontFaults("arrival: { bursts: 0.5 }"))
        .containsExactly("n.md:2:20: bursts must be from 1 to 10000, not 0.5");
    assertThat(frontFaults("arival: poisson"))
        .containsExactly("n.md:2:1: unknown key 'arival'; did you mean 'arrival'?");
  }

  @Test
  void allFaultsComeInOneGoWithTheirPlaces() {
    List<String> faults =
        faults(
            """
            ---
            raet: 20
            rate: 0
            count: 0
            batch: 201
            audience: everyone
            catchup: 5
            parallel: 17
            mode: magic
            duration: soon
            events:
              "bad name": { weight: 1 }
              trade: { weight: -1, wieght: 2, schema: { type: banana } }
            phases:
              - { for: 10ms, ramp: 1m }
              - { name: a, for: 1s, ramp: 2s }
              - { name: a }
            conditions:
              - { when: "$[", then: { phase: crsh } }
              - { when: "$.x" }
              - { when: "$.x", then: {} }
              - { when: "$.x", then: { emit: { type: traed } } }
            ---
            """);

    assertThat(faults)
        .contains(
            "n.md:2:1: unknown key 'raet'; did you mean 'rate'?",
            "n.md:3:7: rate must be from 0.01 to 1000000, not 0",
            "n.md:4:8: count must be from 1 to 9223372036854775807, not 0",
            "n.md:5:8: batch must be from 1 to 200, not 201",
            "n.md:6:11: audience must be one of private, shared, not everyone",
            "n.md:7:10: catchup is for audience: shared only",
            "n.md:8:11: parallel must be from 1 to 16, not 17",
            "n.md:9:7: mode must be one of batches, blueprint, not magic",
            "n.md:10:11: duration must be a duration such as 250ms, 5s, 2m or 1h30m, not soon",
            "n.md:12:3: an event type has 1 to 64 letters, digits or _ . : -, not 'bad name'",
            "n.md:13:20: weight must be from 0 to 1000000000, not -1",
            "n.md:13:24: unknown key 'wieght'; did you mean 'weight'?",
            "n.md:15:5: a phase needs a name",
            "n.md:15:12: a phase lasts at least 100ms",
            "n.md:16:31: the ramp is longer than its phase",
            "n.md:17:13: the phase 'a' stands twice",
            "n.md:20:5: a condition needs 'when' and 'then'",
            "n.md:21:26: 'then' does nothing; give phase, rate, emit or stop: true",
            "n.md:22:42: no event type 'traed'; did you mean 'trade'?",
            "n.md:24:1: no prose: say what happens, below the front matter")
        .anyMatch(f -> f.startsWith("n.md:13:43: not a JSON Schema"))
        .anyMatch(f -> f.startsWith("n.md:19:13: not a JSONPath: $["))
        .anyMatch(f -> f.startsWith("n.md:19:34: no phase 'crsh'"));
  }

  @Test
  void theFaultNamesTheLineOfTheFileWithWindowsLineEndsToo() {
    assertThat(faults("---\r\nrate: 1\r\nseed: x\r\n---\r\nprose"))
        .containsExactly("n.md:3:7: seed must be a whole number, not 'x'");
  }

  @Test
  void frontMatterThatNeverEndsIsAFault() {
    assertThat(faults("---\nrate: 1\nprose"))
        .containsExactly("n.md:1:1: the front matter never ends; close it with a line of ---");
  }

  @Test
  void anyMarkdownMayStandInTheBody() {
    String body =
        "## The *market*\n\n"
            + "---\n\n"
            + "| a | b |\n"
            + "|---|---|\n\n"
            + "```yaml\n"
            + "---\n"
            + "rate: x\n"
            + "---\n"
            + "```\n"
            + "> {{now}} <b>";

    Narrative n = parse("---\nrate: 2\n---\n" + body);

    assertThat(n.prose()).isEqualTo(body);
    assertThat(n.title()).isEqualTo("The *market*");
  }

  @ParameterizedTest
  @CsvSource({
    "# Title,Title",
    "###   Spaced out  ,Spaced out",
    "# Closed ##,Closed",
    "# About C#,About C#",
    "#none,n",
    "####### seven,n",
    "'```\n# a comment\n```\n# Real',Real",
    "'text\n\n# Later',Later",
    "'# One\r\ntext',One",
    "'~~~\n# x\n~~~',n"
  })
  void theTitleIsTheFirstHeadingOfTheProse(String body, String title) {
    assertThat(parse(body).title()).isEqualTo(title);
  }

  @Test
  void aHeadingAsLongAsAFileMayBeDoesNotStall() {
    assertThat(parse("# a" + " ".repeat(1_000_000) + "b").title()).endsWith("b");
    assertThat(parse("#".repeat(1_000_000)).title()).isEqualTo("n");
    assertThat(parse("# " + "a #".repeat(300_000) + "b").title()).endsWith("b");
  }

  @Test
  void aPhaseThatNeverEndsMustBeTheLastUnlessAConditionLeadsOn() {
    assertThat(frontFaults("phases:\n  - { name: a }\n  - { name: b }"))
        .containsExactly(
            "n.md:3:3: the phase 'a' has no 'for' and no condition leads out of it, so 'b' never"
                + " comes");
    assertThat(
            parse(
                    "---\n"
                        + "phases: [{name: a}, {name: b}]\n"
                        + "conditions: [{when: $.x, then: {phase: b}}]\n"
                        + "---\n"
                        + "prose")
                .phases())
        .hasSize(2);
  }

  @Test
  void anEmittedEventObeysItsSchema() {
    assertThat(
            frontFaults(
                """
                events: { halt: { schema: { type: object, required: [why] } } }
                conditions:
                  - { when: $.x, then: { emit: { type: halt, data: { because: 1 } } } }\
                """))
        .singleElement()
        .asString()
        .startsWith("n.md:4:")
        .contains("why");
  }

  @Test
  void anEmittedEventHasATypeThatNeedsNoEscapes() {
    assertThat(frontFaults("conditions: [{ when: $.x, then: { emit: { type: 'a\"b' } } }]"))
        .singleElement()
        .asString()
        .contains("a\"b");
  }

  @Test
  void aFileIsReadAsStrictUtf8WithoutItsMark(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("tale.md");
    Files.writeString(file, "\ufeff---\nrate: 3\n---\nGrüße 😀\n");

    Narrative n = NarrativeReader.read(file);

    assertThat(n.name()).isEqualTo("tale");
    assertThat(n.rate()).isEqualTo(3);
    assertThat(n.prose()).isEqualTo("Grüße 😀");
  }

  @Test
  void otherBytesAreRefusedAtTheirPlace(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("latin.md");
    Files.write(file, "ok\nGr\u00fc\u00dfe".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> NarrativeReader.read(file))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessage(file + ":2:3: not UTF-8 at byte 5");
  }

  @Test
  void aFileMayWeighOneMebibyteAndNoMore(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("big.md");
    Files.writeString(file, "x".repeat(NarrativeReader.MAX_BYTES));
    assertThat(NarrativeReader.read(file).prose()).hasSize(NarrativeReader.MAX_BYTES);

    Files.writeString(file, "x".repeat(NarrativeReader.MAX_BYTES + 1));

    assertThatThrownBy(() -> NarrativeReader.read(file))
        .hasMessageContaining("larger than 1024 KiB");
  }

  @Test
  void aMissingFileIsSaid(@TempDir Path dir) {
    assertThatThrownBy(() -> NarrativeReader.read(dir.resolve("none.md")))
        .hasMessageEndingWith("none.md: no such file");
  }
}
