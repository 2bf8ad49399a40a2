package io.fabula.generator.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabula.generator.blueprint.Blueprint;
import io.fabula.generator.event.Event;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.narrative.NarrativeReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
@SuppressWarnings("StringConcatToTextBlock")
class StoryTimelineTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  private static final Blueprint WORLD =
      Blueprint.parse(
          "b",
          """
          {"blueprint":1,"entities":{"e":{"count":3,"fields":{"n":{"$sequence":1}},"actions":[{"event":"tick"}]}},
           "events":{"tick":{"set":{"n":{"$expr":"n + int(1,6)"}},"data":{"n":{"$ref":"n"},"seq":{"$ref":"seq"},"at":{"$time":0}}}}}
          """);

  private static Narrative narrative(String front) {
    return NarrativeReader.parse("n", "n.md", "---\n" + front + "\n---\nprose");
  }

  private static StoryTimeline open(Narrative narrative, Telling telling)
      throws InterruptedException {
    return StoryTimeline.open(
        narrative, telling, 7, WORLD.open(narrative, 7, telling.start().orElse(START)), START);
  }

  private static List<Event> tell(String front, Telling telling, int most)
      throws InterruptedException {
    List<Event> events = new ArrayList<>();
    try (StoryTimeline timeline = open(narrative(front), telling)) {
      for (var e = timeline.next(); e.isPresent() && events.size() < most; e = timeline.next()) {
        events.add(e.get());
      }
    }
    return events;
  }

  private static Telling lasting(Duration duration) {
    return new Telling(
        OptionalDouble.empty(),
        OptionalLong.empty(),
        Optional.of(duration),
        OptionalLong.empty(),
        Optional.empty(),
        1);
  }

  @Test
  void theStoryEndsAfterItsCountWithoutGaps() throws Exception {
    assertThat(tell("rate: 10\ncount: 5", Telling.PLAIN, 100))
        .extracting(Event::sequence)
        .containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(tell("rate: 10\ncount: 5", Telling.PLAIN.withCount(2), 100)).hasSize(2);
    assertThat(tell("rate: 10\ncount: 5", Telling.PLAIN.withCount(8), 100)).hasSize(8);
  }

  @Test
  void theStoryEndsWithItsDuration() throws Exception {
    List<Event> events = tell("rate: 10\nduration: 1s", Telling.PLAIN, 100);

    assertThat(events).hasSize(10);
    assertThat(events.getLast().timestamp()).isEqualTo(START.plusMillis(900));
    assertThat(tell("rate: 10\nduration: 1s", lasting(Duration.ofSeconds(3)), 100)).hasSize(30);
  }

  @Test
  void aTellingFromAnEventIsTheTailOfTheWhole() throws Exception {
    String front =
        "rate: 10\n"
            + "phases: [{name: a, for: 1s}, {name: b, for: 2s, rate: 50, ramp: 1s}]\n"
            + "conditions: [{when: '$.data[?(@.n > 20)]', then: {emit: {type: high, data: {}}}}]";
    Telling whole = Telling.PLAIN.withStart(START);
    List<Event> all = tell(front, whole.withCount(500), 500);

    for (long from : new long[] {1, 2, 77, 400}) {
      assertThat(tell(front, whole.withFrom(from).withCount(501 - from), 500))
          .isEqualTo(all.subList((int) from - 1, 500));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"poisson", "{ bursts: 4 }"})
  void aTellingFromAnEventIsTheTailHoweverEventsArrive(String arrival) throws Exception {
    String front =
        "rate: 10\narrival: "
            + arrival
            + "\nphases: [{name: a, for: 1s}, {name: b, for: 2s, rate: 50, ramp: 1s}]\n"
            + "conditions: [{when: {count: 30}, then: {rate: 70}, once: true}]";
    Telling whole = Telling.PLAIN.withStart(START);
    List<Event> all = tell(front, whole.withCount(500), 500);

    assertThat(all).doesNotHaveDuplicates().hasSize(500);
    for (long from : new long[] {1, 2, 29, 77, 400}) {
      assertThat(tell(front, whole.withFrom(from).withCount(501 - from), 500))
          .isEqualTo(all.subList((int) from - 1, 500));
    }
  }

  @Test
  void howEventsArriveDoesNotChangeWhatTheySay() throws Exception {
    List<Event> even = tell("rate: 10\ncount: 200", Telling.PLAIN, 200);
    List<Event> odd = tell("rate: 10\ncount: 200\narrival: poisson", Telling.PLAIN, 200);

    assertThat(odd)
        .extracting(StoryTimelineTest::withoutTime)
        .isEqualTo(even.stream().map(StoryTimelineTest::withoutTime).toList());
    assertThat(odd).extracting(Event::epochNanos).isSorted();
  }

  private static String withoutTime(Event event) {
    return event.type() + event.data().replaceAll("\"at\":\"[^\"]*\"", "");
  }

  @Test
  void aRateAskedForOnTheWayMeansConstantIntervals() throws Exception {
    try (StoryTimeline timeline =
        open(narrative("rate: 10\narrival: poisson"), Telling.PLAIN.withStart(START))) {
      for (int i = 0; i < 20; i++) {
        var _ = timeline.next();
      }
      long last = timeline.next().orElseThrow().epochNanos();

      timeline.rate(50, last);

      var _ = timeline.next();
      last = timeline.next().orElseThrow().epochNanos();
      for (int i = 0; i < 20; i++) {
        long next = timeline.next().orElseThrow().epochNanos();
        assertThat(next - last).isEqualTo(20_000_000);
        last = next;
      }
    }
  }

  @Test
  void withoutAStartTheFirstEventToldIsDueNow() throws Exception {
    for (String front :
        List.of(
            "rate: 4",
            "phases: [{name: a, for: 3s, rate: 5, ramp: 1s}, {name: b, for: 1s, rate: 2}]")) {
      for (long from : new long[] {1, 2, 3, 9, 30}) {
        Event first = tell(front, Telling.PLAIN.withFrom(from), 3).getFirst();
        assertThat(first.sequence()).isEqualTo(from);
        assertThat(first.timestamp()).as("%s from %d", front, from).isEqualTo(START);
        assertThat(first.data()).contains("\"at\":\"2026-11-20T12:00:00.000Z\"");
      }
    }
  }

  @Test
  void countCountsWhatIsTold() throws Exception {
    assertThat(tell("count: 10", Telling.PLAIN.withFrom(8), 100))
        .extracting(Event::sequence)
        .containsExactly(8L, 9L, 10L);
    assertThat(tell("count: 10", Telling.PLAIN.withFrom(8).withCount(5), 100))
        .extracting(Event::sequence)
        .containsExactly(8L, 9L, 10L, 11L, 12L);
    assertThat(tell("count: 10", Telling.PLAIN.withFrom(11), 100)).isEmpty();
  }

  @Test
  void aConditionGoesToAPhase() throws Exception {
    try (StoryTimeline timeline =
        open(
            narrative(
                "phases: [{name: a, rate: 1}, {name: b, rate: 100}]\n"
                    + "conditions: [{when: '$.data[?(@.seq == 3)]', then: {phase: b}}, {when:"
                    + " '$[?(@.sequence == 3)]', then: {phase: b}}]"),
            Telling.PLAIN)) {
      Event last = timeline.next().orElseThrow();
      for (int i = 2; i <= 3; i++) {
        assertThat(timeline.phase()).contains("a");
        last = timeline.next().orElseThrow();
      }

      assertThat(timeline.phase()).contains("b");
      assertThat(timeline.next().orElseThrow().epochNanos() - last.epochNanos())
          .isEqualTo(10_000_000);
    }
  }

  @Test
  void aConditionChangesTheRateEmitsAndStops() throws Exception {
    String front =
        """
        rate: 10
        conditions:
          - { when: "$[?(@.sequence == 2)]", then: { rate: 2 } }
          - { when: "$[?(@.sequence == 3)]", then: { emit: { type: high, data: { n: 1 } } } }
          - { when: "$[?(@.sequence == 5)]", then: { stop: true, emit: { type: bye } } }
        """;
    List<Event> events = tell(front, Telling.PLAIN, 100);

    assertThat(events)
        .extracting(Event::type)
        .containsExactly("tick", "tick", "tick", "high", "tick", "bye");
    assertThat(events).extracting(Event::sequence).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(events.get(3).data()).isEqualTo("{\"n\":1}");
    assertThat(events.get(2).epochNanos() - events.get(1).epochNanos()).isEqualTo(500_000_000);
  }

  @Test
  void aRateGivenInBetweenHoldsForTheNextEvent() throws Exception {
    try (StoryTimeline timeline = open(narrative("rate: 0.1"), Telling.PLAIN)) {
      long start = timeline.next().orElseThrow().epochNanos();

      timeline.rate(10, start + 1_000_000_000L);

      assertThat(timeline.nextEpochNanos()).isEqualTo(start + 1_090_000_000L);
      assertThat(timeline.next().orElseThrow().epochNanos()).isEqualTo(start + 1_090_000_000L);
      assertThat(timeline.next().orElseThrow().epochNanos()).isEqualTo(start + 1_190_000_000L);
      assertThat(timeline.rate()).isEqualTo(10);
    }
  }

  @Test
  void aConstantRateThatWasAskedForHoldsWhateverTheStorySays() throws Exception {
    String front = "conditions: [{ when: \"$.sequence\", then: { rate: 900000 } }]";

    List<Event> events = tell(front, Telling.PLAIN.withRate(2), 5);

    assertThat(events.get(4).epochNanos() - events.get(0).epochNanos()).isEqualTo(2_000_000_000L);
  }

  @Test
  void aTellingThatCannotBeIsRefusedWithTheValue() {
    assertThatThrownBy(() -> Telling.PLAIN.withFrom(0)).hasMessageContaining("not 0");
    assertThatThrownBy(() -> Telling.PLAIN.withRate(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 0.0");
    assertThatThrownBy(() -> Telling.PLAIN.withRate(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Telling.PLAIN.withRate(1_000_001))
        .hasMessageContaining("0.01 to 1000000");
    assertThatThrownBy(() -> Telling.PLAIN.withStart(Instant.parse("9999-01-01T00:00:00Z")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("9999");
  }
}
