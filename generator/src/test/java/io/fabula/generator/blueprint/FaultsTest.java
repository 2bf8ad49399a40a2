package io.fabula.generator.blueprint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabula.generator.event.Event;
import io.fabula.generator.event.EventEncoder;
import io.fabula.generator.event.EventFormat;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.narrative.NarrativeReader;
import io.fabula.generator.story.StoryTimeline;
import io.fabula.generator.story.Telling;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What goes wrong with the events of a world. Each event has a number of its own, `n`, so that
/// what was lost, told twice or told too late shows in what is heard. Seeds are fixed.
@Timeout(60)
class FaultsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Events numbered from 1, with the time at which they happened.
  private static final String WORLD =
      """
      {"blueprint":1,%s
       "entities":{"e":{"count":3,"fields":{"v":{"$uniform":[0,9]}},"actions":[{"event":"a"},{"event":"b","weight":2}]}},
       "events":{
         "a":{"set":{"v":{"$walk":"normal(0, 1)"}},
              "data":{"n":{"$sequence":1},"at":{"$time":0},"v":{"$ref":"v"},"text":{"$choice":["Ä,ö \\"{ß\\\\","漢字,[","𝄞"]}}},
         "b":{"data":{"m":{"$sequence":1},"at":{"$time":0},"list":[1,{"x":2}],"who":{"$ref":"number"}}}}}
      """;

  private static final String NUMBERED =
      """
      {"blueprint":1,%s
       "entities":{"e":{"actions":[{"event":"t"}]}},
       "events":{"t":{"data":{"n":{"$sequence":1},"at":{"$time":0},"x":{"$int":[1,1000000]},"ü":"漢字 𝄞"}}}}
      """;

  private static String faults(String faults) {
    return NUMBERED.formatted("\"faults\":" + faults + ",");
  }

  private static List<Event> tell(String blueprint, String front, Telling telling) {
    return tell(blueprint, front, telling, 7);
  }

  private static List<Event> tell(String blueprint, String front, Telling telling, long seed) {
    var narrative = NarrativeReader.parse("n", "n.md", "---\n" + front + "\n---\nprose");
    List<Event> events = new ArrayList<>();
    try (var timeline =
        StoryTimeline.open(
            narrative,
            telling.withStart(Play.START),
            seed,
            Blueprint.parse("b.json", blueprint).open(narrative, seed, Play.START),
            Play.START)) {
      for (var e = timeline.next(); e.isPresent(); e = timeline.next()) {
        events.add(e.get());
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return events;
  }

  private static List<Event> tell(String faults, int count) {
    return tell(faults(faults), "rate: 10", Telling.PLAIN.withCount(count));
  }

  private static Optional<JsonNode> json(String text) {
    try {
      return Optional.of(JSON.readTree(text)).filter(node -> !node.isMissingNode());
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static long number(Event event) {
    return json(event.data()).orElseThrow().get("n").longValue();
  }

  private static List<Long> numbers(List<Event> events) {
    return events.stream().map(FaultsTest::number).toList();
  }

  private static Set<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().collect(toCollection(TreeSet::new));
  }

  /// By how much an event is late, in seconds.
  private static double late(Event event) {
    Instant at = Instant.parse(json(event.data()).orElseThrow().get("at").textValue());
    return (event.epochMillis() - at.toEpochMilli()) / 1e3;
  }

  private static void assertNumberedAndInTime(List<Event> events) {
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).sequence()).isEqualTo(i + 1);
    }
    assertThat(events).extracting(Event::epochNanos).isSorted();
  }

  @Test
  void withoutFaultsNothingGoesWrong() {
    for (String none : List.of("{}", "{\"late\":0,\"malformed\":0}")) {
      assertThat(tell(faults(none), "rate: 10", Telling.PLAIN.withCount(100)))
          .isEqualTo(tell(NUMBERED.formatted(""), "rate: 10", Telling.PLAIN.withCount(100)));
    }
  }

  @Test
  void aLateEventIsToldSoManySecondsLaterBetweenOthers() {
    List<Event> events = tell("{\"late\":{\"chance\":0.05,\"seconds\":20}}", 40_000);

    assertNumberedAndInTime(events);
    List<Double> late = events.stream().map(FaultsTest::late).filter(l -> l > 0.001).toList();
    assertThat(late.size() / 40_000.0).isCloseTo(0.05, within(0.004));
    assertThat(late.stream().mapToDouble(l -> l).average().orElseThrow())
        .isCloseTo(20, within(1.2));
    assertThat(late.stream().filter(l -> l > 20 * Math.log(2)).count() / (double) late.size())
        .isCloseTo(0.5, within(0.04));
    assertThat(numbers(events)).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(numbers(events))).isEqualTo(upTo(40_000));
  }

  @Test
  void aLateEventIsFiveSecondsLateWhereNothingElseIsSaid() {
    List<Event> events = tell("{\"late\":0.1}", 20_000);

    assertThat(
            events.stream()
                .mapToDouble(FaultsTest::late)
                .filter(l -> l > 0.001)
                .average()
                .orElse(0))
        .isCloseTo(5, within(0.4));
  }

  @Test
  void aDuplicateIsToldWithinTheNextEightEvents() {
    List<Event> events = tell("{\"duplicated\":0.05}", 40_000);

    assertNumberedAndInTime(events);
    Map<String, Integer> told = new HashMap<>();
    int[] distances = new int[9];
    for (int i = 0; i < events.size(); i++) {
      Integer before = told.put(events.get(i).data(), i);
      if (before != null) {
        distances[i - before]++;
      }
    }
    int duplicates = 0;
    for (int distance = 1; distance <= 8; distance++) {
      assertThat(distances[distance]).isBetween(150, 350);
      duplicates += distances[distance];
    }
    assertThat(duplicates / (double) told.size()).isCloseTo(0.05, within(0.004));
    assertThat(new TreeSet<>(numbers(events))).isEqualTo(upTo(told.size()));
  }

  @Test
  void anEventOutOfOrderIsToldAfterTheOneThatFollows() {
    List<Event> events = tell("{\"out_of_order\":0.05}", 40_000);

    assertNumberedAndInTime(events);
    List<Long> numbers = numbers(events);
    int swapped = 0;
    for (int i = 0; i < numbers.size(); i++) {
      long moved = numbers.get(i) - (i + 1);
      if (moved < 0) {
        swapped++;
        assertThat(numbers.subList(0, i)).contains(numbers.get(i) + 1);
        assertThat(moved).isGreaterThan(-8);
      }
    }
    // Of two in a row, the first moves by two and the second stays.
    assertThat(swapped / 40_000.0).isCloseTo(0.0485, within(0.004));
    assertThat(new TreeSet<>(numbers)).isEqualTo(upTo(40_000));
  }

  @Test
  void aMissingFieldIsOneOfThoseAtTheTop() {
    List<Event> events = tell("{\"missing_field\":0.08}", 20_000);
    List<Event> sound = tell("{}", 20_000);

    Map<Set<String>, Integer> missing = new HashMap<>();
    for (int i = 0; i < events.size(); i++) {
      JsonNode whole = json(sound.get(i).data()).orElseThrow();
      JsonNode heard = json(events.get(i).data()).orElseThrow();
      Set<String> gone = new HashSet<>();
      whole.fieldNames().forEachRemaining(gone::add);
      heard.fieldNames().forEachRemaining(gone::remove);
      missing.merge(gone, 1, Integer::sum);
      heard.properties().forEach(m -> assertThat(m.getValue()).isEqualTo(whole.get(m.getKey())));
    }
    assertThat(missing.keySet())
        .containsExactlyInAnyOrder(Set.of(), Set.of("n"), Set.of("at"), Set.of("x"), Set.of("ü"));
    assertThat(missing.getOrDefault(Set.of(), 0) / 20_000.0).isCloseTo(0.92, within(0.006));
    for (String field : List.of("n", "at", "x", "ü")) {
      assertThat(missing.getOrDefault(Set.of(field), 0)).isBetween(330, 470);
    }
  }

  @Test
  void malformedDataIsCutShortAndNoFrameWithItIsJson() throws CharacterCodingException {
    List<Event> events = tell("{\"malformed\":0.2}", 20_000);
    List<Event> sound = tell("{}", 20_000);

    int cut = 0;
    Set<Integer> lengths = new HashSet<>();
    for (int i = 0; i < events.size(); i++) {
      String data = events.get(i).data();
      String whole = sound.get(i).data();
      if (data.equals(whole)) {
        continue;
      }
      cut++;
      lengths.add(data.length());
      assertThat(data).isNotEmpty();
      assertThat(whole).startsWith(data);
      assertNoFrameIsJson(events.get(i));
    }
    assertThat(cut / 20_000.0).isCloseTo(0.2, within(0.01));
    assertThat(lengths).hasSizeGreaterThan(50);
  }

  private static void assertNoFrameIsJson(Event event) throws CharacterCodingException {
    for (EventFormat format : EventFormat.values()) {
      JsonBuffer frame = new JsonBuffer(64);
      EventEncoder.of(format, "n", 1).encode(event, frame);
      String text =
          UTF_8.newDecoder().decode(ByteBuffer.wrap(frame.array(), 0, frame.length())).toString();
      assertThat(json(text)).as(text).isEmpty();
      assertThat(text.lines()).hasSizeLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":{\"b\":{}}}",
        "[1,[2],{}]",
        "\"ein Märchen: 漢字\"",
        "12345",
        "-0.5",
        "true",
        "null",
        "7",
        "{}"
      })
  void whateverTheDataIsMalformedItIsNoJson(String data) throws CharacterCodingException {
    String blueprint =
        """
        {"blueprint":1,"faults":{"malformed":1},"entities":{"e":{"actions":[{"event":"t"}]}},
         "events":{"t":{"data":%s}}}
        """
            .formatted(data);
    for (Event event : tell(blueprint, "rate: 10", Telling.PLAIN.withCount(200))) {
      assertNoFrameIsJson(event);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[1,2]", "\"a,b\"", "12"})
  void dataWithoutMembersMissesNone(String data) {
    String blueprint =
        """
        {"blueprint":1,"faults":{"missing_field":1},"entities":{"e":{"actions":[{"event":"t"}]}},
         "events":{"t":{"data":%s}}}
        """
            .formatted(data);
    assertThat(tell(blueprint, "rate: 10", Telling.PLAIN.withCount(20)))
        .extracting(Event::data)
        .containsOnly(data);
  }

  @Test
  void whatGoesWrongDoesNotChangeWhatElseHappens() {
    String all =
        "\"faults\":{\"late\":0.1,\"duplicated\":0.1,\"out_of_order\":0.1,\"missing_field\":0.1,"
            + "\"malformed\":0.1},";
    Telling telling = Telling.PLAIN.withCount(5000);
    List<Event> faulty = tell(WORLD.formatted(all), "rate: 10", telling);
    Set<String> sound = new HashSet<>();
    for (Event event : tell(WORLD.formatted(""), "rate: 10", Telling.PLAIN.withCount(6000))) {
      sound.add(event.type() + withoutTime(event));
    }

    long same = faulty.stream().filter(e -> sound.contains(e.type() + withoutTime(e))).count();
    // All but what misses a field and what is no JSON.
    assertThat(same / 5000.0).isCloseTo(0.8, within(0.03));
    assertThat(tell(WORLD.formatted(all), "rate: 10", telling)).isEqualTo(faulty);
    assertThat(tell(WORLD.formatted(all), "rate: 10", telling, 8)).isNotEqualTo(faulty);
  }

  private static String withoutTime(Event event) {
    return event.data().replaceAll("\"at\":\"[^\"]*\"", "");
  }

  @Test
  void fromAnEventOnItIsTheTailOfTheWhole() {
    String blueprint = faults("{\"late\":0.1,\"duplicated\":0.1,\"out_of_order\":0.1}");
    List<Event> all = tell(blueprint, "rate: 10\narrival: poisson", Telling.PLAIN.withCount(1000));

    for (int from : new int[] {2, 333, 990}) {
      assertThat(
              tell(
                  blueprint,
                  "rate: 10\narrival: poisson",
                  Telling.PLAIN.withFrom(from).withCount(1001 - from)))
          .isEqualTo(all.subList(from - 1, 1000));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rate: 10                     | {"late":{"chance":0.3,"seconds":60}}
          rate: 10                     | {"late":0.2,"out_of_order":0.3,"duplicated":0.2}
          {rate: 50, arrival: poisson} | {"late":0.3,"out_of_order":0.3,"duplicated":0.2}
          {rate: 50, arrival: bursts}  | {"late":0.3,"out_of_order":0.3,"duplicated":0.2}
          rate: 10                     | {"late":1}
          rate: 10                     | {"out_of_order":1}
          rate: 10                     | {"duplicated":1}
          rate: 10                     | {"late":{"chance":1,"seconds":86400}}
          {phases: [{name: a, for: 9s, rate: 90}, {name: b, for: 20s, rate: 3, ramp: 9s}]} | {"late":0.5,"duplicated":0.3}
          """)
  void nothingIsLostHoweverTheStoryEnds(String front, String faults) {
    for (int count : new int[] {1, 2, 17, 777}) {
      List<Event> events = tell(faults(faults), front, Telling.PLAIN.withCount(count));

      assertNothingIsLost(events);
      assertThat(events).hasSize(count);
    }
    for (int millis : new int[] {100, 7_000, 61_000}) {
      Telling telling =
          new Telling(
              OptionalDouble.empty(),
              OptionalLong.empty(),
              Optional.of(Duration.ofMillis(millis)),
              OptionalLong.empty(),
              Optional.empty(),
              1);
      List<Event> events = tell(faults(faults), front, telling);

      assertNothingIsLost(events);
      assertThat(events.getLast().timestamp()).isBefore(Play.START.plusMillis(millis));
    }
  }

  /// Whatever happened was told: no number is left out.
  private static void assertNothingIsLost(List<Event> events) {
    assertNumberedAndInTime(events);
    Set<Long> heard = new TreeSet<>(numbers(events));
    assertThat(heard).isEqualTo(upTo(heard.size()));
  }

  @Test
  void whenAWorldHasEndedWhatIsLateIsStillTold() {
    String blueprint =
        """
        {"blueprint":1,"faults":{"late":{"chance":0.2,"seconds":600},"duplicated":0.2,"out_of_order":0.2},
         "entities":{"e":{"count":200,"renew":false,"start":"on","states":{
           "on":{"actions":[{"event":"t","to":"off"}]},"off":{}}}},
         "events":{"t":{"data":{"n":{"$sequence":1},"at":{"$time":0}}}}}
        """;

    List<Event> events = tell(blueprint, "rate: 10", Telling.PLAIN);

    assertNothingIsLost(events);
    assertThat(new TreeSet<>(numbers(events))).isEqualTo(upTo(200));
    assertThat(events).hasSizeBetween(225, 260);
    assertThat(late(events.getLast())).isGreaterThan(600);
  }

  @Test
  void whenAConditionStopsTheStoryWhatIsHeldBackIsToldFirst() {
    List<Event> events =
        tell(
            faults("{\"late\":{\"chance\":0.2,\"seconds\":600},\"duplicated\":0.2}"),
            "rate: 10\nconditions: [{when: {count: 500}, then: {stop: true}}]",
            Telling.PLAIN);

    assertNothingIsLost(events);
    assertThat(events).hasSizeBetween(570, 620);
    assertThat(events.getLast().timestamp())
        .isEqualTo(Play.START.plusMillis(100L * (events.size() - 1)));
  }

  @Test
  void whatIsLateIsToldWhileTheWorldWaits() {
    String blueprint =
        """
        {"blueprint":1,"faults":{"late":0.5},
         "entities":{"e":{"fields":{"since":{"$time":-99}},"actions":[{"event":"t","when":"now - since > 60000"}]}},
         "events":{"t":{"set":{"since":{"$time":0}},"data":{"n":{"$sequence":1},"at":{"$time":0}}}}}
        """;

    List<Event> events = tell(blueprint, "rate: 10", Telling.PLAIN.withCount(4000));

    assertNumberedAndInTime(events);
    List<Double> late = events.stream().map(FaultsTest::late).filter(l -> l > 0.001).toList();
    assertThat(late).hasSizeBetween(1900, 2100);
    assertThat(late.stream().mapToDouble(l -> l).average().orElseThrow()).isCloseTo(5, within(0.4));
    assertThat(numbers(events)).isSorted();
  }

  @Test
  void noMoreThanTenThousandAreHeldBack() {
    List<Event> events =
        tell(
            faults("{\"late\":{\"chance\":1,\"seconds\":86400}}"),
            "rate: 1000",
            Telling.PLAIN.withCount(30_000));

    assertNothingIsLost(events);
    // When all places are taken, events are told when they happen.
    assertThat(events.stream().filter(e -> late(e) < 0.001).count()).isGreaterThan(15_000);
  }

  @Test
  void aPhaseReplacesTheFaultsThatItNames() {
    String blueprint =
        """
        {"blueprint":1,"faults":{"late":{"chance":0.2,"seconds":40},"missing_field":0.5},
         "entities":{"e":{"actions":[{"event":"t"}]}},
         "events":{"t":{"data":{"n":{"$sequence":1},"at":{"$time":0}}}},
         "phases":{"clean":{"faults":{"missing_field":0}},"broken":{"faults":{"late":0,"missing_field":0,"malformed":1}},
                   "slow":{"faults":{"late":1,"missing_field":0}}}}
        """;

    List<Event> usual = tell(blueprint, "phases: [{name: other}]", Telling.PLAIN.withCount(2000));
    assertThat(usual.stream().filter(e -> json(e.data()).orElseThrow().size() == 1).count())
        .isBetween(920L, 1080L);
    List<Event> clean = tell(blueprint, "phases: [{name: clean}]", Telling.PLAIN.withCount(2000));
    assertThat(clean).allMatch(e -> json(e.data()).orElseThrow().size() == 2);
    assertThat(clean.stream().filter(e -> late(e) > 0.001).count()).isBetween(340L, 460L);
    assertThat(tell(blueprint, "phases: [{name: broken}]", Telling.PLAIN.withCount(200)))
        .allMatch(e -> json(e.data()).isEmpty());
    assertThat(
            tell(blueprint, "rate: 10\nphases: [{name: slow}]", Telling.PLAIN.withCount(20_000))
                .stream()
                .limit(15_000)
                .mapToDouble(FaultsTest::late)
                .average()
                .orElseThrow())
        .isCloseTo(40, within(2.0));
    assertThat(
            tell(
                blueprint,
                "rate: 10\nphases: [{name: clean, for: 10s}, {name: broken, for: 10s}]",
                Telling.PLAIN.withCount(200)))
        .filteredOn(e -> json(e.data()).isEmpty())
        .isNotEmpty()
        .allMatch(e -> !e.timestamp().isBefore(Play.START.plusSeconds(10)));
  }

  @Test
  void noPathFindsAnythingInMalformedData() {
    String blueprint =
        """
        {"blueprint":1,"faults":{"malformed":0.5},"entities":{"e":{"actions":[{"event":"t"}]}},
         "events":{"t":{"data":{"n":{"$sequence":1},"on":true}}}}
        """;
    List<Event> events =
        tell(
            blueprint,
            "rate: 10\nconditions:\n  - { when: '$.data.on', then: { emit: { type: seen } } }\n"
                + "  - { when: { type: t }, then: { emit: { type: heard } } }",
            Telling.PLAIN.withCount(3000));

    long whole =
        events.stream().filter(e -> e.type().equals("t") && json(e.data()).isPresent()).count();
    long all = events.stream().filter(e -> e.type().equals("t")).count();
    assertThat(whole).isBetween(all * 4 / 10, all * 6 / 10);
    assertThat(events.stream().filter(e -> e.type().equals("seen")).count())
        .isCloseTo(whole, within(1L));
    assertThat(events.stream().filter(e -> e.type().equals("heard")).count())
        .isCloseTo(all, within(1L));
  }

  @Test
  void whatWentWrongIsCounted() throws InterruptedException {
    var narrative = NarrativeReader.parse("n", "n.md", "prose");
    Blueprint blueprint = Blueprint.parse("b.json", faults("{\"late\":0.1,\"missing_field\":0.1}"));
    try (var timeline =
        StoryTimeline.open(
            narrative, Telling.PLAIN, 7, blueprint.open(narrative, 7, Play.START), Play.START)) {
      for (int i = 0; i < 1000; i++) {
        var _ = timeline.next();
      }
      assertThat(timeline.counters()).containsOnlyKeys("faults_late", "faults_missing_field");
      assertThat(timeline.counters().get("faults_late")).isBetween(70L, 130L);
    }
  }

  @Test
  void whatIsWrittenWronglyIsShownAtItsPlace() {
    assertThat(Play.faults(faults("{\"malformd\":0.1,\"late\":2,\"duplicated\":\"often\"}")))
        .containsExactlyInAnyOrder(
            "b.json:1:26: unknown key 'malformd'; did you mean 'malformed'?",
            "b.json:1:48: late must be from 0 to 1, not 2",
            "b.json:1:63: duplicated must be a number, not 'often'");
    assertThat(Play.faults(faults("{\"late\":{\"seconds\":0,\"chnace\":0.1}}")))
        .containsExactlyInAnyOrder(
            "b.json:1:44: seconds must be from 0.001 to 86400, not 0",
            "b.json:1:46: unknown key 'chnace'; did you mean 'chance'?",
            "b.json:1:33: late needs a 'chance', as { \"chance\": 0.01, \"seconds\": 30 }");
    assertThat(Play.faults(faults("{\"late\":0.6,\"malformed\":0.5}")))
        .containsExactly(
            "b.json:1:25: the faults add up to 1.1: an event has one at most, so it is 1 at most");
    assertThat(Play.faults(faults("[0.1]")))
        .containsExactly("b.json:1:25: faults must be a mapping, not a list");
    assertThat(
            Play.faults(
                NUMBERED.formatted(
                    "\"faults\":{\"late\":0.6},\"phases\":{\"p\":{\"faults\":{\"malformed\":0.5,\"lat\":1}}},")))
        .containsExactlyInAnyOrder(
            "b.json:1:79: unknown key 'lat'; did you mean 'late'?",
            "b.json:1:62: the faults add up to 1.1: an event has one at most, so it is 1 at most");
  }
}
