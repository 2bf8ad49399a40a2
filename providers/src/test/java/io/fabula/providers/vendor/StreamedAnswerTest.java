package io.fabula.providers.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabula.providers.ProviderException;
import io.fabula.providers.ProviderSettings.Timeouts;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StreamedAnswerTest {
  private final StreamedAnswer answer = new StreamedAnswer("p", Timeouts.DEFAULT, () -> {});

  @Test
  void closingWakesAReaderEvenWhereTheProviderNeverAnswersTheCancelling() throws Exception {
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

      assertThatThrownBy(() -> outcome.get(5, TimeUnit.SECONDS))
          .hasCauseInstanceOf(ProviderException.Terminal.class);
    }
  }

  @Test
  void closingDiscardsTextThatNobodyRead() {
    answer.push("a");

    answer.close();

    assertThatThrownBy(answer::next).isInstanceOf(ProviderException.Terminal.class);
  }

  @Test
  void aPieceWithoutTextIsNoPiece() throws Exception {
    answer.push("");
    answer.push("a");
    answer.end();

    assertThat(answer.next()).contains("a");
    assertThat(answer.next()).isEmpty();
  }
}
