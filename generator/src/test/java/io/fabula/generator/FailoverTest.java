package io.fabula.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabula.generator.batch.GenerationException;
import io.fabula.generator.blueprint.Blueprint;
import io.fabula.generator.event.Event;
import io.fabula.generator.event.Timeline;
import io.fabula.generator.narrative.NarrativeReader;
import io.fabula.generator.story.Telling;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.ProviderSettings.Recovery;
import io.fabula.providers.fallback.Models;
import io.fabula.providers.stub.ChatCompletionsStub;
import io.fabula.providers.stub.Request;
import io.fabula.providers.stub.ScriptedAnswer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A story goes on telling itself whatever a provider does.
class FailoverTest {
  private static final String COUNTER =
      """
      {"blueprint": 1,
       "entities": {"counter": {"fields": {"n": 100000}, "actions": [{"event": "t"}]}},
       "events": {"t": {"set": {"n": {"$expr": "n + 1"}}, "data": {"n": {"$ref": "n"}}}}}
      """;
  private static final ScriptedAnswer DOWN = ScriptedAnswer.status(503, "");

  private final List<AutoCloseable> open = new ArrayList<>();
  private final Map<String, ProviderSettings> settings = new LinkedHashMap<>();
  private final AtomicInteger written = new AtomicInteger();
  private Duration cooldown = Duration.ofMinutes(5);
  private String front = "rate: 1000\nbatch: 5";

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private ChatCompletionsStub provider(
      String name, List<String> fallback, Function<Request, ScriptedAnswer> script) {
    ChatCompletionsStub stub = ChatCompletionsStub.open(script);
    open.add(stub);
    settings.put(
        name,
        ProviderSettings.of(name, "openai-compatible", "m")
            .withBaseUrl(stub.baseUrl())
            .with(new Recovery(0, fallback, cooldown)));
    return stub;
  }

  private Timeline tell(String provider, long count) {
    return tell(provider, count, Optional.of(Blueprint.parse("n.blueprint.json", COUNTER)));
  }

  private Timeline tell(String provider, long count, Optional<Blueprint> blueprint) {
    Models models = Models.of(settings, provider);
    open.add(models);
    return tell(models, count, blueprint);
  }

  private Timeline tell(Models models, long count) {
    return tell(models, count, Optional.of(Blueprint.parse("n.blueprint.json", COUNTER)));
  }

  private Timeline tell(Models models, long count, Optional<Blueprint> blueprint) {
    Story story =
        new Story(
            NarrativeReader.parse("n", "n.md", "---\n" + front + "\n---\nA day at the mill."),
            blueprint);
    Timeline timeline =
        new Storyteller(models, Optional.empty(), Clock.systemUTC(), new Random(1))
            .tell(story, Telling.PLAIN.withCount(count));
    open.add(timeline);
    return timeline;
  }

  private static String event(int n) {
    return "{\"type\":\"t\",\"data\":{\"n\":%d}}".formatted(n);
  }

  /// As many events as were asked for, never one twice.
  private ScriptedAnswer whatIsAskedFor(Request request, String digest) {
    int asked =
        Integer.parseInt(request.body().replaceAll("(?s).*Write the next (\\d+) events.*", "$1"));
    int first = written.getAndAdd(asked);
    return ScriptedAnswer.of(
        IntStream.rangeClosed(first + 1, first + asked)
            .mapToObj(FailoverTest::event)
            .collect(Collectors.joining(",", "{\"events\":[", "],\"digest\":\"" + digest + "\"}")));
  }

  private static List<Integer> rest(Timeline timeline) throws InterruptedException {
    List<Integer> numbers = new ArrayList<>();
    long sequence = 0;
    for (var e = timeline.next(); e.isPresent(); e = timeline.next()) {
      sequence++;
      assertThat(e.get().sequence()).isEqualTo(sequence);
      numbers.add(number(e.get()));
    }
    return numbers;
  }

  private static int number(Event event) {
    return Integer.parseInt(event.data().replaceAll("\\D", ""));
  }

  @Test
  void theNextProviderWritesWhileTheFirstIsDown() throws Exception {
    ChatCompletionsStub first = provider("first", List.of("second"), _ -> DOWN);
    provider("second", List.of(), r -> whatIsAskedFor(r, "d"));
    Timeline timeline = tell("first", 23);

    assertThat(rest(timeline)).hasSize(23).doesNotHaveDuplicates();
    assertThat(first.requests()).as("left alone for its cool-down").hasSize(1);
    assertThat(timeline.counters()).containsEntry("failed_over", 1L).containsEntry("events", 23L);
  }

  @Test
  void whereThereIsNoBlueprintTheSchemasStandIn() throws Exception {
    front += "\nevents: { t: { schema: { required: [n], properties: { n: { type: integer } } } } }";
    provider("first", List.of("offline"), _ -> DOWN);
    Timeline timeline = tell("first", 9, Optional.empty());

    assertThat(rest(timeline)).hasSize(9);
    assertThat(timeline.counters()).containsEntry("played", 9L);
  }

  @Test
  void aStandInThatCannotBeDrawnIsNone() {
    front += "\nevents: { t: { schema: { not: {} } } }";
    provider("first", List.of("offline"), _ -> DOWN);
    Timeline timeline = tell("first", 9, Optional.empty());

    assertThatThrownBy(timeline::next)
        .isInstanceOf(GenerationException.class)
        .hasMessageContaining("has no blueprint");
  }

  @Test
  void whoTakesOverKnowsTheStorySoFar() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    provider(
        "first",
        List.of("second"),
        r ->
            calls.getAndIncrement() == 0
                ? whatIsAskedFor(r, "the wheel has stopped")
                : ScriptedAnswer.status(401, ""));
    ChatCompletionsStub second = provider("second", List.of(), r -> whatIsAskedFor(r, "d"));
    Timeline timeline = tell("first", 10);

    assertThat(rest(timeline)).isEqualTo(IntStream.rangeClosed(1, 10).boxed().toList());
    assertThat(second.requests().getFirst().body())
        .contains("the wheel has stopped")
        .contains(event(5).replace("\"", "\\\""));
  }

  @Test
  void theFirstWritesAgainWhenItIsWell() throws Exception {
    cooldown = Duration.ZERO;
    AtomicInteger calls = new AtomicInteger();
    ChatCompletionsStub first =
        provider(
            "first",
            List.of("second"),
            r -> calls.getAndIncrement() == 0 ? DOWN : whatIsAskedFor(r, "d"));
    ChatCompletionsStub second = provider("second", List.of(), r -> whatIsAskedFor(r, "d"));
    Timeline timeline = tell("first", 30);

    assertThat(rest(timeline)).hasSize(30).doesNotHaveDuplicates();
    assertThat(second.requests()).hasSize(1);
    assertThat(first.requests()).hasSizeGreaterThan(3);
    assertThat(timeline.counters()).containsEntry("failed_over", 2L);
  }

  @Test
  void theBlueprintIsPlayedUntilTheModelIsWell() throws Exception {
    cooldown = Duration.ZERO;
    AtomicInteger calls = new AtomicInteger();
    ChatCompletionsStub first =
        provider(
            "first",
            List.of("offline"),
            r -> {
              int call = calls.getAndIncrement();
              return call > 0 && call < 4 ? DOWN : whatIsAskedFor(r, "before the storm");
            });
    Timeline timeline = tell("first", 100_000);

    List<Integer> told = new ArrayList<>();
    boolean played = false;
    while (!(played && told.getLast() < 100_000)) {
      Event event = timeline.next().orElseThrow();
      assertThat(event.sequence()).isEqualTo(told.size() + 1);
      told.add(number(event));
      played |= told.getLast() > 100_000;
    }

    assertThat(told).doesNotHaveDuplicates().startsWith(1, 2, 3, 4, 5, 100_001);
    assertThat(timeline.counters())
        .containsEntry("failed_over", 2L)
        .containsEntry("played", told.stream().filter(n -> n > 100_000).count());
    assertThat(first.requests())
        .extracting(Request::body)
        .as("who comes back is told what happened meanwhile")
        .anyMatch(
            body -> body.contains("before the storm") && body.matches("(?s).*n\\\\\":1\\d{5}}.*"));
  }

  @Test
  void aModelThatComesBackIsNotToldWhatABlueprintHasSpoilt() throws Exception {
    cooldown = Duration.ZERO;
    AtomicInteger calls = new AtomicInteger();
    ChatCompletionsStub first =
        provider(
            "first",
            List.of("offline"),
            r -> calls.getAndIncrement() < 4 ? DOWN : whatIsAskedFor(r, "d"));
    String dirty = COUNTER.replace("1,", "1, \"faults\": {\"malformed\": 0.5},");
    Timeline timeline = tell("first", 5_000, Optional.of(Blueprint.parse("b", dirty)));

    boolean spoilt = false;
    while (timeline.counters().getOrDefault("events", 0L) < 10) {
      String data = timeline.next().orElseThrow().data();
      spoilt |= !data.endsWith("}");
    }

    assertThat(spoilt).isTrue();
    assertThat(first.requests().getLast().body())
        .contains("n\\\":10")
        .doesNotContainPattern("data\\\\\":[^}]*\\\\n");
  }

  @Test
  void withoutAnyoneLeftTheStoryEndsWithWhatIsWrong() {
    provider("first", List.of("second"), _ -> DOWN);
    provider("second", List.of(), _ -> ScriptedAnswer.status(401, ""));

    assertThatThrownBy(() -> tell("first", 5).next())
        .isInstanceOf(GenerationException.class)
        .hasMessageContainingAll("first", "503", "second", "401");
  }

  @Test
  void aModelThatBringsTooLittleThreeTimesIsGivenUp() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    ChatCompletionsStub first =
        provider(
            "first",
            List.of("second"),
            _ ->
                ScriptedAnswer.of(
                    "{\"events\":[%s,{\"type\":\"t\",\"data\":7}]}"
                        .formatted(event(-1 - calls.getAndIncrement()))));
    provider("second", List.of(), r -> whatIsAskedFor(r, "d"));
    Timeline timeline = tell("first", 40);

    assertThat(rest(timeline)).hasSize(40);
    assertThat(first.requests()).hasSize(3);
    assertThat(first.requests().get(1).body()).contains("an event needs a text 'type'");
    assertThat(timeline.counters()).containsEntry("invalid", 3L).containsEntry("failed_over", 1L);
  }

  @Test
  void aModelThatIsAlwaysCutAfterLittleIsGivenUpToo() throws Exception {
    ChatCompletionsStub first =
        provider(
            "first",
            List.of("second"),
            _ ->
                ScriptedAnswer.start()
                    .token("{\"events\":[" + event(-written.incrementAndGet()) + ",{\"ty")
                    .finish("length")
                    .done());
    provider("second", List.of(), r -> whatIsAskedFor(r, "d"));

    assertThat(rest(tell("first", 40))).hasSize(40);
    assertThat(first.requests()).hasSize(3);
  }

  @Test
  void aStoryWhoseModelsAreClosedEnds() throws Exception {
    provider("first", List.of(), r -> whatIsAskedFor(r, "d"));
    Timeline timeline = tell("first", 100);
    assertThat(timeline.next()).isPresent();

    open.get(1).close();

    assertThatThrownBy(
            () -> {
              while (timeline.next().isPresent()) {
                // what was written before is told
              }
            })
        .isInstanceOf(RuntimeException.class);
    assertThat(timeline.counters().get("calls")).isLessThan(10L);
  }

  @Test
  void aModelThatBringsLittleIsKeptWhereThereIsNobodyElse() throws Exception {
    front = "rate: 1000\nbatch: 10";
    provider(
        "only",
        List.of(),
        _ ->
            ScriptedAnswer.of(
                "{\"events\":[%s,%s]}"
                    .formatted(
                        event(written.incrementAndGet()), event(written.incrementAndGet()))));

    assertThat(rest(tell("only", 40))).hasSize(40).doesNotHaveDuplicates();
  }

  @Test
  void oneGoodAnswerForgivesThePoorOnesBefore() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    provider(
        "first",
        List.of("second"),
        r ->
            calls.getAndIncrement() % 3 == 2
                ? whatIsAskedFor(r, "d")
                : ScriptedAnswer.of(
                    "{\"events\":[%s]}".formatted(event(written.incrementAndGet()))));
    ChatCompletionsStub second = provider("second", List.of(), r -> whatIsAskedFor(r, "d"));

    assertThat(rest(tell("first", 42))).hasSize(42);
    assertThat(second.requests()).isEmpty();
  }

  @Test
  void halfOfWhatWasAskedForIsEnough() throws Exception {
    front = "rate: 1000\nbatch: 4";
    provider(
        "first",
        List.of("second"),
        _ ->
            ScriptedAnswer.of(
                "{\"events\":[%s,%s]}"
                    .formatted(
                        event(written.incrementAndGet()), event(written.incrementAndGet()))));
    ChatCompletionsStub second = provider("second", List.of(), r -> whatIsAskedFor(r, "d"));

    assertThat(rest(tell("first", 40))).hasSize(40);
    assertThat(second.requests()).isEmpty();
  }

  @Test
  void aPromptThatNeverFitsGoesToTheNextAfterOneShorterTry() throws Exception {
    String digest = "x".repeat(900);
    AtomicInteger calls = new AtomicInteger();
    ChatCompletionsStub first =
        provider(
            "first",
            List.of("second"),
            r ->
                calls.getAndIncrement() == 0
                    ? whatIsAskedFor(r, digest)
                    : ScriptedAnswer.status(413, ""));
    provider("second", List.of(), r -> whatIsAskedFor(r, "d"));

    assertThat(rest(tell("first", 10))).hasSize(10);
    assertThat(first.requests()).hasSize(3);
  }

  @Test
  void onesMissingWordDoesNotTakeTheProviderFromOthers() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    provider(
        "only",
        List.of(),
        r ->
            calls.getAndIncrement() == 0
                ? ScriptedAnswer.status(400, "{\"error\":{\"message\":\"no\"}}")
                : whatIsAskedFor(r, "d"));
    Models models = Models.of(settings, "only");
    open.add(models);
    Timeline one = tell(models, 5);
    assertThatThrownBy(one::next).isInstanceOf(GenerationException.class);

    assertThat(rest(tell(models, 5))).hasSize(5);
  }

  @Test
  void aRefusalGoesToTheNextAndKeepsOthersStreamsAsTheyAre() throws Exception {
    provider(
        "first", List.of("second"), _ -> ScriptedAnswer.start().finish("content_filter").done());
    ChatCompletionsStub second = provider("second", List.of(), r -> whatIsAskedFor(r, "d"));

    assertThat(rest(tell("first", 5))).hasSize(5);
    assertThat(second.requests()).hasSize(1);
  }

  @Test
  void aPromptThatIsTooLongIsShortenedOnce() throws Exception {
    String long1 = "x".repeat(900);
    AtomicInteger calls = new AtomicInteger();
    ChatCompletionsStub first =
        provider(
            "first",
            List.of(),
            r ->
                calls.getAndIncrement() > 0 && r.body().contains(long1)
                    ? ScriptedAnswer.status(
                        400,
                        "{\"error\":{\"message\":\"too many tokens\",\"type\":\"invalid_request_error\",\"code\":\"context_length_exceeded\"}}")
                    : whatIsAskedFor(r, long1));
    Timeline timeline = tell("first", 10);

    assertThat(rest(timeline)).hasSize(10).doesNotHaveDuplicates();
    assertThat(first.requests()).hasSize(3);
    assertThat(timeline.counters()).containsEntry("shortened", 1L);
  }

  @Test
  void aModelCaughtInALoopIsStoppedAndAskedAgain() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    ChatCompletionsStub first =
        provider(
            "first",
            List.of(),
            r ->
                calls.getAndIncrement() == 0
                    ? ScriptedAnswer.start()
                        .token("{\"events\":[" + event(-1) + ",{\"type\":\"t")
                        .text("na".repeat(4096), 16, Duration.ZERO)
                        .hang()
                    : whatIsAskedFor(r, "d"));

    assertThat(rest(tell("first", 5))).hasSize(5);
    assertThat(first.requests().get(1).body()).contains("ran on without bringing another event");
  }

  @Test
  void severalWriteAtTheSameTimeWhereOneIsTooSlow() throws Exception {
    front = "rate: 1000\nbatch: 6\nparallel: 3";
    ChatCompletionsStub slow =
        provider(
            "slow",
            List.of(),
            r -> {
              int first = written.getAndAdd(6);
              String events =
                  IntStream.rangeClosed(first + 1, first + 6)
                      .mapToObj(FailoverTest::event)
                      .collect(Collectors.joining(","));
              return ScriptedAnswer.start()
                  .text(
                      "{\"events\":[%s],\"digest\":\"d\",\"cast\":[\"ann\",\"ben\",\"cid\",\"dot\"]}"
                          .formatted(events),
                      10,
                      Duration.ofMillis(3))
                  .finish("stop")
                  .usage()
                  .done();
            });
    Timeline timeline = tell("slow", 120);

    assertThat(rest(timeline)).hasSize(120).doesNotHaveDuplicates();
    assertThat(slow.mostInFlight()).isEqualTo(3);
    assertThat(slow.requests().getFirst().body()).doesNotContain("writer 1 of");
    assertThat(slow.requests())
        .extracting(Request::body)
        .anyMatch(body -> body.contains("You are writer 3 of 3"));
    assertThat(timeline.sustained().orElseThrow()).isPositive().isLessThan(1000);
  }
}
