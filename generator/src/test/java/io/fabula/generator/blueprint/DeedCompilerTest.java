package io.fabula.generator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabula.generator.event.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Compiled or played as it stands, a blueprint gives the same bytes.
class DeedCompilerTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "arena",
        "chat",
        "delivery",
        "exchange",
        "football",
        "intensive-care",
        "shop",
        "smart-home"
      })
  void aShippedBlueprintGivesTheSameCompiledOrNot(String name) throws Exception {
    Path file = Path.of("..", "narratives", name + ".blueprint.json");
    assertSameCompiledOrNot(Files.readString(file), 5_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 + 2 * 3 - 4 / 5",
        "-v % 3 + abs(-v)",
        "7 % 0",
        "0 / 0 == 0 / 0 ? 1 : 0 / 0 != 1 ? 2 : 3",
        "0 / 0 < 1",
        "0 / 0 >= 1",
        "!(0 / 0)",
        "0 / 0 ? 5 : 6",
        "chance(0.5) && chance(0.5) || !chance(0.3)",
        "chance(0.3) ? uniform(1, 2) : chance(0.5) ? int(3, 9) : normal(50, 3)",
        "uniform(uniform(0, 1), uniform(1, 2))",
        "int(9, 3) + int(int(0, 2), int(5, 9))",
        "clamp(normal(0, 5), -1, 1) + min(v, 1) + max(v, 9)",
        "floor(v / 3) + ceil(v / 3) + round(v / 3) + sqrt(v) + exp(v) + log(v) + sin(v) + pow(v, 3)",
        "lognormal(20, 0.5) + exponential(3) + poisson(4) + poisson(700) + zipf(100, 1.1)",
        "revert(v, 5, 0.2, 1) + daily(6) + cycle(3)",
        "now - now + seq + index + number + elapsed",
        "now",
        "chance(0.5) ? 'a' : 'b'",
        "(chance(0.5) ? 'a' : 'b') == 'a'",
        "(chance(0.5) ? 'a' : 'b') != 'a' && seq > 3"
      })
  void aFormulaGivesTheSameCompiledOrNot(String formula) {
    assertSameCompiledOrNot(blueprint("{\"$expr\":\"%s\"}".formatted(formula)), 50);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"$text\":\"a{v}b{now}c{chance(0.5)}{{}}ä\\\"\"}",
        "{\"$if\":\"chance(0.5)\",\"then\":{\"x\":[1,{\"$int\":[1,6]}]},\"else\":[null]}",
        "{\"$if\":\"chance(0.5)\",\"then\":{\"$text\":\"t{seq}\"},\"else\":\"no\"}",
        "{\"$choice\":[\"a\",{\"$text\":\"b{seq}\"},\"c\"]}",
        "{\"$choice\":[true,false]}",
        "{\"a\":{\"$optional\":0.5,\"of\":{\"$uuid\":true}},\"b\":[\"x\",{\"$normal\":[0,1]}]}",
        "{\"$maybe\":0.5,\"of\":{\"$time\":\"-uniform(0, 60)\"}}",
        "{\"$array\":{\"$sequence\":1},\"count\":\"int(0, 3)\"}",
        "{\"a\":{\"$lognormal\":[20,0.5]},\"b\":{\"$poisson\":4},\"c\":{\"$zipf\":[9,1]}}",
        "{\"a\":{\"$exponential\":30,\"max\":60}}",
        "{\"$nth\":\"seq % 3\",\"of\":[\"a\",{\"$text\":\"b{seq}\"},\"c\"]}",
        "{\"$nth\":\"seq % 3\",\"of\":[1,\"v / 3\",2.5]}",
        "{\"$text\":\"at {clock(seq * 37.5)}\"}",
        "{\"a\":1,\"b\":\"two\",\"c\":[true,null]}"
      })
  void aGeneratorGivesTheSameCompiledOrNot(String generator) {
    assertSameCompiledOrNot(blueprint(generator), 50);
  }

  @Test
  void whatIsTooLongForTheJitIsPlayedAsItStands() {
    // Given an event with more members than a method of 8,000 bytes can write
    String members =
        IntStream.range(0, 2_000)
            .mapToObj(i -> "\"m%d\":{\"$uniform\":[0,%d]}".formatted(i, i + 1))
            .collect(Collectors.joining(","));

    // When it is played often
    List<Event> events = Play.events(blueprint("{" + members + "}"), "rate: 10", 5, 600);

    // Then nobody notices
    assertThat(events).hasSize(600);
  }

  private static String blueprint(String value) {
    return """
        {"blueprint":1,"values":{"v":7.25},
         "entities":{"e0":{"count":2,"fields":{"n":0},"actions":[{"event":"u"}]},
                     "e":{"weight":5,"count":3,"fields":{"n":{"$ref":"number"},"t":"x","o":{"$pick":"e0"}},
                          "actions":[{"event":"t"}]}},
         "events":{"t":{"let":{"l":%1$s},"set":{"n":{"$walk":"normal(0, 1)","min":-3,"max":3},"o.n":{"$expr":"o.n + 1"}},
                        "data":{"v":%1$s,"l":{"$ref":"l"},"n":{"$ref":"n"},"t":{"$ref":"t"},"o":{"$ref":"o.n"}}},
                   "u":{"data":{"n":{"$ref":"n"}}}}}
        """
        .formatted(value);
  }

  private static void assertSameCompiledOrNot(String blueprint, int count) {
    Blueprint compiled = Blueprint.parse("b.json", blueprint);
    compiled.plan().practices().forEach(Practice::compile);
    Blueprint played = Blueprint.parse("b.json", blueprint);
    played.plan().practices().forEach(Practice::interpret);

    assertThat(Play.events(compiled, "rate: 10", 3, count))
        .isEqualTo(Play.events(played, "rate: 10", 3, count));
  }
}
