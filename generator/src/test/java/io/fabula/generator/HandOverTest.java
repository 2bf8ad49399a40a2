package io.fabula.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabula.generator.event.Event;
import io.fabula.generator.event.Timeline;
import io.fabula.generator.story.Telling;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.ProviderSettings.Recovery;
import io.fabula.providers.fallback.Models;
import io.fabula.providers.stub.ChatCompletionsStub;
import io.fabula.providers.stub.Request;
import io.fabula.providers.stub.ScriptedAnswer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A stream begins in batches and goes over to the blueprint that is written meanwhile.
@Timeout(30)
class HandOverTest {
  private static final String BLUEPRINT =
      """
      {"blueprint": 1,
       "entities": {"ship": {"count": 2,
         "fields": {"name": {"$each": ["Mirabel", "Otter"]}},
         "actions": [{"event": "call"}]}},
       "events": {"call": {"data": {"ship": {"$ref": "name"}, "world": true}}}}
      """;

  @TempDir Path folder;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger batches = new AtomicInteger();
  private Function<Request, ScriptedAnswer> author =
      _ ->
          ScriptedAnswer.start()
              .token("{")
              .await(gate)
              .token(BLUEPRINT.substring(1))
              .finish("stop")
              .usage()
              .done();
  private Function<Request, ScriptedAnswer> batch = this::asked;
  private final ChatCompletionsStub model =
      ChatCompletionsStub.open(
          request -> isAuthor(request) ? author.apply(request) : batch.apply(request));
  private final Models models =
      Models.of(
          Map.of(
              "local",
              ProviderSettings.of("local", "openai-compatible", "m")
                  .withBaseUrl(model.baseUrl())
                  .with(new Recovery(0, List.of(), Duration.ofMinutes(5)))),
          "local");
  private final Storyteller storyteller =
      new Storyteller(models, Optional.empty(), Clock.systemUTC(), new Random(1));

  @BeforeEach
  void narrative() throws Exception {
    Files.writeString(
        folder.resolve("harbour.md"), "---\nmode: blueprint\nrate: 100\n---\nShips.\n");
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
    models.close();
    model.close();
  }

  private static boolean isAuthor(Request request) {
    return request.body().contains("You write blueprints");
  }

  private ScriptedAnswer asked(Request request) {
    batches.incrementAndGet();
    int wanted =
        Integer.parseInt(request.body().replaceAll("(?s).*Write the next (\\d+) events.*", "$1"));
    return ScriptedAnswer.of(
        IntStream.range(0, wanted)
            .mapToObj(
                i ->
                    "{\"type\":\"call\",\"data\":{\"ship\":\"%s\",\"n\":%d}}"
                        .formatted(i % 2 == 0 ? "Mirabel" : "Otter", calls.incrementAndGet()))
            .collect(Collectors.joining(",", "{\"events\":[", "],\"digest\":\"two ships\"}")));
  }

  private Path written() {
    return folder.resolve("harbour.blueprint.json");
  }

  private Story story() {
    return new Library(folder).find("harbour");
  }

  private Timeline tell() {
    Timeline timeline = storyteller.tell(story(), Telling.PLAIN);
    open.add(timeline);
    return timeline;
  }

  private static List<Event> take(Timeline timeline, int events) throws InterruptedException {
    List<Event> taken = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      taken.add(timeline.next().orElseThrow());
    }
    return taken;
  }

  /// The events up to the first one of the world.
  private static List<Event> untilTheWorld(Timeline timeline) throws InterruptedException {
    List<Event> taken = take(timeline, 1);
    while (!taken.getLast().data().contains("world")) {
      taken.addAll(take(timeline, 1));
    }
    return taken;
  }

  private List<Request> authorRequests() {
    return model.requests().stream().filter(HandOverTest::isAuthor).toList();
  }

  @Test
  void theStoryGoesOverToItsWorldWithSequenceAndCast() throws Exception {
    // Given a story without a blueprint, and a model that takes its time to write one
    Timeline timeline = tell();

    // When it is told
    List<Event> events = new ArrayList<>(take(timeline, 20));
    assertThat(written()).doesNotExist();
    assertThat(model.requests().getFirst()).as("first the events").matches(r -> !isAuthor(r));
    gate.countDown();
    events.addAll(untilTheWorld(timeline));
    events.addAll(take(timeline, 50));

    // Then nothing is missing, and the same ships sail on
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).sequence()).isEqualTo(i + 1);
    }
    assertThat(events).allMatch(e -> e.data().matches(".*(Mirabel|Otter).*"));
    assertThat(events.stream().map(Event::data).filter(d -> d.contains("\"n\"")).toList())
        .as("what the batches brought is told once")
        .doesNotHaveDuplicates();
    assertThat(authorRequests()).hasSize(1);
    assertThat(authorRequests().getFirst().body()).contains("Mirabel", "Otter", "begin with them");
    assertThat(model.requests().getFirst().body()).contains("Write the next 8 events");
    assertThat(timeline.counters())
        .containsEntry("handed_over", 1L)
        .containsEntry("blueprint_rounds", 1L)
        .containsKey("blueprint_tokens");
  }

  @Test
  void whoTakesEventsAtOnceWaitsForTheBlueprintOnceTheCastIsKnown() throws Exception {
    // Given somebody who takes a hundred events as fast as they come
    Timeline timeline = storyteller.tellAtOnce(story(), Telling.PLAIN);
    open.add(timeline);
    FutureTask<List<Event>> taking = new FutureTask<>(() -> take(timeline, 100));
    Thread taker = Thread.ofPlatform().start(taking);

    // When the blueprint takes its time
    await().until(() -> authorRequests().size() == 1);
    await().until(() -> taker.getState() == Thread.State.WAITING);
    gate.countDown();

    // Then the model was not asked for more meanwhile, but for one batch ahead
    assertThat(taking.get()).hasSize(100).last().matches(e -> e.data().contains("world"));
    assertThat(batches.get()).isBetween(1, 2);
  }

  @Test
  void theNextStreamStartsInTheWorldAtOnce() throws Exception {
    gate.countDown();
    untilTheWorld(tell());

    Story story = story();

    assertThat(StoryValidator.reviewNarrative(folder.resolve("harbour.md"))).isEmpty();
    assertThat(story.outdated()).isFalse();
    assertThat(storyteller.repeatable(story)).isTrue();
    assertThat(take(tell(), 1).getFirst().data()).contains("world");
    assertThat(model.requests().stream().filter(r -> r.body().contains("The story begins.")))
        .as("only the first stream has asked anybody")
        .hasSize(1);
  }

  @Test
  void aChangedNarrativeIsNoticedAndWrittenAnew() throws Exception {
    gate.countDown();
    untilTheWorld(tell());
    Files.writeString(
        folder.resolve("harbour.md"), "---\r\nmode: blueprint\r\nrate: 100\r\n---\r\nShips.\r\n");
    assertThat(story().outdated()).as("line ends say nothing").isFalse();

    Files.writeString(
        folder.resolve("harbour.md"), "---\nmode: blueprint\nrate: 100\n---\nSailing ships.\n");

    assertThat(story().outdated()).isTrue();
    assertThat(StoryValidator.reviewNarrative(folder.resolve("harbour.md")))
        .singleElement()
        .asString()
        .contains(
            "harbour.blueprint.json:3:3: the blueprint is older than its narrative; write it");
    assertThat(take(tell(), 1).getFirst().data()).doesNotContain("world");
    untilTheWorld(tell());
    assertThat(story().outdated()).isFalse();
    assertThat(authorRequests()).hasSize(2);
  }

  @Test
  void whatAPersonWroteIsNeverJudged() throws Exception {
    Files.writeString(written(), BLUEPRINT);

    assertThat(story().outdated()).isFalse();
    assertThat(take(tell(), 1).getFirst().data()).contains("world");
    assertThat(model.requests()).isEmpty();
  }

  @Test
  void aBlueprintThatCannotBeWrittenEndsNoStream() throws Exception {
    author = _ -> ScriptedAnswer.of("I cannot.");
    Timeline timeline = tell();

    List<Event> events = new ArrayList<>(take(timeline, 30));
    await().until(() -> timeline.counters().containsKey("blueprint_failed"));
    events.addAll(take(timeline, 30));

    assertThat(events.getLast().sequence()).isEqualTo(60);
    assertThat(authorRequests()).hasSize(3);
    assertThat(written()).doesNotExist();
    take(tell(), 30);
    assertThat(authorRequests()).as("left alone for a while").hasSize(3);
  }

  @Test
  void aModelThatWritesNoFurtherEventsMayStillBringTheBlueprint() throws Exception {
    batch =
        request ->
            batches.get() == 0
                ? asked(request)
                : ScriptedAnswer.status(401, "{\"error\":{\"message\":\"no\"}}");
    Timeline timeline = tell();
    take(timeline, 8);
    await().until(() -> !authorRequests().isEmpty());
    gate.countDown();

    assertThat(untilTheWorld(timeline).getLast().sequence()).isEqualTo(9);
  }

  @Test
  void manyListenersShareOneWriting() throws Exception {
    Timeline first = tell();
    Timeline second = tell();
    take(first, 10);
    await().until(() -> !authorRequests().isEmpty());
    take(second, 10);
    Timeline late = tell();
    first.close();
    take(late, 1);
    assertThat(model.requests().getLast().body()).as("it knows whom it meets").contains("Mirabel");

    gate.countDown();

    untilTheWorld(second);
    untilTheWorld(late);
    assertThat(authorRequests()).hasSize(1);
  }

  @Test
  void whenNobodyListensAnyMoreTheWritingIsDropped() throws Exception {
    Timeline timeline = tell();
    take(timeline, 10);
    await().until(() -> !authorRequests().isEmpty());

    timeline.close();

    await().until(() -> model.dropped() >= 1 && model.inFlight() == 0);
    assertThat(written()).doesNotExist();
    gate.countDown();
    untilTheWorld(tell());
    assertThat(authorRequests()).as("the next listener has it written").hasSize(2);
  }

  @Test
  void aFolderThatCannotBeWrittenToCostsOnlyTheFile() throws Exception {
    Files.createDirectory(written());
    gate.countDown();

    untilTheWorld(tell());

    assertThat(take(tell(), 1).getFirst().data()).contains("world");
    assertThat(authorRequests()).hasSize(1);
  }
}
