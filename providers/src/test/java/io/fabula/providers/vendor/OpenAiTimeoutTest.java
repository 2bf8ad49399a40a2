package io.fabula.providers.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabula.providers.ProviderException;
import io.fabula.providers.ProviderSettings.Timeouts;
import io.fabula.providers.Usage;
import io.fabula.providers.stub.ChatCompletionsStub;
import io.fabula.providers.stub.ScriptedAnswer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OpenAiTimeoutTest {
  private static final Duration SHORT = Duration.ofMillis(100);

  @Test
  void aProviderThatSaysNothingPassesTheFirstTokenLimit() {
    try (var stub = ChatCompletionsStub.open(_ -> ScriptedAnswer.start().hang());
        var model = Given.model(stub, Given.firstToken(SHORT));
        var answer = model.ask(Given.PROMPT)) {
      assertThatThrownBy(answer::next)
          .isInstanceOf(ProviderException.Retriable.class)
          .hasMessage(
              "openai sent no text within 0.1s (limit first_token);"
                  + " see providers.openai.timeout.first_token.");
    }
  }

  @Test
  void aProviderThatFallsSilentPassesTheIdleLimitAndLosesItsConnection() throws Exception {
    try (var stub = ChatCompletionsStub.open(_ -> ScriptedAnswer.start().token("a").hang());
        var model = Given.model(stub, Given.idle(SHORT));
        var answer = model.ask(Given.PROMPT)) {
      assertThat(answer.next()).contains("a");
      assertThatThrownBy(answer::next)
          .isInstanceOf(ProviderException.Retriable.class)
          .hasMessageContaining("limit idle");
      await().until(() -> stub.dropped() == 1);
    }
  }

  @Test
  void aProviderThatNeverEndsPassesTheTotalLimit() {
    try (var stub =
            ChatCompletionsStub.answering(_ -> "x".repeat(100_000), 1, Duration.ofMillis(5));
        var model = Given.model(stub, Given.total(Duration.ofMillis(300)));
        var answer = model.ask(Given.PROMPT)) {
      assertThatThrownBy(() -> Given.wholeText(answer))
          .isInstanceOf(ProviderException.Retriable.class)
          .hasMessageContaining("limit total");
      await().until(() -> stub.dropped() == 1);
    }
  }

  @Test
  void textThatArrivedInTimeIsReadAfterTheLimits() throws Exception {
    var limits =
        new Timeouts(
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofNanos(1),
            Duration.ofSeconds(10));
    try (var stub = ChatCompletionsStub.open(_ -> ScriptedAnswer.of("a", "b", "c"));
        var model = Given.model(stub, limits);
        var answer = model.ask(Given.PROMPT)) {
      await().until(() -> !answer.usage().equals(Usage.NONE));

      assertThat(Given.wholeText(answer)).isEqualTo("abc");
    }
  }
}
