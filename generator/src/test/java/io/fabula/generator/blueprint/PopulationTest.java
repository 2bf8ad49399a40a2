package io.fabula.generator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.generator.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is there: births, deaths, limits, rest, and what belongs to whom.
class PopulationTest {
  /// Customers place orders, couriers carry them; everybody's state is told.
  private static final String TOWN =
      """
      {"blueprint":1,
       "entities":{
         "customer":{"count":5,"fields":{"name":{"$text":"C{number}"}},"actions":[{"event":"placed"}]},
         "courier":{"count":3,"weight":4,"fields":{"name":{"$text":"D{number}"},"order":{"$none":"order"}},
           "start":"free","states":{
             "free":{"actions":[{"event":"assigned","to":"busy"}]},
             "busy":{"dwell":{"$uniform":[2,4]},"actions":[{"event":"delivered","to":"free"}]}}},
         "order":{"limit":8,"fields":{"id":{"$text":"O{number}"},"by":{"$pick":"customer"}},
           "start":"open","states":{"open":{"waits":true},"carried":{"waits":true},"done":{}}},
         "line":{"of":"order","count":[1,4],"fields":{
           "sku":{"$text":"{order.id}-{index % 4}"},"price":{"$uniform":[1,9],"decimals":2},"quantity":{"$int":[1,5]}}}},
       "events":{
         "placed":{"let":{"order":{"$new":"order","set":{"by":{"$ref":"self"}}}},
           "data":{"order":{"$ref":"order.id"},"by":{"$ref":"order.by.name"},"me":{"$ref":"name"},"open":{"$expr":"count(order)"},
             "lines":{"$list":"order.line","of":{"sku":{"$ref":"sku"},"of":{"$ref":"order.id"},"price":{"$ref":"price"},"quantity":{"$ref":"quantity"}}},
             "items":{"$expr":"count(order.line)"},"dearest":{"$expr":"highest(order.line, price)"},"cheapest":{"$expr":"lowest(order.line, price)"},
             "mean":{"$expr":"average(order.line, quantity)"},"total":{"$expr":"sum(order.line, price * quantity)"}}},
         "assigned":{"let":{"o":{"$pick":"order"}},
           "set":{"order":{"$if":"o.state == 'open'","then":{"$ref":"o"},"else":{"$none":"order"}},"order.state":"carried"},
           "data":{"courier":{"$ref":"name"},"order":{"$ref":"order.id"},"was":{"$ref":"o.state"},"found":{"$expr":"alive(order)"}}},
         "delivered":{"set":{"order.state":"done"},
           "data":{"courier":{"$ref":"name"},"order":{"$ref":"order.id"},"found":{"$expr":"alive(order)"},"state":{"$ref":"order.state"}}}}}
      """;

  private static List<Event> town(int count) {
    return Play.events(TOWN, "rate: 20", 3, count);
  }

  @Test
  void whatIsNewHasTheFirstValuesThatItsMakerSays() {
    for (JsonNode placed : data(town(2_000), "placed")) {
      assertThat(placed.path("by")).isEqualTo(placed.path("me"));
    }
  }

  @Test
  void thereAreNeverMoreThanTheLimit() {
    List<Integer> open =
        data(town(2_000), "placed").stream().map(d -> d.path("open").asInt()).toList();

    assertThat(open).allMatch(n -> n >= 1 && n <= 8).contains(8);
  }

  @Test
  void whoWaitsIsMovedByOthersAndGoneAtTheEnd() {
    // Given what every courier carries
    Set<String> carried = new HashSet<>();
    Set<String> delivered = new HashSet<>();

    // Then nothing is carried twice, and delivered only after it was carried, once
    for (Event event : town(3_000)) {
      JsonNode data = Play.json(List.of(event)).getFirst();
      String order = data.path("order").asText();
      if (event.type().equals("assigned") && data.path("found").asBoolean()) {
        assertThat(data.path("was").asText()).isEqualTo("open");
        assertThat(carried.add(order)).as(order).isTrue();
      } else if (event.type().equals("delivered") && data.path("found").asBoolean()) {
        assertThat(data.path("state").asText()).isEqualTo("carried");
        assertThat(carried).contains(order);
        assertThat(delivered.add(order)).as(order).isTrue();
      }
    }
    assertThat(delivered).hasSizeGreaterThan(100);
  }

  @Test
  void partsComeWithTheirOwnerAndTheirFiguresAddUp() {
    Map<Integer, Integer> sizes = new HashMap<>();
    for (JsonNode placed : data(town(3_000), "placed")) {
      JsonNode lines = placed.path("lines");
      double total = 0;
      double dearest = 0;
      double quantities = 0;
      for (JsonNode line : lines) {
        assertThat(line.path("of")).isEqualTo(placed.path("order"));
        assertThat(line.path("sku").asText()).startsWith(placed.path("order").asText() + "-");
        total += line.path("price").asDouble() * line.path("quantity").asInt();
        dearest = Math.max(dearest, line.path("price").asDouble());
        quantities += line.path("quantity").asInt();
      }
      sizes.merge(lines.size(), 1, Integer::sum);
      assertThat(placed.path("items").asInt()).isEqualTo(lines.size());
      assertThat(placed.path("total").asDouble()).isCloseTo(total, within(0.006));
      assertThat(placed.path("dearest").asDouble()).isEqualTo(dearest);
      assertThat(placed.path("mean").asDouble())
          .isCloseTo(quantities / lines.size(), within(0.006));
    }
    assertThat(sizes).containsOnlyKeys(1, 2, 3, 4);
  }

  @Test
  void whoDwellsDoesNothingForSoLong() {
    // Given couriers that are busy for 2 to 4 seconds
    Map<String, Instant> since = new HashMap<>();
    List<Duration> busy = new ArrayList<>();

    // When they deliver
    for (Event event : town(3_000)) {
      String courier = Play.json(List.of(event)).getFirst().path("courier").asText();
      if (event.type().equals("assigned")) {
        since.put(courier, at(event));
      } else if (event.type().equals("delivered")) {
        busy.add(Duration.between(since.get(courier), at(event)));
      }
    }

    // Then it took them that long, and what the rate of the story adds
    assertThat(busy).hasSizeGreaterThan(50);
    assertThat(busy).allMatch(d -> d.compareTo(Duration.ofSeconds(2)) >= 0);
    assertThat(busy).anyMatch(d -> d.compareTo(Duration.ofMillis(2_300)) < 0);
  }

  @Test
  void whereEverybodyRestsTheNextEventIsDueWhenTheFirstWakes() {
    // Given one sensor that speaks every 10 minutes
    List<Event> events =
        Play.events(
            """
            {"blueprint":1,"entities":{"s":{"dwell":600,"actions":[{"event":"t"}]}},"events":{"t":{}}}
            """,
            "rate: 1000",
            1,
            5);

    assertThat(events.stream().map(PopulationTest::at))
        .containsExactly(
            Play.START.plusSeconds(600),
            Play.START.plusSeconds(1200),
            Play.START.plusSeconds(1800),
            Play.START.plusSeconds(2400),
            Play.START.plusSeconds(3000));
  }

  @Test
  void whereThoseWhoMostlyActAreAtRestTheOthersStillHaveTheSameChance() {
    // Given somebody who weighs much and leaves it to chance, but rests, and two who may begin
    String world =
        """
        {"blueprint":1,"entities":{
           "heavy":{"weight":1000,"start":"rests","states":{"rests":{"waits":true},"acts":{"actions":[{"event":"u","when":"chance(0.5)"}]}}},
           "light":{"count":2,"fields":{"h":{"$pick":"heavy"}},"actions":[{"event":"t"}]}},
         "events":{"t":{"set":{"h.state":"acts"},"data":{"i":{"$ref":"index"}}},"u":{}}}
        """;

    // When it begins anew with many seeds
    long first =
        LongStream.range(0, 400)
            .filter(
                seed ->
                    Play.json(Play.events(world, "rate: 1", seed, 1)).getFirst().path("i").asInt()
                        == 0)
            .count();

    // Then either begins as often as the other
    assertThat(first).isBetween(160L, 240L);
  }

  @Test
  void ratesCompeteAndTheFirstToComeHappens() {
    // Given many who buy at 0.3 a second each, or leave at 0.1
    List<Event> events =
        Play.events(
            """
            {"blueprint":1,"entities":{"v":{"count":50,"fields":{"n":{"$ref":"number"},"since":{"$time":0}},
              "start":"in","states":{"in":{"actions":[{"event":"buy","rate":0.3,"to":"out"},{"event":"leave","rate":0.1,"to":"out"}]},"out":{}}}},
             "events":{"buy":{"data":{"after":{"$expr":"now - since"}}},"leave":{"data":{"after":{"$expr":"now - since"}}}}}
            """,
            "rate: 1000",
            7,
            20_000);

    // Then three of four buy, after 2.5 seconds on average, whatever they do
    long buys = events.stream().filter(e -> e.type().equals("buy")).count();
    double after =
        Play.json(events).stream()
            .mapToDouble(d -> d.path("after").asDouble())
            .average()
            .orElseThrow();
    assertThat(buys / 20_000.0).isBetween(0.74, 0.76);
    assertThat(after).isBetween(2_450.0, 2_550.0);
  }

  @Test
  void anEventThatNeedsSomebodyWaitsUntilThereIsOne() {
    // Given a taxi that needs a guest, and guests that come
    List<Event> events =
        Play.events(
            """
            {"blueprint":1,"entities":{
               "guest":{"limit":2,"fields":{"n":{"$ref":"number"}},"start":"w","states":{"w":{"waits":true},"gone":{}}},
               "door":{"actions":[{"event":"came"}]},
               "taxi":{"weight":9,"actions":[{"event":"drove"}]}},
             "events":{"came":{"let":{"g":{"$new":"guest"}},"data":{"g":{"$ref":"g.n"}}},
                       "drove":{"let":{"g":{"$pick":"guest"}},"set":{"g.state":"gone"},"data":{"g":{"$ref":"g.n"}}}}}
            """,
            "rate: 10",
            1,
            400);

    // Then each guest comes once, is driven once, and never more than two wait
    int waiting = 0;
    Set<Integer> driven = new HashSet<>();
    for (Event event : events) {
      int guest = Play.json(List.of(event)).getFirst().path("g").asInt();
      waiting += event.type().equals("came") ? 1 : -1;
      assertThat(waiting).isBetween(0, 2);
      if (event.type().equals("drove")) {
        assertThat(driven.add(guest)).isTrue();
      }
    }
    assertThat(driven).hasSizeGreaterThan(150);
  }

  @Test
  void thosePickedOfAnOwnerAreItsOwn() {
    // Given two teams of three, where a pass goes to a mate
    List<Event> events =
        Play.events(
            """
            {"blueprint":1,"entities":{
               "team":{"count":2,"fields":{"name":{"$each":["red","blue"]}}},
               "player":{"of":"team","count":3,"fields":{"n":{"$text":"{team.name}{index % 3}"}},"actions":[{"event":"pass"}]}},
             "events":{"pass":{"let":{"to":{"$pick":"team.player"}},"data":{"from":{"$ref":"n"},"to":{"$ref":"to.n"},"team":{"$ref":"team.name"}}}}}
            """,
            "rate: 10", 1, 600);

    Set<String> pairs = new HashSet<>();
    for (JsonNode pass : Play.json(events)) {
      assertThat(pass.path("to")).isNotEqualTo(pass.path("from"));
      assertThat(pass.path("to").asText()).startsWith(pass.path("team").asText());
      pairs.add(pass.path("from").asText() + pass.path("to").asText());
    }
    assertThat(pairs).hasSize(12);
  }

  @Test
  void aLinkKnowsThatTheOtherIsGone() {
    // Given a watcher of one mayfly, which is gone and replaced
    List<JsonNode> all =
        Play.json(
            Play.events(
                """
                {"blueprint":1,"entities":{
                   "fly":{"fields":{"n":{"$ref":"number"}},"start":"a","states":{"a":{"actions":[{"event":"died","to":"z"}]},"z":{}}},
                   "watcher":{"fields":{"fly":{"$pick":"fly"}},"actions":[{"event":"looked"}]}},
                 "events":{"died":{"data":{"died":{"$ref":"n"}}},"looked":{"data":{"alive":{"$expr":"alive(fly)"}}}}}
                """,
                "rate: 10",
                1,
                50));

    boolean died = false;
    for (JsonNode data : all) {
      died |= data.has("died");
      if (data.has("alive")) {
        assertThat(data.path("alive").asBoolean()).isEqualTo(!died);
      }
    }
    assertThat(died).isTrue();
  }

  @Test
  void aPickWithAConditionFindsThoseWhoMeetItAndEachAsOften() {
    // Given a teller who names some odd number above ten, of which there are few among many
    List<JsonNode> all =
        Play.json(
            Play.events(
                """
                {"blueprint":1,"entities":{
                   "n":{"count":200,"fields":{"v":{"$expr":"number - 1"}}},
                   "teller":{"fields":{"most":20},"actions":[{"event":"told"}]}},
                 "events":{"told":{"let":{"low":10,"it":{"$pick":"n","when":"v % 2 == 1 && v > low && v < 20"}},
                                   "data":{"v":{"$ref":"it.v"},"found":{"$expr":"alive(it)"},"by":{"$ref":"most"}}}}}
                """,
                "rate: 10", 3, 5_000));

    // Then each of the five comes a fifth of the time, and the teller is still who tells
    Map<Integer, Integer> times = new HashMap<>();
    for (JsonNode data : all) {
      times.merge(data.path("v").asInt(), 1, Integer::sum);
      assertThat(data.path("found").asBoolean()).isTrue();
      assertThat(data.path("by").asInt()).isEqualTo(20);
    }
    assertThat(times.keySet()).containsExactlyInAnyOrder(11, 13, 15, 17, 19);
    assertThat(times.values()).allMatch(n -> n > 880 && n < 1_120);
  }

  @Test
  void aPickWithAChanceMakesSomeMoreLikelyThanOthers() {
    // Given goods of which the first is liked three times as much as each of the others
    List<JsonNode> all =
        Play.json(
            Play.events(
                """
                {"blueprint":1,"entities":{
                   "good":{"count":4,"fields":{"n":{"$expr":"number"},"liked":{"$expr":"number == 1 ? 0.9 : 0.3"}}},
                   "buyer":{"actions":[{"event":"bought"}]}},
                 "events":{"bought":{"let":{"g":{"$pick":"good","when":"chance(liked)"}},"data":{"n":{"$ref":"g.n"}}}}}
                """,
                "rate: 10",
                5,
                6_000));

    long first = all.stream().filter(d -> d.path("n").asInt() == 1).count();
    assertThat(first).isBetween(2_880L, 3_120L);
  }

  @Test
  void whereNobodyMeetsTheConditionNobodyIsPickedNorIsTheOneWhoActs() {
    List<JsonNode> all =
        Play.json(
            Play.events(
                """
                {"blueprint":1,"entities":{
                   "team":{"fields":{"name":"red"},"actions":[{"event":"looked"}]},
                   "player":{"of":"team","count":3,"fields":{"n":{"$expr":"index"}},"actions":[{"event":"passed"}]}},
                 "events":{"looked":{"let":{"p":{"$pick":"player","when":"n > 7"}},"data":{"nobody":{"$expr":"!alive(p)"}}},
                           "passed":{"let":{"me":{"$ref":"n"},"p":{"$pick":"team.player","when":"n >= me"}},
                                     "data":{"me":{"$ref":"n"},"to":{"$expr":"alive(p) ? p.n : 9"}}}}}
                """,
                "rate: 10",
                1,
                300));

    Map<Integer, Set<Integer>> passes = new HashMap<>();
    for (JsonNode data : all) {
      if (data.has("nobody")) {
        assertThat(data.path("nobody").asBoolean()).isTrue();
      } else {
        passes
            .computeIfAbsent(data.path("me").asInt(), _ -> new HashSet<>())
            .add(data.path("to").asInt());
      }
    }
    assertThat(passes).isEqualTo(Map.of(0, Set.of(1, 2), 1, Set.of(2), 2, Set.of(9)));
  }

  @Test
  void anEventChangesAFieldOfEachOfItsParts() {
    // Given one shelf from which the lines of two carts take, and to which they give back
    List<JsonNode> all =
        Play.json(
            Play.events(
                """
                {"blueprint":1,"entities":{
                   "shelf":{"fields":{"pieces":0}},
                   "cart":{"count":2,"fields":{"shelf":{"$pick":"shelf"},"more":3},"actions":[{"event":"emptied"}]},
                   "line":{"of":"cart","count":[1,4],"fields":{"shelf":{"$pick":"shelf"},"quantity":{"$int":[1,3]},"mark":"-"}},
                   "clerk":{"fields":{"cart":{"$pick":"cart"}},"actions":[{"event":"marked"}]}},
                 "events":{
                   "emptied":{"set":{"line.shelf.pieces":{"$expr":"shelf.pieces + quantity"},"line.quantity":{"$expr":"quantity + cart.more"}},
                              "data":{"put":{"$expr":"sum(line, quantity - cart.more)"},"pieces":{"$ref":"shelf.pieces"}}},
                   "marked":{"let":{"m":{"$text":"m{seq}"}},"set":{"cart.line.mark":{"$ref":"m"}},
                             "data":{"marks":{"$list":"cart.line","of":{"$ref":"mark"}},"mark":{"$ref":"m"}}}}}
                """,
                "rate: 10",
                1,
                200));

    // Then every line has put its pieces there each time, and every mark is the latest
    int pieces = 0;
    for (JsonNode data : all) {
      if (data.has("mark")) {
        assertThat(data.path("marks")).isNotEmpty().allMatch(m -> m.equals(data.path("mark")));
      } else {
        pieces += data.path("put").asInt();
        assertThat(data.path("pieces").asInt()).isEqualTo(pieces);
      }
    }
    assertThat(pieces).isGreaterThan(1_000);
  }

  @Test
  void whoNeverActsHasNoShareInWhatHappens() {
    // Given a parcel that only waits, and a van
    Blueprint blueprint =
        Blueprint.parse(
            "b.json",
            """
            {"blueprint":1,"entities":{
               "parcel":{"weight":1000,"fields":{"n":1},"start":"a","states":{"a":{"waits":true},"b":{"waits":true}}},
               "van":{"fields":{"parcel":{"$pick":"parcel"}},"actions":[{"event":"moved"}]}},
             "events":{"moved":{"set":{"parcel.state":"b"},"data":{}}}}
            """);

    assertThat(blueprint.plan().totalWeights()).containsExactly(1.0);
  }

  @Test
  void phrasesAreToldInTurnAndNoneTwiceInARow() {
    List<String> said =
        Play.json(
                Play.events(
                    """
                    {"blueprint":1,"phrases":{"greetings":["Hi {name}!","Hello {name}","Good day","{name}, you here?"]},
                     "entities":{"e":{"fields":{"name":"Ada"},"actions":[{"event":"t"}]}},
                     "events":{"t":{"data":{"$phrase":"greetings"}}}}
                    """,
                    "rate: 10",
                    1,
                    400))
            .stream()
            .map(JsonNode::asText)
            .toList();

    for (int round = 0; round < 100; round++) {
      assertThat(said.subList(4 * round, 4 * round + 4))
          .containsExactlyInAnyOrder("Hi Ada!", "Hello Ada", "Good day", "Ada, you here?");
    }
    for (int i = 1; i < said.size(); i++) {
      assertThat(said.get(i)).isNotEqualTo(said.get(i - 1));
    }
    assertThat(new HashSet<>(said.subList(0, 4))).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 12, 25})
  void noPhraseComesAgainBeforeHalfOfTheOthersHaveCome(int phrases) {
    // Given a list of so many
    String list =
        IntStream.range(0, phrases).mapToObj("\"p%d\""::formatted).collect(Collectors.joining(","));

    // When it is told for a hundred rounds
    List<String> said =
        Play.json(
                Play.events(
                    """
                    {"blueprint":1,"phrases":{"list":[%s]},"entities":{"e":{"actions":[{"event":"t"}]}},
                     "events":{"t":{"data":{"$phrase":"list"}}}}
                    """
                        .formatted(list),
                    "rate: 10",
                    1,
                    100 * phrases))
            .stream()
            .map(JsonNode::asText)
            .toList();

    // Then none is near itself, and the order is not always the same
    int apart = phrases / 2;
    for (int i = 0; i < said.size(); i++) {
      assertThat(said.subList(Math.max(0, i - apart), i)).doesNotContain(said.get(i));
    }
    assertThat(said.subList(0, phrases)).doesNotHaveDuplicates();
    assertThat(phrases > 2 && said.subList(0, phrases).equals(said.subList(phrases, 2 * phrases)))
        .isFalse();
  }

  @Test
  void aWorldThatIsWritesTheSameCompiledOrNot() {
    Blueprint compiled = Blueprint.parse("b.json", TOWN);
    compiled.plan().practices().forEach(Practice::compile);
    Blueprint played = Blueprint.parse("b.json", TOWN);
    played.plan().practices().forEach(Practice::interpret);

    assertThat(Play.events(compiled, "rate: 20", 3, 3_000))
        .isEqualTo(Play.events(played, "rate: 20", 3, 3_000));
  }

  private static Instant at(Event event) {
    return Instant.EPOCH.plusNanos(event.epochNanos());
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  private static List<JsonNode> data(List<Event> events, String type) {
    return Play.json(events.stream().filter(e -> e.type().equals(type)).toList());
  }
}
