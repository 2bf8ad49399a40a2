package io.fabula.bench.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
  @TempDir Path folder;

  private static Measurement beside(List<Double> ours, List<Double> theirs, Goal goal) {
    return new Measurement(
        "echo", "echo p50", "us", ours, Optional.of(new Measurement.Reference("ws", theirs)), goal);
  }

  @Test
  void theMedianCountsAndTheRatioIsThatOfTheMedians() {
    Measurement line =
        beside(List.of(9.0, 1.0, 5.0), List.of(2.0, 4.0, 100.0, 0.0), new Goal.TimesReference(1.5));

    assertThat(line.median()).isEqualTo(5);
    assertThat(line.ratio()).hasValue(5.0 / 3);
    assertThat(line.met()).isTrue();
    assertThat(line.spread()).isEqualTo(8 / 5.0);
  }

  @Test
  void whatFallsShortSaysSo() {
    Measurement slow = beside(List.of(2.0), List.of(1.0), new Goal.PartOfReference(1));

    assertThat(slow.met()).isFalse();
    assertThat(Results.row(slow)).contains("2.00", "not above reference", "short of it");
    assertThat(Measurement.of("x", "x", "ms", List.of(51.0), new Goal.AtMost(50)).met()).isFalse();
    assertThat(Measurement.of("x", "x", "ms", List.of(50.0), new Goal.AtMost(50)).met()).isTrue();
    assertThat(Measurement.of("x", "x", "ms", List.of(50.0), new Goal.AtLeast(51)).met()).isFalse();
  }

  @Test
  void everyRoundIsKept() throws Exception {
    Results results = new Results(Instant.parse("2026-11-30T12:00:00Z"), Machine.here());
    results.add(beside(List.of(1.0, 2.0, 3.0), List.of(4.0), new Goal.None()));
    Path file = folder.resolve("results.json");

    results.write(file);

    JsonNode line = new ObjectMapper().readTree(file.toFile()).at("/measured/0");
    assertThat(line.at("/ours")).hasSize(3);
    assertThat(line.at("/reference").textValue()).isEqualTo("ws");
    assertThat(results.markdown()).contains("2026-11-30", "| echo p50 | us | 2.00 |");
  }
}
