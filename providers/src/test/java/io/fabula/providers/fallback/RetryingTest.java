package io.fabula.providers.fallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabula.providers.Answer;
import io.fabula.providers.LanguageModel;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderException;
import io.fabula.providers.ProviderException.Misconfigured;
import io.fabula.providers.ProviderException.Retriable;
import io.fabula.providers.Usage;
import io.fabula.providers.stub.FakeAnswer;
import io.fabula.providers.stub.FakeModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RetryingTest {
  private static final Prompt PROMPT = new Prompt("s", "u", Optional.empty(), 10);
  private static final Usage SPENT = new Usage(1, 2);
  private static final Duration AT_ONCE = Duration.ofNanos(1);

  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final List<Retriable> repeated = new ArrayList<>();

  /// A model that gives the queued answers.
  private LanguageModel model(int retries) {
    LanguageModel scripted = new FakeModel(_ -> answers.remove());
    return new Retrying(scripted, retries, new Random(1), repeated::add);
  }

  private static String text(Answer answer) throws InterruptedException {
    StringBuilder text = new StringBuilder();
    for (var piece = answer.next(); piece.isPresent(); piece = answer.next()) {
      text.append(piece.get());
    }
    return text.toString();
  }

  @Test
  void aCallThatFailsBeforeItsFirstTextIsRepeated() throws Exception {
    answers.add(FakeAnswer.failing(new Retriable("busy")));
    answers.add(FakeAnswer.failing(new Retriable("busy still")));
    answers.add(FakeAnswer.saying(SPENT, "a", "b"));

    Answer answer = model(2).ask(PROMPT);

    assertThat(text(answer)).isEqualTo("ab");
    assertThat(answer.usage()).isEqualTo(SPENT);
    assertThat(repeated).extracting(Throwable::getMessage).containsExactly("busy", "busy still");
  }

  @Test
  void afterTheLastTryTheFaultIsTold() {
    answers.add(FakeAnswer.failing(new Retriable("one")));
    answers.add(FakeAnswer.failing(new Retriable("two")));

    assertThatThrownBy(() -> text(model(1).ask(PROMPT))).hasMessage("two");
    assertThat(answers).isEmpty();
  }

  @Test
  void whatBreaksOffAfterItsFirstTextIsNotRepeated() throws Exception {
    answers.add(FakeAnswer.failing(new Retriable("cut"), "a"));
    answers.add(FakeAnswer.saying(SPENT, "never"));
    Answer answer = model(2).ask(PROMPT);
    assertThat(answer.next()).contains("a");

    assertThatThrownBy(answer::next).hasMessage("cut");
    assertThat(answers).hasSize(1);
  }

  @Test
  void whatStaysAsItIsIsNotRepeated() {
    answers.add(FakeAnswer.failing(new Misconfigured("bad key")));
    answers.add(FakeAnswer.saying(SPENT, "never"));

    assertThatThrownBy(() -> text(model(2).ask(PROMPT))).hasMessage("bad key");
    assertThat(answers).hasSize(1);
  }

  @Test
  void whoeverWantsMoreThanAMinuteIsNotWaitedFor() {
    answers.add(FakeAnswer.failing(new Retriable("maintenance", Duration.ofSeconds(61))));
    answers.add(FakeAnswer.saying(SPENT, "never"));

    assertThatThrownBy(() -> text(model(2).ask(PROMPT))).hasMessage("maintenance");
    assertThat(answers).hasSize(1);
  }

  @Test
  void closingEndsThePauseBetweenTwoTries() throws Exception {
    answers.add(FakeAnswer.failing(new Retriable("busy", Duration.ofSeconds(60))));
    answers.add(FakeAnswer.saying(SPENT, "never"));
    Answer answer = model(2).ask(PROMPT);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var reading = threads.submit(() -> text(answer));

      answer.close();

      await().until(reading::isDone);
      assertThatThrownBy(() -> reading.get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(ProviderException.class);
    }
    assertThat(answers).hasSize(1);
  }

  @Test
  void aShortWishForPatienceDoesNotShortenTheUsualPause() throws Exception {
    answers.add(FakeAnswer.failing(new Retriable("busy", AT_ONCE)));
    answers.add(FakeAnswer.saying(SPENT, "a"));
    long begun = System.nanoTime();

    assertThat(text(model(2).ask(PROMPT))).isEqualTo("a");

    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(250_000_000L);
  }
}
