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
  private static final Duration AT_ONCE = Duration.ofNanos(1);

  private final Queue<List<Object>> answers = new ConcurrentLinkedQueue<>();
  private final List<Retriable> repeated = new ArrayList<>();

  /// A model that gives the queued answers: texts, and an exception where one is to be thrown.
  private LanguageModel model(int retries) {
    LanguageModel scripted =
        new LanguageModel() {
          @Override
          public String provider() {
            return "p";
          }

          @Override
          public String model() {
            return "m";
          }

          @Override
          public Answer ask(Prompt prompt) {
            return new Scripted(new ConcurrentLinkedQueue<>(answers.remove()));
          }

          @Override
          public void close() {}
        };
    return new Retrying(scripted, retries, new Random(1), repeated::add);
  }

  private record Scripted(Queue<Object> steps) implements Answer {
    @Override
    public Optional<String> next() {
      Object step = steps.poll();
      if (step instanceof ProviderException e) {
        throw e;
      }
      return Optional.ofNullable((String) step);
    }

    @Override
    public Usage usage() {
      return new Usage(1, 2);
    }

    @Override
    public void close() {}
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
    answers.add(List.of(new Retriable("busy")));
    answers.add(List.of(new Retriable("busy still")));
    answers.add(List.of("a", "b"));

    Answer answer = model(2).ask(PROMPT);

    assertThat(text(answer)).isEqualTo("ab");
    assertThat(answer.usage()).isEqualTo(new Usage(1, 2));
    assertThat(repeated).extracting(Throwable::getMessage).containsExactly("busy", "busy still");
  }

  @Test
  void afterTheLastTryTheFaultIsTold() {
    answers.add(List.of(new Retriable("one")));
    answers.add(List.of(new Retriable("two")));

    assertThatThrownBy(() -> text(model(1).ask(PROMPT))).hasMessage("two");
    assertThat(answers).isEmpty();
  }

  @Test
  void whatBreaksOffAfterItsFirstTextIsNotRepeated() throws Exception {
    answers.add(List.of("a", new Retriable("cut")));
    answers.add(List.of("never"));
    Answer answer = model(2).ask(PROMPT);
    assertThat(answer.next()).contains("a");

    assertThatThrownBy(answer::next).hasMessage("cut");
    assertThat(answers).hasSize(1);
  }

  @Test
  void whatStaysAsItIsIsNotRepeated() {
    answers.add(List.of(new Misconfigured("bad key")));
    answers.add(List.of("never"));

    assertThatThrownBy(() -> text(model(2).ask(PROMPT))).hasMessage("bad key");
    assertThat(answers).hasSize(1);
  }

  @Test
  void whoeverWantsMoreThanAMinuteIsNotWaitedFor() {
    answers.add(List.of(new Retriable("maintenance", Duration.ofSeconds(61))));
    answers.add(List.of("never"));

    assertThatThrownBy(() -> text(model(2).ask(PROMPT))).hasMessage("maintenance");
    assertThat(answers).hasSize(1);
  }

  @Test
  void closingEndsThePauseBetweenTwoTries() throws Exception {
    answers.add(List.of(new Retriable("busy", Duration.ofSeconds(60))));
    answers.add(List.of("never"));
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
    answers.add(List.of(new Retriable("busy", AT_ONCE)));
    answers.add(List.of("a"));
    long begun = System.nanoTime();

    assertThat(text(model(2).ask(PROMPT))).isEqualTo("a");

    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(250_000_000L);
  }
}
