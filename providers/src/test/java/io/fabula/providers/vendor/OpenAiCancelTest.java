package io.fabula.providers.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabula.providers.Answer;
import io.fabula.providers.LanguageModel;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderException;
import io.fabula.providers.Usage;
import io.fabula.providers.stub.ChatCompletionsStub;
import io.fabula.providers.stub.ScriptedAnswer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OpenAiCancelTest {
  private final CountDownLatch gate = new CountDownLatch(1);
  private final ChatCompletionsStub stub =
      ChatCompletionsStub.open(
          request ->
              request.body().contains("silent")
                  ? ScriptedAnswer.start().await(gate).token("late").hang()
                  : ScriptedAnswer.start().token("a").hang());
  private final LanguageModel model = Given.model(stub);

  @AfterEach
  void close() {
    model.close();
    stub.close();
  }

  @Test
  void closingDropsTheConnection() throws Exception {
    Answer answer = model.ask(Given.PROMPT);
    assertThat(answer.next()).contains("a");

    answer.close();

    await().until(() -> stub.dropped() == 1 && stub.inFlight() == 0);
  }

  @Test
  void closingEndsAReaderThatWaitsInAnotherThread() throws Exception {
    Answer answer = model.ask(Given.PROMPT);
    assertThat(answer.next()).contains("a");
    var reader = new CompletableFuture<Thread>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var outcome =
          threads.submit(
              () -> {
                reader.complete(Thread.currentThread());
                return answer.next();
              });
      await().until(() -> reader.get().getState() == Thread.State.TIMED_WAITING);

      answer.close();

      assertThatThrownBy(() -> outcome.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(ProviderException.Terminal.class)
          .hasMessageContaining("The call to openai was cancelled.");
    }
  }

  @Test
  void closingBeforeTheFirstByteCancelsTheCall() {
    Answer answer = model.ask(new Prompt("s", "silent", Optional.empty(), 1));
    await().until(() -> stub.inFlight() == 1);

    answer.close();
    gate.countDown();

    await().until(() -> stub.dropped() == 1);
    assertThatThrownBy(answer::next).isInstanceOf(ProviderException.Terminal.class);
  }

  @Test
  void closingAtOnceNeitherBlocksNorLeavesACall() {
    Answer answer = model.ask(Given.PROMPT);

    answer.close();

    assertThatThrownBy(answer::next).isInstanceOf(ProviderException.Terminal.class);
    await().until(() -> stub.inFlight() == 0);
  }

  @Test
  void closingTheModelCancelsItsAnswers() throws Exception {
    Answer one = model.ask(Given.PROMPT);
    Answer two = model.ask(Given.PROMPT);
    one.next();
    two.next();

    model.close();

    await().until(() -> stub.dropped() == 2);
    assertThatThrownBy(one::next).isInstanceOf(ProviderException.Terminal.class);
    assertThatThrownBy(model.ask(Given.PROMPT)::next)
        .isInstanceOf(ProviderException.Terminal.class);
  }

  @Test
  void closingAfterTheEndChangesNothing() throws Exception {
    try (var whole = ChatCompletionsStub.open(_ -> ScriptedAnswer.of("x"));
        var other = Given.model(whole)) {
      Answer answer = other.ask(Given.PROMPT);
      assertThat(Given.wholeText(answer)).isEqualTo("x");

      answer.close();

      assertThat(answer.next()).isEmpty();
      assertThat(answer.usage()).isEqualTo(new Usage(100, 50));
      assertThat(whole.dropped()).isZero();
    }
  }

  @Test
  void anInterruptedReaderMayReadOn() throws Exception {
    var slow = new CountDownLatch(1);
    try (var whole =
            ChatCompletionsStub.open(
                _ -> ScriptedAnswer.start().await(slow).token("x").finish("stop").done());
        var other = Given.model(whole);
        var answer = other.ask(Given.PROMPT)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(answer::next).isInstanceOf(InterruptedException.class);
      slow.countDown();

      assertThat(answer.next()).contains("x");
    }
  }
}
