package io.fabula.generator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Json;
import io.fabula.generator.document.Problems;
import io.fabula.generator.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
@SuppressWarnings("StringConcatToTextBlock")
class BlueprintTest {
  private static final String SHOP =
      """
      {"blueprint":1,
       "values":{"tax":0.1},
       "pools":{"goods":{"faker":"food.dish","size":30}},
       "entities":{
         "customer":{"count":4,"fields":{"name":{"$each":["Ann","Bob","Cy","Dee"]},"spent":0.00},"actions":[{"event":"visit","weight":2}]},
         "order":{"count":3,"fields":{"id":{"$uuid":true},"by":{"$pick":"customer"},"total":{"$uniform":[1,9]},"good":{"$pool":"goods"}},
           "start":"open","states":{"open":{"actions":[{"event":"paid","to":"paid"},{"event":"dropped","weight":0.5,"to":"gone"}]},
             "paid":{"actions":[{"event":"sent","to":"gone"}]},"gone":{}}}},
       "events":{
         "visit":{"data":{"who":{"$ref":"name"},"spent":{"$ref":"spent"}}},
         "paid":{"let":{"sum":{"$expr":"total * (1 + tax)","decimals":2}},"set":{"by.spent":{"$expr":"by.spent + sum","decimals":2}},
           "data":{"id":{"$ref":"id"},"who":{"$ref":"by.name"},"sum":{"$ref":"sum"},"spent":{"$ref":"by.spent"},"good":{"$ref":"good"}}},
         "dropped":{"data":{"id":{"$ref":"id"}}},
         "sent":{"data":{"id":{"$ref":"id"},"at":{"$time":60}}}},
       "phases":{"sale":{"values":{"tax":0},"events":{"dropped":0},"entities":{"customer":0}}}}
      """;

  private static String simple(String entity, String event) {
    return "{\"blueprint\":1,\"entities\":{\"e\":{"
        + entity
        + "}},\"events\":{\"t\":{"
        + event
        + "},\"u\":{}}}";
  }

  @Test
  void theSameSeedAndStartGiveTheSameBytesOnManyThreadsAtOnce() throws Exception {
    Blueprint blueprint = Blueprint.parse("b.json", SHOP);
    List<Event> wanted = Play.events(blueprint, "rate: 7", 99, 3000);

    assertThat(Play.events(blueprint, "rate: 7", 98, 3000)).isNotEqualTo(wanted);
    assertThat(Play.events(SHOP, "rate: 7", 99, 3000)).isEqualTo(wanted);
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Future<List<Event>>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(threads.submit(() -> Play.events(blueprint, "rate: 7", 99, 3000)));
      }
      for (Future<List<Event>> one : all) {
        assertThat(one.get()).isEqualTo(wanted);
      }
    }
  }

  @Test
  void lifecyclesKeepTheirOrderAndLinksCarryState() {
    java.util.Map<String, String> states = new java.util.HashMap<>();
    java.util.Map<String, Double> spent = new java.util.HashMap<>();
    for (Event event : Play.events(SHOP, "rate: 7", 5, 5000)) {
      JsonNode data = Play.json(List.of(event)).getFirst();
      String before = states.getOrDefault(data.path("id").asText(), "new");
      switch (event.type()) {
        case "visit" ->
            assertThat(data.path("spent").doubleValue())
                .isEqualTo(spent.getOrDefault(data.path("who").textValue(), 0.0));
        case "paid" -> {
          assertThat(before).isEqualTo("new");
          double sum =
              spent.merge(
                  data.path("who").textValue(), data.path("sum").doubleValue(), Double::sum);
          assertThat(data.path("spent").doubleValue()).isCloseTo(sum, within(1e-6));
          spent.put(data.path("who").textValue(), data.path("spent").doubleValue());
        }
        case "sent" -> assertThat(before).isEqualTo("paid");
        default -> assertThat(before).isEqualTo("new");
      }
      states.put(data.path("id").asText(), event.type());
    }
    assertThat(states).hasSizeGreaterThan(500);
  }

  @Test
  void phasesChangeValuesAndWeights() {
    List<Event> events =
        Play.events(
            SHOP, "rate: 100\nphases: [{name: plain, for: 20s}, {name: sale, for: 20s}]", 5, 4000);

    assertThat(events.subList(0, 2000)).extracting(Event::type).contains("visit", "dropped");
    assertThat(events.subList(2000, 4000)).extracting(Event::type).containsOnly("paid", "sent");
  }

  @Test
  void weightsOfActionsAndEntitiesAreTheirShares() {
    List<Event> events =
        Play.events(
            """
            {"blueprint":1,"entities":{"a":{"weight":3,"actions":[{"event":"t","weight":1},{"event":"u","weight":4}]},"b":{"count":50,"actions":[{"event":"v"}]}},
             "events":{"t":{},"u":{},"v":{}}}
            """,
            "rate: 1",
            1,
            20_000);

    assertThat(events.stream().filter(e -> e.type().equals("v")).count() / 20_000.0)
        .isCloseTo(0.25, within(0.015));
    assertThat(events.stream().filter(e -> e.type().equals("u")).count() / 20_000.0)
        .isCloseTo(0.60, within(0.015));
  }

  /// A world of one entity and one event.
  private static String alone(String entity, String event) {
    return "{\"blueprint\":1,\"entities\":{\"e\":{%s}},\"events\":{\"t\":{%s}}}"
        .formatted(entity, event);
  }

  @Test
  void aWorldIsBoundedInWhatItKeeps() {
    String fields =
        IntStream.range(0, 11).mapToObj(i -> "\"f" + i + "\":0").collect(Collectors.joining(","));
    String many = "\"count\":100000,\"fields\":{" + fields + "},\"actions\":[{\"event\":\"t\"}]";

    assertThatThrownBy(() -> Blueprint.parse("b.json", alone(many, "\"data\":{}")))
        .hasMessageContaining("1,100,011 values");
  }

  @Test
  void oneFaultIsReportedOnceAndNotForWhatFollowsFromIt() {
    String entity = "\"fields\":{\"late\":0},\"actions\":[{\"event\":\"t\"}]";
    String event = "\"set\":{\"late\":{\"$expr\":\"lte + 1\"}}";

    assertThatThrownBy(() -> Blueprint.parse("b.json", alone(entity, event)))
        .hasMessageContaining("did you mean 'late'?")
        .hasMessageNotContaining("cannot become");
  }

  @Test
  void aFakerThatDependsOnTodayIsRefused() {
    String pool =
        "\"fields\":{\"d\":{\"$faker\":\"date.birthday\"}},\"actions\":[{\"event\":\"t\"}]";

    assertThatThrownBy(() -> Blueprint.parse("b.json", alone(pool, "\"data\":{}")))
        .hasMessageContaining("depends on the day");
  }

  @Test
  void whereEverybodyWaitsTimePassesUntilSomebodyCanAct() {
    String patient =
        "\"fields\":{\"last\":{\"$time\":0}},"
            + "\"actions\":[{\"event\":\"t\",\"when\":\"seq == 1 || now - last >= 60000\"}]";
    String event = "\"set\":{\"last\":{\"$time\":0}},\"data\":{}";

    for (String rate : List.of("rate: 0.1", "rate: 1", "rate: 1000", "rate: 1000000")) {
      List<Event> events = Play.events(alone(patient, event), rate, 1, 5);

      assertThat(events).extracting(Event::sequence).containsExactly(1L, 2L, 3L, 4L, 5L);
      for (int i = 1; i < 5; i++) {
        long waited = events.get(i).epochMillis() - events.get(i - 1).epochMillis();
        assertThat(waited).isBetween(60_000L, 80_000L);
      }
    }
  }

  @Test
  void whereNobodyCanEverActAgainTheStoryEnds() {
    String once = "\"actions\":[{\"event\":\"t\",\"when\":\"seq == 1\"}]";

    assertThat(Play.events(alone(once, "\"data\":{}"), "rate: 10", 1, 5)).hasSize(1);
    assertThat(Play.events(alone(once, "\"data\":{}"), "rate: 1000000", 1, 5)).hasSize(1);
  }

  @Test
  void aStoryThatWaitsBeyondItsDurationEndsThere() {
    String late = "\"actions\":[{\"event\":\"t\",\"when\":\"seq == 1 || elapsed > 60\"}]";

    assertThat(Play.events(alone(late, "\"data\":{}"), "rate: 10\nduration: 50s", 1, 5)).hasSize(1);
  }

  @Test
  void whatIsNotRenewedEndsTheStory() {
    String mortal =
        "\"count\":3,\"renew\":false,\"states\":{\"s\":{\"actions\":[{\"event\":\"t\"},{\"event\":\"u\",\"to\":\"end\"}]},\"end\":{}}";

    List<Event> events = Play.events(simple(mortal, "\"data\":{}"), "rate: 1", 1, 10_000);

    assertThat(events).extracting(Event::type).endsWith("u").containsOnly("t", "u");
    assertThat(events.stream().filter(e -> e.type().equals("u"))).hasSize(3);
    assertThat(Play.events(simple(mortal.replace("false", "true"), ""), "rate: 1", 1, 1000))
        .hasSize(1000);
  }

  @Test
  void aGuardThatLeavesItToChanceNeverLetsTheImpossibleHappen() {
    String guarded =
        "\"actions\":[{\"event\":\"t\",\"when\":\"false\"},{\"event\":\"u\",\"when\":\"chance(0.5)\"}]";

    assertThat(Play.events(simple(guarded, ""), "rate: 1", 1, 2000))
        .hasSize(2000)
        .extracting(Event::type)
        .containsOnly("u");
  }

  @Test
  void aRareGuardIsAsRareAsItSays() {
    String guarded =
        "\"actions\":[{\"event\":\"t\"},{\"event\":\"u\",\"when\":\"chance(0.1)\",\"weight\":1000000}]";

    assertThat(
            Play.events(simple(guarded, ""), "rate: 1", 1, 10_000).stream()
                    .filter(e -> e.type().equals("u"))
                    .count()
                / 1e4)
        .isCloseTo(0.1, within(0.012));
  }

  @Test
  void aPickNeverLeadsToOneself() {
    String blueprint =
        """
        {"blueprint":1,"entities":{"e":{"count":3,"fields":{"n":{"$sequence":0}},"actions":[{"event":"t"}]}},
         "events":{"t":{"let":{"o":{"$pick":"e"}},"data":{"me":{"$ref":"n"},"you":{"$ref":"o.n"}}}}}
        """;
    List<JsonNode> all = Play.json(Play.events(blueprint, "rate: 1", 1, 600));

    assertThat(all).allMatch(d -> !d.path("me").equals(d.path("you")));
    assertThat(all.stream().map(JsonNode::toString).distinct()).hasSize(6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"$chioce\":[1]}|no generator $chioce; did you mean '$choice'?",
        "{\"$ref\":\"nmae\"}|there is no 'nmae'; did you mean 'name'?",
        "{\"$int\":[1]}|$int needs two numbers",
        "{\"$int\":[1,\"a\"]}|there is no 'a'",
        "{\"$choice\":[]}|$choice needs values",
        "{\"$choice\":{\"a\":0}}|$choice needs values",
        "{\"$pool\":\"poool\"}|no pool 'poool'; did you mean 'pool'?",
        "{\"$faker\":\"nope.nope\"}|Datafaker has no 'nope.nope'",
        "{\"$faker\":\"#{x}\"}|a faker is written as provider.method",
        "{\"$text\":\"{1\"}|a { is not closed",
        "{\"$text\":\"{}\"}|it ends too early",
        "{\"$time\":\"'x'\"}|$time needs a number",
        "{\"$maybe\":1}|'of' is missing",
        "{\"$array\":1}|'count' is missing",
        "{\"$if\":1,\"then\":1}|'else' is missing",
        "{\"$pick\":\"f\"}|there is no entity 'f'; did you mean 'e'?",
        "{\"$each\":[]}|$each needs a list",
        "{\"$nth\":1}|$nth needs a list",
        "{\"$nth\":1,\"of\":[]}|$nth needs a list",
        "{\"$pick\":\"e\",\"when\":\"nmae == 'x'\"}|there is no 'nmae'; did you mean 'name'?",
        "{\"$expr\":\"clock(name)\"}|it calculates with text",
        "{\"$walk\":1}|use it under 'set'",
        "{\"$optional\":1,\"of\":1}|use it inside an object",
        "{\"$uniform\":[0,1],\"decimals\":10}|decimals must be from 0 to 9",
        "{\"$uniform\":[0,1],\"decimal\":1}|unknown key 'decimal'; did you mean 'decimals'?",
        "{\"$expr\":\"name + 1\"}|it calculates with text",
        "{\"$sequence\":\"a\"}|$sequence must be a whole number",
        "{\"$none\":\"ee\"}|there is no entity 'ee'; did you mean 'e'?",
        "{\"$new\":\"e\"}|use it under 'let'",
        "{\"$list\":\"e\",\"of\":1}|needs a kind that belongs to an entity",
        "{\"$phrase\":\"hi\"}|there are no phrases 'hi'",
        "{\"$expr\":\"sum(e, 1)\"}|needs a kind that belongs to an entity",
        "{\"$expr\":\"count(f)\"}|there is no entity 'f'; did you mean 'e'?",
        "{\"$expr\":\"alive(1)\"}|alive() needs a link",
        "{\"$expr\":\"self + 1\"}|it calculates with a link to a e",
        "{\"$expr\":\"self == 1\"}|it calculates with a link to a e",
        "{\"$expr\":\"state == 'on'\"}|'e' has no state 'on'"
      })
  void aFaultSaysWhereAndWhatWasMeant(String value, String message) {
    List<String> faults =
        Play.faults(
            "{\"blueprint\":1,\"pools\":{\"pool\":[1]},\"entities\":{\"e\":{\"fields\":{\"name\":\"n\"},\"actions\":[{\"event\":\"t\"}]}},\n"
                + "\"events\":{\"t\":{\"data\":"
                + value
                + "}}}");

    assertThat(faults).first().asString().startsWith("b.json:2:").contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"a\":{\"count\":0,\"actions\":[{\"event\":\"t\"}]}|no 'a' ever comes",
        "\"a\":{\"of\":\"b\"}|no entity 'b' is declared above",
        "\"b\":{\"count\":2},\"a\":{\"of\":\"b\",\"count\":\"int(1, 2)\"}|beside a 'limit'",
        "\"b\":{\"count\":90000},\"a\":{\"of\":\"b\",\"count\":900}|are more than 100,000",
        "\"b\":{},\"a\":{\"of\":\"b\",\"fields\":{\"b\":1}}|'b' is the link to the owner",
        "\"a\":{\"fields\":{\"x\":{\"$pick\":\"b\"}}},\"b\":{}|no 'b' is there yet when a new one is made",
        "\"a\":{\"states\":{\"s\":{\"waits\":true,\"actions\":[{\"event\":\"t\"}]}}}|has no actions there",
        "\"a\":{\"actions\":[{\"event\":\"t\",\"rate\":1},{\"event\":\"t\"}]}|all of the state have one",
        "\"a\":{\"actions\":[{\"event\":\"t\",\"rate\":1,\"weight\":1}]}|a weight or a rate, not both",
        "\"a\":{\"dwell\":\"'x'\",\"actions\":[{\"event\":\"t\"}]}|dwell needs a number",
        "\"a\":{\"limit\":3,\"count\":5,\"actions\":[{\"event\":\"t\"}]}|limit must be from 5"
      })
  void aFaultInAnEntitySaysWhatWasMeant(String entity, String message) {
    List<String> faults =
        Play.faults(
            "{\"blueprint\":1,\"entities\":{\"z\":{\"actions\":[{\"event\":\"t\"}]},\n%s},\"events\":{\"t\":{}}}"
                .formatted(entity));

    assertThat(faults).first().asString().startsWith("b.json:2:").contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"let\":{\"n\":{\"$new\":\"f\"}}}|there is no entity 'f'",
        "{\"let\":{\"n\":{\"$new\":\"part\"}}}|comes with the entity that it belongs to",
        "{\"let\":{\"n\":{\"$new\":\"e\",\"set\":{\"y\":1}}}}|'e' has no field 'y'",
        "{\"let\":{\"n\":{\"$new\":\"e\",\"set\":{\"x\":\"a\"}}}}|'x' is a number and cannot become text",
        "{\"let\":{\"n\":{\"$pick\":\"e\"}},\"set\":{\"n.state\":\"of\"}}|needs the name of a state of 'e'; did you mean",
        "{\"set\":{\"state\":\"off\"}}|changes by 'to' in the action"
      })
  void aFaultInAnEventSaysWhatWasMeant(String event, String message) {
    List<String> faults =
        Play.faults(
            "{\"blueprint\":1,\"entities\":{\"e\":{\"fields\":{\"x\":1},\"states\":{\"on\":{\"actions\":[{\"event\":\"t\",\"to\":\"off\"}]},\"off\":{}}},\"part\":{\"of\":\"e\"}},\n\"events\":{\"t\":%s}}"
                .formatted(event));

    assertThat(faults).first().asString().startsWith("b.json:2:").contains(message);
  }

  @Test
  void allFaultsComeInOneGo() {
    assertThat(
            Play.faults(
                """
                {"blueprint":2,"valus":{},
                "entities":{"e":{"count":0,"start":"s2","fields":{"a-b":1},"states":{"s1":{"actions":[{"event":"x"},{"event":"t","to":"s9"}]}}}},
                "events":{"t":{"set":{"nope":1}},"z":{}},
                "phases":{"p":{"events":{"tt":1},"values":{"v":1},"entities":{"f":2},"more":1}}}
                """))
        .anyMatch(f -> f.contains("blueprint must be from 1 to 1, not 2"))
        .anyMatch(f -> f.startsWith("b.json:1:16: unknown key 'valus'; did you mean 'values'?"))
        .anyMatch(f -> f.contains("no 'e' ever comes: the count is 0"))
        .anyMatch(f -> f.contains("no state 's2'; did you mean 's1'?"))
        .anyMatch(f -> f.contains("not 'a-b'"))
        .anyMatch(f -> f.contains("an action needs the name of an event"))
        .anyMatch(f -> f.contains("no state 's9'"))
        .anyMatch(f -> f.contains("no field 'nope'"))
        .anyMatch(f -> f.contains("nobody does the event 'z'"))
        .anyMatch(f -> f.contains("no event 'tt'; did you mean 't'?"))
        .anyMatch(f -> f.contains("no value 'v'"))
        .anyMatch(f -> f.contains("no entity 'f'"))
        .anyMatch(f -> f.contains("unknown key 'more'"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"blueprint\":1,\"entities\":{\"e\":{\"actions\":[{\"event\":\"t\"}]}},\"events\":{\"t\":{}}}",
        "{\"blueprint\":1,\"entities\":{\"p\":{\"fields\":{\"a\":1}},\"e\":{\"actions\":[{\"event\":\"t\"}]}},\"events\":{\"t\":{}}}",
        "{\"blueprint\":1,\"entities\":{\"e\":{\"states\":{\"s\":{\"actions\":[{\"event\":\"t\",\"when\":\"seq"
            + " > 1\"}]}}}},\"events\":{\"t\":{\"data\":[1,{\"$int\":[\"seq\",9]}]}}}"
      })
  void whatTheCompilerAcceptsTheSchemaAccepts(String blueprint) {
    assertThat(schemaFaults(blueprint)).isEqualTo(0);
    assertThat(Blueprint.parse("b.json", blueprint).eventTypes()).containsExactly("t");
  }

  @Test
  void theSchemaAcceptsAWholeShop() {
    assertThat(schemaFaults(SHOP)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"blueprint\":1}",
        "{\"blueprint\":1,\"entities\":{},\"events\":{}}",
        "{\"blueprint\":1,\"entities\":{\"e\":{}},\"events\":{}}",
        "{\"blueprint\":1,\"entities\":{\"e\":{}}}",
        "{\"blueprint\":1,\"entities\":{\"a"
            + " b\":{\"actions\":[{\"event\":\"t\"}]}},\"events\":{\"t\":{}}}",
        "{\"blueprint\":1,\"entities\":{\"e\":{\"actions\":[{\"event\":\"t\"}],\"states\":{\"s\":{}}}},\"events\":{\"t\":{}}}",
        "{\"blueprint\":1,\"entities\":{\"e\":{\"states\":{}}},\"events\":{\"t\":{}}}",
        "{\"blueprint\":1,\"entities\":{\"e\":{\"actions\":[{\"event\":\"t\",\"weight\":-1}]}},\"events\":{\"t\":{}}}",
        "{\"blueprint\":1,\"values\":{\"a"
            + " b\":1},\"entities\":{\"e\":{\"actions\":[{\"event\":\"t\"}]}},\"events\":{\"t\":{}}}",
        "{\"blueprint\":1,\"pools\":{\"p\":[]},\"entities\":{\"e\":{\"actions\":[{\"event\":\"t\"}]}},\"events\":{\"t\":{}}}",
        "{\"blueprint\":1,\"entities\":{\"e\":{\"actions\":[{\"event\":\"t\"}]}},\"events\":{\"t\":{\"data\":{\"$what\":1}}}}"
      })
  void whatTheSchemaRefusesTheCompilerRefuses(String blueprint) {
    assertThat(schemaFaults(blueprint)).isPositive();
    assertThat(Play.faults(blueprint)).isNotEmpty();
  }

  private static int schemaFaults(String blueprint) {
    Problems problems = new Problems();
    BlueprintSchema.check(Json.parse("b.json", blueprint, problems), problems);
    return problems.found().size();
  }

  @Test
  void aPoolHoldsNoGenerators() {
    assertThat(
            Play.faults(
                "{\"blueprint\":1,\"pools\":{\"p\":[{\"$int\":[1,2]}]},\"entities\":{\"e\":{\"actions\":[{\"event\":\"t\"}]}},\"events\":{\"t\":{\"data\":{\"$pool\":\"p\"}}}}"))
        .containsExactly("b.json:1:30: a pool holds plain values, no generators");
  }

  @Test
  void randomBlueprintsThrowNothingButTheDocumentedException() {
    java.util.Random random = new java.util.Random(4);
    for (int i = 0; i < 5000; i++) {
      StringBuilder text = new StringBuilder(SHOP.strip());
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.setCharAt(at, "{}[]\":,0a$- ".charAt(random.nextInt(12)));
          default -> text.insert(at, "{}[]\":,0a$- ".charAt(random.nextInt(12)));
        }
      }
      try {
        assertThat(Play.json(Play.events(text.toString(), "rate: 1", 1, 20))).isNotNull();
      } catch (InvalidDocumentException documented) {
        assertThat(documented.problems()).isNotEmpty();
      }
    }
  }
}
