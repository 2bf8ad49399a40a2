package io.fabula.generator.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepetitionTest {
  private final Repetition repetition = new Repetition();

  @ParameterizedTest
  @ValueSource(strings = {" ", "na", "so it went on and on. "})
  void aTextOverAndOverIsNoticedHoweverItIsCut(String text) {
    boolean caught = repetition.caught("{\"events\":[");
    for (int i = 0; i < 5_000 && !caught; i++) {
      caught = repetition.caught(text);
    }
    assertThat(caught).isTrue();
  }

  @Test
  void eventsThatLookAlikeAreNoLoop() {
    String events =
        IntStream.range(0, 2_000)
            .mapToObj("{\"type\":\"t\",\"data\":{\"n\":%d}},"::formatted)
            .collect(Collectors.joining());

    assertThat(repetition.caught(events)).isFalse();
  }
}
