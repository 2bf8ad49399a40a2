package io.fabula.generator.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MappingReaderTest {
  private enum Colour {
    RED,
    DARK_BLUE
  }

  private final Problems problems = new Problems();

  private MappingReader of(String yaml) {
    return MappingReader.of(Yaml.parse("f", yaml, 0, problems), "the thing", problems);
  }

  private List<String> found() {
    return problems.found().stream().map(Problem::toString).toList();
  }

  @Test
  void valuesAreReadByType() {
    MappingReader keys =
        of("t: x\nn: 1.5\ni: 7\nf: true\nd: 1h30m\nc: dark-blue\nm: {a: 1}\ns: [1]\nz: ~");

    assertThat(keys.text("t")).contains("x");
    assertThat(keys.number("n", 0, 2)).contains(1.5);
    assertThat(keys.integer("i", 7, 7)).contains(7L);
    assertThat(keys.flag("f")).contains(true);
    assertThat(keys.duration("d")).contains(Duration.ofMinutes(90));
    assertThat(keys.choice("c", Colour.class)).contains(Colour.DARK_BLUE);
    assertThat(keys.mapping("m")).isPresent();
    assertThat(keys.sequence("s")).isPresent();
    assertThat(keys.text("z")).isEmpty();
    assertThat(keys.text("none")).isEmpty();
    keys.rejectUnknown();
    assertThat(found()).isEmpty();
  }

  @Test
  void whateverIsWrongIsReportedAtItsPlaceAndReadsAsAbsent() {
    MappingReader keys =
        of("t: [1]\nn: 3\ni: 99999999999999999999\nf: yes\nd: 5\nc: Red\nm: 1\ns: {}\n");

    assertThat(keys.text("t")).isEmpty();
    assertThat(keys.number("n", 0, 2)).isEmpty();
    assertThat(keys.integer("i", 0, 9)).isEmpty();
    assertThat(keys.flag("f")).isEmpty();
    assertThat(keys.duration("d")).isEmpty();
    assertThat(keys.choice("c", Colour.class)).isEmpty();
    assertThat(keys.mapping("m")).isEmpty();
    assertThat(keys.sequence("s")).isEmpty();
    assertThat(found())
        .containsExactly(
            "f:1:4: t must be text, not a list",
            "f:2:4: n must be from 0 to 2, not 3",
            "f:3:4: i must be from 0 to 9, not 99999999999999999999",
            "f:4:4: f must be true or false, not 'yes'",
            "f:5:4: d must be a duration such as 250ms, 5s, 2m or 1h30m, not 5",
            "f:6:4: c must be one of red, dark-blue, not Red",
            "f:7:4: m must be a mapping, not a number",
            "f:8:4: s must be a list, not a mapping");
  }

  @Test
  void anUnknownKeyIsToldWithTheNearestKnown() {
    MappingReader keys = of("raet: 5\nxyzzyx: 1\n");
    assertThat(keys.number("rate", 0, 9)).isEmpty();
    assertThat(keys.text("provider")).isEmpty();

    keys.rejectUnknown();

    assertThat(found())
        .containsExactly(
            "f:1:1: unknown key 'raet'; did you mean 'rate'?",
            "f:2:1: unknown key 'xyzzyx'; known are rate, provider");
  }

  @Test
  void somethingElseThanAMappingIsAFaultAndReadsAsEmpty() {
    MappingReader keys = of("- 1");

    assertThat(keys.members()).isEmpty();
    assertThat(found()).containsExactly("f:1:1: the thing must be a mapping, not a list");
  }

  @Test
  void theSameFaultIsToldOnce() {
    MappingReader keys = of("a: x");

    assertThat(keys.number("a", 0, 1)).isEmpty();
    assertThat(keys.number("a", 0, 1)).isEmpty();

    assertThat(found()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "250ms,PT0.25S",
    "5s,PT5S",
    "1.5m,PT1M30S",
    "2h,PT2H",
    "1h30m,PT1H30M",
    "1d,P1D",
    "0.001ms,PT0.000001S",
    "0s,PT0S"
  })
  void durationsAreReadAsPeopleWriteThem(String text, Duration duration) {
    assertThat(Durations.parse(text)).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "s",
        "5 s",
        "-5s",
        "5sec",
        "1h x",
        "x1h",
        "5S",
        "1..5s",
        ".5s",
        "99999999999s",
        "٣s"
      })
  void whatIsNoDurationIsNone(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }

  @Test
  void theNearestNameIsFoundOnlyWhereItIsASlip() {
    List<String> names = List.of("count", "rate", "catchup");

    assertThat(Nearest.of("coun", names)).contains("count");
    assertThat(Nearest.of("banana", names)).isEmpty();
    assertThat(Nearest.of("", List.of())).isEmpty();
  }
}
