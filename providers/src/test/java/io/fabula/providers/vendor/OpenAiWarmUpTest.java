package io.fabula.providers.vendor;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class OpenAiWarmUpTest {
  @Test
  void playsAWholeCallWithoutAServer() {
    assertThatCode(OpenAiWarmUp::run).doesNotThrowAnyException();
  }
}
