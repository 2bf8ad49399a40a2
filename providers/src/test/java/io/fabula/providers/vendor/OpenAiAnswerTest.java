package io.fabula.providers.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fabula.providers.Answer;
import io.fabula.providers.ProviderException;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.Providers;
import io.fabula.providers.Usage;
import io.fabula.providers.stub.ChatCompletionsStub;
import io.fabula.providers.stub.ScriptedAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiAnswerTest {
  @Test
  void piecesArriveOneByOneAsTheModelWritesThem() throws Exception {
    var gate = new Semaphore(0);
    var script =
        ScriptedAnswer.start().token("one").await(gate).token("two").await(gate).finish("stop");
    try (var stub = ChatCompletionsStub.open(_ -> script.done());
        var model = Given.model(stub);
        var answer = model.ask(Given.PROMPT)) {
      assertThat(answer.next()).contains("one");
      gate.release();
      assertThat(answer.next()).contains("two");
      gate.release();
      assertThat(answer.next()).isEmpty();
      assertThat(answer.next()).isEmpty();
    }
  }

  @Test
  void usageIsKnownAfterTheEnd() throws Exception {
    var gate = new Semaphore(0);
    var script = ScriptedAnswer.start().token("x").await(gate).finish("stop").usage(123, 45).done();
    try (var stub = ChatCompletionsStub.open(_ -> script);
        var model = Given.model(stub);
        var answer = model.ask(Given.PROMPT)) {
      answer.next();
      assertThat(answer.usage()).isEqualTo(Usage.NONE);
      gate.release();
      assertThat(answer.next()).isEmpty();
      assertThat(answer.usage()).isEqualTo(new Usage(123, 45));
    }
  }

  @Test
  void manyAnswersAreWrittenAtOnce() throws Exception {
    try (var stub = ChatCompletionsStub.answering(r -> "abcdef", 2, Duration.ofMillis(1));
        var model = Given.model(stub)) {
      var answers = IntStream.range(0, 20).mapToObj(_ -> model.ask(Given.PROMPT)).toList();
      for (Answer answer : answers) {
        assertThat(Given.wholeText(answer)).isEqualTo("abcdef");
      }
    }
  }

  @Test
  void textSurvivesAStreamCutAtAnyByte() throws Exception {
    byte[] whole =
        """
        data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m",\
        "choices":[{"index":0,"delta":{"content":"a€😀"},"finish_reason":"stop"}]}

        data: [DONE]

        """
            .getBytes(StandardCharsets.UTF_8);
    try (var stub =
            ChatCompletionsStub.open(
                request -> {
                  int at = Integer.parseInt(request.header("X-Cut").orElseThrow());
                  return ScriptedAnswer.start()
                      .bytes(Arrays.copyOf(whole, at))
                      .bytes(Arrays.copyOfRange(whole, at, whole.length));
                });
        var cuts = new CutModels(stub)) {
      for (int at = 1; at < whole.length; at++) {
        assertThat(cuts.read(at)).as("cut at byte %d", at).isEqualTo("a€😀");
      }
    }
  }

  @Test
  void ignoresKeepAliveComments() throws Exception {
    var script = ScriptedAnswer.start().comment("hi").token("a").comment("keep-alive").token("b");
    assertThat(read(script.finish("stop").comment("bye").done())).isEqualTo("ab");
  }

  @Test
  void anAnswerWithAFinishReasonIsWholeWithoutDone() throws Exception {
    assertThat(read(ScriptedAnswer.start().token("a").finish("stop"))).isEqualTo("a");
  }

  @Test
  void anAnswerWithoutFinishReasonIsACut() {
    assertCut(ScriptedAnswer.start().token("a"), "without a finish reason");
    assertCut(ScriptedAnswer.start().token("a").done(), "without a finish reason");
  }

  @Test
  void aLostConnectionIsACut() {
    assertCut(ScriptedAnswer.start().token("a").abort(), "connection to openai was lost");
  }

  @Test
  void bytesThatAreNoChunkAreACut() {
    assertCut(ScriptedAnswer.start().token("a").event("{nonsense"), "no part of an answer");
  }

  @Test
  void anAnswerAtMaxTokensIsACutWithItsUsage() throws Exception {
    try (var stub =
            ChatCompletionsStub.open(
                _ -> ScriptedAnswer.start().token("a").finish("length").usage(3, 4).done());
        var model = Given.model(stub);
        var answer = model.ask(Given.PROMPT)) {
      assertThat(answer.next()).contains("a");
      assertThatThrownBy(answer::next)
          .isInstanceOf(ProviderException.Retriable.class)
          .hasMessage("openai cut its answer at max tokens (finish reason length).");
      assertThat(answer.usage()).isEqualTo(new Usage(3, 4));
    }
  }

  @ParameterizedTest
  @CsvSource({"content_filter, content filter", "tool_calls, tool_calls"})
  void anAnswerThatEndsOtherwiseIsTerminal(String reason, String words) throws Exception {
    try (var stub =
            ChatCompletionsStub.open(_ -> ScriptedAnswer.start().token("a").finish(reason).done());
        var model = Given.model(stub);
        var answer = model.ask(Given.PROMPT)) {
      assertThat(answer.next()).contains("a");
      assertThatThrownBy(answer::next)
          .isInstanceOf(ProviderException.Terminal.class)
          .hasMessageContaining(words);
    }
  }

  @Test
  void aRefusalIsTerminal() {
    var script = ScriptedAnswer.start().refusal("I cannot").finish("stop").done();
    assertThatThrownBy(() -> read(script))
        .isInstanceOf(ProviderException.Terminal.class)
        .hasMessageContaining("refused");
  }

  @ParameterizedTest
  @ValueSource(strings = {"server_error", "rate_limit_exceeded"})
  void anErrorEventInMidStreamIsRetriable(String type) {
    var script = ScriptedAnswer.start().token("a").error(type, "overloaded\nnow");
    assertCut(script, "It says: overloaded now");
  }

  @Test
  void anErrorEventOfAnInvalidRequestIsTerminal() {
    assertThatThrownBy(() -> read(ScriptedAnswer.start().error("invalid_request_error", "no")))
        .isInstanceOf(ProviderException.Terminal.class)
        .hasMessageEndingWith("It says: no");
  }

  @Test
  void eachLaterReadThrowsTheSameAgain() throws Exception {
    try (var stub = ChatCompletionsStub.open(_ -> ScriptedAnswer.start().done());
        var model = Given.model(stub);
        var answer = model.ask(Given.PROMPT)) {
      Throwable first = catchThrowable(answer::next);
      assertThat(first).isInstanceOf(ProviderException.Retriable.class);
      assertThatThrownBy(answer::next).isSameAs(first);
    }
  }

  private static String read(ScriptedAnswer script) throws InterruptedException {
    try (var stub = ChatCompletionsStub.open(_ -> script);
        var model = Given.model(stub);
        var answer = model.ask(Given.PROMPT)) {
      return Given.wholeText(answer);
    }
  }

  /// The text before the cut is delivered, then the failure is thrown.
  private static void assertCut(ScriptedAnswer script, String words) {
    try (var stub = ChatCompletionsStub.open(_ -> script);
        var model = Given.model(stub);
        var answer = model.ask(Given.PROMPT)) {
      assertThat(
              catchThrowable(
                  () -> {
                    assertThat(answer.next()).contains("a");
                    answer.next();
                  }))
          .isInstanceOf(ProviderException.Retriable.class)
          .hasMessageContaining(words);
    }
  }

  /// Asks with the place of the cut in a header.
  private record CutModels(ChatCompletionsStub stub) implements AutoCloseable {
    String read(int at) throws InterruptedException {
      var settings =
          ProviderSettings.of("openai", "openai-compatible", "m")
              .withBaseUrl(stub.baseUrl())
              .withHeaders(Map.of("X-Cut", String.valueOf(at)));
      try (var model = Providers.open(settings);
          var answer = model.ask(Given.PROMPT)) {
        return Given.wholeText(answer);
      }
    }

    @Override
    public void close() {}
  }
}
