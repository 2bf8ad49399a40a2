package io.fabula.generator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.generator.narrative.EventChecker;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
@SuppressWarnings("StringConcatToTextBlock")
class GeneratorsTest {
  private static double mean(List<JsonNode> values) {
    return values.stream().mapToDouble(JsonNode::doubleValue).average().orElseThrow();
  }

  private static double share(List<JsonNode> values, String json) {
    return values.stream().filter(v -> v.toString().equals(json)).count() / (double) values.size();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5|5",
        "-0|0",
        "1.50|1.50",
        "1e-3|0.001",
        "true|true",
        "null|null",
        "\"a\\\"b\"|\"a\\\"b\"",
        "[1,[2]]|[1,[2]]",
        "{\"a\":{\"b\":[]}}|{\"a\":{\"b\":[]}}",
        "[{\"$ref\":\"v\"}]|[2.000000000]",
        "{\"$ref\":\"seq\"}|1",
        "{\"$ref\":\"number\"}|1",
        "{\"$ref\":\"index\"}|0",
        "{\"$ref\":\"elapsed\"}|0.000",
        "{\"$ref\":\"now\"}|\"2026-11-20T12:00:00.000Z\"",
        "{\"$time\":-1.5}|\"2026-11-20T11:59:58.500Z\"",
        "{\"$text\":\"a{1+1}{{b}}{name}\"}|\"a2{b}it\"",
        "{\"$if\":\"1 > 2\",\"then\":\"a\",\"else\":5}|5",
        "{\"$if\":true,\"then\":1,\"else\":2.5}|1.0",
        "{\"$expr\":\"clock(8 * 60 + 5.9)\"}|\"08:05\"",
        "{\"$expr\":\"clock(1440)\"}|\"00:00\"",
        "{\"$expr\":\"clock(-1)\"}|\"23:59\"",
        "{\"$maybe\":0,\"of\":1}|null",
        "{\"$maybe\":1,\"of\":1}|1",
        "{\"a\":{\"$optional\":0,\"of\":1},\"b\":{\"$optional\":1,\"of\":2}}|{\"b\":2}",
        "{\"$choice\":[7]}|7",
        "{\"$choice\":{\"x\":1,\"y\":0}}|\"x\"",
        "{\"$choice\":[{\"value\":1,\"weight\":0},{\"value\":\"z\",\"weight\":1}]}|\"z\"",
        "{\"$array\":0,\"count\":3}|[0,0,0]",
        "{\"$array\":0,\"count\":-3}|[]",
        "{\"$int\":[5,5]}|5",
        "{\"$int\":[5,1]}|5",
        "{\"$uniform\":[3,3],\"decimals\":1}|3.0",
        "{\"$normal\":[3,0],\"decimals\":0}|3",
        "{\"$normal\":[3,0],\"max\":2}|2.00",
        "{\"$sequence\":7}|7",
        "{\"$expr\":\"1/3\",\"decimals\":4}|0.3333",
        "{\"$each\":[\"one\",\"two\"]}|\"one\"",
        "{\"$nth\":0,\"of\":[\"one\",\"two\"]}|\"one\"",
        "{\"$nth\":\"v - 0.5\",\"of\":[\"one\",\"two\"]}|\"two\"",
        "{\"$nth\":\"-v\",\"of\":[1,2]}|1",
        "{\"$nth\":\"v\",\"of\":[1,2]}|2",
        "{\"$nth\":1,\"of\":[\"one\",{\"two\":2}]}|{\"two\":2}",
        "{\"$expr\":\"clock(0)\"}|\"00:00\"",
        "{\"$expr\":\"clock(485.9)\"}|\"08:05\"",
        "{\"$expr\":\"clock(1440 * 3 - 1)\"}|\"23:59\"",
        "{\"$text\":\"at {clock(-1)}\"}|\"at 23:59\"",
        "{\"$time\":1e15}|\"9999-12-31T23:59:59.999Z\"",
        "{\"$expr\":\"007 + 0\"}|7",
        "{\"$expr\":\"007\"}|7"
      })
  void everyGeneratorWritesWhatItSays(String value, String written) {
    List<io.fabula.generator.event.Event> events =
        Play.events(
            "{\"blueprint\":1,\"values\":{\"v\":2},\"entities\":{\"e\":{\"fields\":{\"name\":\"it\"},\"actions\":[{\"event\":\"t\"}]}},\"events\":{\"t\":{\"data\":{\"v\":"
                + value
                + "}}}}",
            "rate: 1",
            5,
            1);

    assertThat(events.getFirst().data()).isEqualTo("{\"v\":" + written + "}");
    assertThat(Play.json(events)).hasSize(1);
  }

  @Test
  void wholeNumbersCoverTheirRangeEvenly() {
    List<JsonNode> values = Play.values("{\"$int\":[-2,3]}", 12_000);

    assertThat(values).allMatch(JsonNode::isInt);
    for (int n = -2; n <= 3; n++) {
      assertThat(share(values, "" + n)).isCloseTo(1 / 6.0, within(0.02));
    }
  }

  @Test
  void uniformAndNormalHaveTheirMeansAndBounds() {
    List<JsonNode> uniform = Play.values("{\"$uniform\":[10,20],\"decimals\":3}", 10_000);
    List<JsonNode> normal =
        Play.values("{\"$normal\":[50,10],\"min\":20,\"max\":80,\"decimals\":3}", 10_000);

    assertThat(mean(uniform)).isCloseTo(15, within(0.2));
    assertThat(uniform).allMatch(v -> v.doubleValue() >= 10 && v.doubleValue() <= 20);
    assertThat(mean(normal)).isCloseTo(50, within(0.5));
    assertThat(normal).allMatch(v -> v.doubleValue() >= 20 && v.doubleValue() <= 80);
    double deviation =
        Math.sqrt(
            normal.stream()
                .mapToDouble(v -> Math.pow(v.doubleValue() - 50, 2))
                .average()
                .orElseThrow());
    assertThat(deviation).isCloseTo(10, within(0.5));
  }

  private static double deviation(List<JsonNode> values) {
    double mean = mean(values);
    return Math.sqrt(
        values.stream()
            .mapToDouble(v -> (v.doubleValue() - mean) * (v.doubleValue() - mean))
            .average()
            .orElseThrow());
  }

  @Test
  void aLognormalHasItsMedianAndItsDeviation() {
    List<JsonNode> values = Play.values("{\"$lognormal\":[20,0.5],\"decimals\":4}", 20_000);

    long below = values.stream().filter(v -> v.doubleValue() < 20).count();
    assertThat(below / 20_000.0).isCloseTo(0.5, within(0.015));
    double logs =
        values.stream()
            .mapToDouble(v -> Math.pow(Math.log(v.doubleValue() / 20), 2))
            .average()
            .orElseThrow();
    assertThat(Math.sqrt(logs)).isCloseTo(0.5, within(0.01));
  }

  @Test
  void anExponentialHasItsMeanAndForgetsHowLongItHasWaited() {
    List<JsonNode> values = Play.values("{\"$exponential\":30,\"decimals\":4}", 20_000);

    assertThat(mean(values)).isCloseTo(30, within(0.8));
    double over30 = values.stream().filter(v -> v.doubleValue() > 30).count();
    double over60 = values.stream().filter(v -> v.doubleValue() > 60).count();
    assertThat(over30 / 20_000).isCloseTo(Math.exp(-1), within(0.012));
    assertThat(over60 / over30).isCloseTo(Math.exp(-1), within(0.02));
  }

  @ParameterizedTest
  @CsvSource({"0.3", "4", "60", "900"})
  void aPoissonCountHasItsMeanAndAsMuchVariance(double mean) {
    List<JsonNode> values = Play.values("{\"$poisson\":" + mean + "}", 20_000);

    assertThat(values).allMatch(v -> v.isInt() && v.intValue() >= 0);
    assertThat(mean(values)).isCloseTo(mean, within(0.02 * mean + 0.01));
    assertThat(Math.pow(deviation(values), 2)).isCloseTo(mean, within(0.05 * mean));
  }

  @ParameterizedTest
  @CsvSource({"5,1", "100,1.1", "1000,0.8", "3,2.5"})
  void aZipfRankIsDrawnByItsPower(int n, double s) {
    List<JsonNode> values = Play.values("{\"$zipf\":[%d,%s]}".formatted(n, s), 30_000);

    double all = 0;
    for (int k = 1; k <= n; k++) {
      all += Math.pow(k, -s);
    }
    for (int k = 1; k <= 3; k++) {
      assertThat(share(values, "" + k)).isCloseTo(Math.pow(k, -s) / all, within(0.012));
    }
    assertThat(values).allMatch(v -> v.isInt() && v.intValue() >= 1 && v.intValue() <= n);
  }

  @Test
  void whatRevertsStaysAroundItsMean() {
    List<JsonNode> values =
        Play.json(
            Play.events(
                """
                {"blueprint":1,
                 "entities":{"e":{"fields":{"x":{"$expr":"90","decimals":4}},"actions":[{"event":"t"}]}},
                 "events":{"t":{"set":{"x":{"$expr":"revert(x, 50, 0.2, 3)"}},"data":{"x":{"$ref":"x"}}}}}
                """,
                "rate: 10",
                5,
                20_000));
    List<JsonNode> settled = values.stream().skip(100).map(v -> v.path("x")).toList();

    assertThat(mean(settled)).isCloseTo(50, within(0.5));
    // The stationary deviation of such a walk: 3 / sqrt(1 - 0.8 * 0.8).
    assertThat(deviation(settled)).isCloseTo(5, within(0.25));
  }

  @Test
  void seasonsRiseAndFall() {
    // The story starts at noon.
    assertThat(Play.values("{\"$expr\":\"daily(12)\",\"decimals\":3}", 1).getFirst().doubleValue())
        .isEqualTo(1);
    assertThat(Play.values("{\"$expr\":\"daily(0)\",\"decimals\":3}", 1).getFirst().doubleValue())
        .isEqualTo(0);
    assertThat(Play.values("{\"$expr\":\"daily(18)\",\"decimals\":3}", 1).getFirst().doubleValue())
        .isEqualTo(0.5);
    List<JsonNode> cycle = Play.values("{\"$expr\":\"cycle(2)\",\"decimals\":3}", 21);
    assertThat(cycle.get(0).doubleValue()).isEqualTo(1);
    assertThat(cycle.get(10).doubleValue()).isEqualTo(0);
    assertThat(cycle.get(20).doubleValue()).isEqualTo(1);
  }

  @Test
  void choicesFollowTheirWeights() {
    List<JsonNode> few = Play.values("{\"$choice\":{\"a\":1,\"b\":3,\"c\":0}}", 10_000);
    String many =
        "{\"$choice\":{"
            + java.util.stream.IntStream.range(0, 12)
                .mapToObj(i -> "\"k" + i + "\":" + (i % 3))
                .collect(Collectors.joining(","))
            + "}}";
    List<JsonNode> more = Play.values(many, 12_000);

    assertThat(share(few, "\"b\"")).isCloseTo(0.75, within(0.02));
    assertThat(share(few, "\"c\"")).isZero();
    for (int i = 0; i < 12; i++) {
      assertThat(share(more, "\"k" + i + "\"")).isCloseTo(i % 3 / 12.0, within(0.015));
    }
    assertThat(share(Play.values("{\"$maybe\":0.2,\"of\":1}", 10_000), "null"))
        .isCloseTo(0.8, within(0.02));
    assertThat(share(Play.values("{\"$pool\":\"p\"}", 10_000), "\"x\""))
        .isCloseTo(0.5, within(0.02));
  }

  @Test
  void mixedNumbersKeepTheirDecimals() {
    assertThat(Play.values("{\"$pool\":\"q\"}", 100).stream().map(JsonNode::doubleValue))
        .containsOnly(1.0, 2.5);
    assertThat(
            Play.values("{\"$choice\":[1,\"a\",null,2.5]}", 200).stream()
                .map(JsonNode::toString)
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("1", "\"a\"", "null", "2.5");
  }

  @Test
  void eachGoesRoundByTheNumberOfTheEntity() {
    String blueprint =
        """
        {"blueprint":1,"entities":{"e":{"count":5,"fields":{"f":{"$each":[1,2.5,"x"]},"n":{"$ref":"number"}},"actions":[{"event":"t"}]}},
         "events":{"t":{"data":{"f":{"$ref":"f"},"n":{"$ref":"n"}}}}}
        """;

    for (JsonNode data : Play.json(Play.events(blueprint, "rate: 1", 3, 200))) {
      assertThat(data.path("f").asText())
          .isEqualTo(List.of("1", "2.5", "x").get((data.path("n").intValue() - 1) % 3));
    }
  }

  @Test
  void sequencesRunOnAndUuidsAreVersion4() {
    assertThat(Play.values("{\"$sequence\":100,\"step\":-5}", 3)).hasToString("[100, 95, 90]");
    List<JsonNode> ids = Play.values("{\"$uuid\":true}", 1000);
    assertThat(ids)
        .allMatch(
            v ->
                v.textValue()
                    .matches(
                        "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
    assertThat(new HashSet<>(ids)).hasSize(1000);
  }

  @Test
  void fakersMakeDifferentTextsThatStayTheSame() {
    List<JsonNode> names = Play.values("{\"$faker\":\"name.fullName\",\"size\":20}", 300);

    assertThat(new HashSet<>(names)).hasSize(20);
    assertThat(Play.values("{\"$faker\":\"name.fullName\",\"size\":20}", 300)).isEqualTo(names);
  }

  @Test
  void aWalkStaysBetweenItsWalls() {
    String blueprint =
        """
        {"blueprint":1,"entities":{"e":{"fields":{"x":5.00},"actions":[{"event":"t"}]}},
         "events":{"t":{"set":{"x":{"$walk":{"$normal":[0,3]},"min":0,"max":10}},"data":{"x":{"$ref":"x"}}}}}
        """;
    List<JsonNode> all =
        Play.json(Play.events(blueprint, "rate: 1", 3, 5000)).stream()
            .map(d -> d.path("x"))
            .toList();

    assertThat(all).allMatch(v -> v.doubleValue() >= 0 && v.doubleValue() <= 10);
    assertThat(new HashSet<>(all)).hasSizeGreaterThan(500);
    assertThat(mean(all)).isCloseTo(5, within(0.7));
  }

  @Test
  void aTextMayCompareTextsWhileItIsKept() {
    String blueprint =
        """
        {"blueprint":1,"entities":{"e":{"fields":{"side":"buy","label":{"$text":"pre-{side == 'buy' ? 'B' : 'S'}-{(side != 'buy' ? 'p' : 'q') == 'q' ? 'yes' : 'no'}"}},"actions":[{"event":"t"}]}},
         "events":{"t":{"let":{"l":{"$text":"<{side == 'sell' ? 'S' : side}>"}},"data":{"a":{"$ref":"label"},"b":{"$ref":"l"}}}}}
        """;

    assertThat(Play.json(Play.events(blueprint, "rate: 1", 1, 1)))
        .hasToString("[{\"a\":\"pre-B-yes\",\"b\":\"<buy>\"}]");
  }

  @Test
  void smallLiteralsKeepTheirDecimals() {
    assertThat(
            Play.data(
                "\"x\":1e-3,\"y\":2.50e1", "{\"x\":{\"$ref\":\"x\"},\"y\":{\"$ref\":\"y\"}}", 1))
        .hasToString("[{\"x\":0.001,\"y\":25.0}]");
  }

  @Test
  void listsOfListsOfListsStayFinite() {
    String value = "{\"$array\":".repeat(6) + "1" + ",\"count\":1000}".repeat(6);

    assertThat(Play.value(value).toString().length()).isLessThan(2 * EventChecker.MAX_BYTES);
  }

  @Test
  void aTimeMayBeComputedWith() {
    assertThat(Instant.parse(Play.formula("now + 1500").textValue()))
        .isEqualTo(Play.START.plusMillis(1500));
    assertThat(Play.formula("now - now + 5")).hasToString("5");
  }
}
