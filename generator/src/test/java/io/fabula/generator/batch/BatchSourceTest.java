package io.fabula.generator.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabula.generator.event.Event;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.narrative.NarrativeReader;
import io.fabula.generator.story.StoryTimeline;
import io.fabula.generator.story.Telling;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.fallback.Models;
import io.fabula.providers.stub.ChatCompletionsStub;
import io.fabula.providers.stub.Request;
import io.fabula.providers.stub.ScriptedAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@SuppressWarnings("StringConcatToTextBlock")
class BatchSourceTest {
  private static final String FRONT =
      "rate: 1000\n"
          + "batch: 5\n"
          + "events: { t: { schema: { type: object, required: [n], properties: { n: { type: integer"
          + " } } } } }";

  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger calls = new AtomicInteger();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    gate.countDown();
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private ChatCompletionsStub stub(Function<Request, ScriptedAnswer> script) {
    ChatCompletionsStub stub = ChatCompletionsStub.open(script);
    open.add(stub);
    return stub;
  }

  private StoryTimeline tell(ChatCompletionsStub stub, String front, long count) throws Exception {
    ProviderSettings settings =
        ProviderSettings.of("stub", "openai-compatible", "m").withBaseUrl(stub.baseUrl());
    Models models = Models.of(Map.of("stub", settings), "stub");
    open.add(models);
    Narrative narrative =
        NarrativeReader.parse("n", "n.md", "---\n" + front + "\n---\nA quiet day at the mill.");
    OptionalLong last = count > 0 ? OptionalLong.of(count) : OptionalLong.empty();
    Telling telling = count > 0 ? Telling.PLAIN.withCount(count) : Telling.PLAIN;
    StoryTimeline timeline =
        StoryTimeline.open(
            narrative,
            telling,
            1,
            new BatchSource(narrative, models.chain(Optional.empty()), last, Optional.empty()),
            Instant.EPOCH);
    open.add(timeline);
    return timeline;
  }

  private static String event(int n) {
    return "{\"type\":\"t\",\"data\":{\"n\":%d}}".formatted(n);
  }

  /// A whole answer with five events, different in each call.
  private ScriptedAnswer five() {
    int first = calls.getAndIncrement() * 5;
    List<String> events = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      events.add(event(first + i));
    }
    return ScriptedAnswer.of(
        "{\"events\":[" + String.join(",", events) + "],\"digest\":\"call " + calls + "\"}");
  }

  private static List<String> rest(StoryTimeline timeline) throws InterruptedException {
    List<String> data = new ArrayList<>();
    for (var e = timeline.next(); e.isPresent(); e = timeline.next()) {
      data.add(e.get().data());
    }
    return data;
  }

  private static String prompt(ChatCompletionsStub stub, int call) throws Exception {
    StringBuilder text = new StringBuilder();
    for (JsonNode message :
        new ObjectMapper().readTree(stub.requests().get(call).body()).path("messages")) {
      text.append(message.path("content").toString().replace("\\n", "\n").replace("\\\"", "\""))
          .append('\n');
    }
    return text.toString();
  }

  @Test
  void theFirstEventIsGivenBeforeTheSecondIsWritten() throws Exception {
    ChatCompletionsStub stub =
        stub(
            _ ->
                ScriptedAnswer.start()
                    .token("{\"events\":[" + event(1))
                    .await(gate)
                    .token("," + event(2) + "]}")
                    .finish("stop")
                    .done());
    StoryTimeline timeline = tell(stub, FRONT, 2);

    Event first = timeline.next().orElseThrow();

    assertThat(first.data()).isEqualTo("{\"n\":1}");
    assertThat(gate.getCount()).isEqualTo(1);
    gate.countDown();
    assertThat(rest(timeline)).containsExactly("{\"n\":2}");
  }

  @Test
  void nothingIsAskedForAheadOfNeed() throws Exception {
    ChatCompletionsStub stub = stub(_ -> five());
    StoryTimeline timeline = tell(stub, FRONT.replace("1000", "0.01"), 0);
    assertThat(stub.requests()).isEmpty();

    for (int n = 1; n <= 23; n++) {
      assertThat(timeline.next()).isPresent();
      await().until(() -> stub.inFlight() == 0);
      // At this slow rate a lead of two events suffices: no more than the batch under way and one.
      assertThat(stub.requests()).hasSizeLessThanOrEqualTo((n + 2) / 5 + 1);
    }
  }

  @Test
  void theRequestCarriesTheNarrativeTheSchemaTheDigestAndTheLastEvents() throws Exception {
    ChatCompletionsStub stub = stub(_ -> five());
    StoryTimeline timeline =
        tell(stub, FRONT + "\nphases: [{name: dawn, tell: mist over the water}]", 10);
    assertThat(rest(timeline)).hasSize(10);

    JsonNode body = new ObjectMapper().readTree(stub.requests().getFirst().body());
    assertThat(prompt(stub, 0))
        .contains(
            "A quiet day at the mill.",
            "\"required\":[\"n\"]",
            "mist over the water",
            "The story begins.",
            "next 5 events");
    assertThat(
            body.path("response_format")
                .path("json_schema")
                .path("schema")
                .path("required")
                .toString())
        .contains("events", "digest");
    assertThat(prompt(stub, 1)).contains("call 1", event(5)).doesNotContain("The story begins.");
  }

  @Test
  void invalidEventsAreDroppedCountedAndToldToTheModel() throws Exception {
    ChatCompletionsStub stub =
        stub(
            _ ->
                calls.get() == 0 && calls.compareAndSet(0, 1)
                    ? ScriptedAnswer.of(
                        "{\"events\":["
                            + event(1)
                            + ",{\"type\":\"t\",\"data\":{\"n\":\"x\"}},{\"type\":\"u\",\"data\":{}},{\"no\":1},{\"type\":\"t\",\"data\":{\"n\":1,\"n\":2}},"
                            + event(1)
                            + "]}")
                    : five());
    StoryTimeline timeline = tell(stub, FRONT, 3);

    assertThat(rest(timeline))
        .doesNotHaveDuplicates()
        .hasSize(3)
        .allMatch(d -> d.matches("\\{\"n\":\\d+}"));
    assertThat(timeline.counters())
        .containsEntry("invalid", 4L)
        .containsEntry("repeated", 1L)
        .containsKeys("input_tokens", "output_tokens")
        .containsEntry("calls", 2L);
    assertThat(prompt(stub, 1))
        .contains("t data/n: ", "'u' is not declared", "repeated an earlier one");
  }

  @Test
  void answersWithoutAnyUsableEventEndTheStoryWithASentence() throws Exception {
    ChatCompletionsStub stub = stub(_ -> ScriptedAnswer.of("I am sorry, I cannot do that."));
    StoryTimeline timeline = tell(stub, FRONT, 3);

    assertThatThrownBy(timeline::next)
        .isInstanceOf(GenerationException.class)
        .hasMessage("stub (m) brought too few usable events, 0 of 3 in its last answer");
    assertThat(stub.requests()).hasSize(3);
    assertThatThrownBy(timeline::next).isInstanceOf(GenerationException.class);
  }

  @Test
  void aCutAnswerKeepsItsWholeEventsAndTheStoryGoesOn() throws Exception {
    ChatCompletionsStub stub =
        stub(
            _ ->
                calls.get() == 0 && calls.compareAndSet(0, 1)
                    ? ScriptedAnswer.start()
                        .token(
                            "{\"events\":[" + event(1) + "," + event(2) + ",{\"type\":\"t\",\"da")
                        .abort()
                    : five());
    StoryTimeline timeline = tell(stub, FRONT, 4);

    assertThat(rest(timeline)).containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":6}", "{\"n\":7}");
    assertThat(prompt(stub, 1)).contains(event(2)).doesNotContain("The story begins.");
  }

  @Test
  void aTerminalErrorEndsTheStoryWithTheProvidersSentence() throws Exception {
    ChatCompletionsStub stub =
        stub(_ -> ScriptedAnswer.status(401, "{\"error\":{\"message\":\"bad key\"}}"));
    StoryTimeline timeline = tell(stub, FRONT, 3);

    assertThatThrownBy(timeline::next)
        .isInstanceOf(GenerationException.class)
        .hasMessageContaining("stub")
        .hasCauseInstanceOf(io.fabula.providers.ProviderException.Terminal.class);
    assertThat(stub.requests()).hasSize(1);
  }

  @Test
  void aCallThatFailsForNowIsRepeated() throws Exception {
    ChatCompletionsStub stub =
        stub(_ -> calls.getAndIncrement() == 0 ? ScriptedAnswer.status(503, "") : five());

    assertThat(rest(tell(stub, FRONT, 2))).hasSize(2);
    assertThat(stub.requests()).hasSize(2);
  }

  @RepeatedTest(40)
  void closingDropsTheConnectionAndFreesABlockedReader() throws Exception {
    ChatCompletionsStub stub =
        stub(_ -> ScriptedAnswer.start().token("{\"events\":[" + event(1)).hang());
    StoryTimeline timeline = tell(stub, FRONT, 0);
    assertThat(timeline.next()).isPresent();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var blocked = threads.submit(timeline::next);
      assertThat(blocked.isDone()).isFalse();

      timeline.close();

      assertThat(blocked.get(20, TimeUnit.SECONDS)).isEmpty();
    }
    await().until(() -> stub.dropped() == 1 && stub.inFlight() == 0);
  }

  @Test
  void theCountLimitsWhatIsAskedFor() throws Exception {
    ChatCompletionsStub stub = stub(_ -> five());

    assertThat(rest(tell(stub, FRONT, 7))).hasSize(7);

    assertThat(stub.requests()).hasSize(2);
    assertThat(prompt(stub, 0)).contains("Write the next 5 events.");
    assertThat(prompt(stub, 1)).containsPattern("Write the next [2-4] events\\.");
  }

  @Test
  void aStoryThatStartsWithARampFromNothingIsToldToo() throws Exception {
    ChatCompletionsStub stub = stub(_ -> five());

    assertThat(rest(tell(stub, FRONT + "\nphases: [{name: a, for: 10s, rate: 500, ramp: 5s}]", 30)))
        .hasSize(30);
  }

  @Test
  void numbersAreWrittenAsTheModelWroteThem() throws Exception {
    ChatCompletionsStub stub =
        stub(
            _ ->
                ScriptedAnswer.of(
                    "[{\"type\":\"p\",\"data\":{\"a\":100.00,\"b\":1.10,\"c\":12345678901234567890}}]"));

    assertThat(rest(tell(stub, "rate: 5", 1)))
        .containsExactly("{\"a\":100.00,\"b\":1.10,\"c\":12345678901234567890}");
  }
}
