package io.fabula.providers.vendor.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabula.providers.Answer;
import io.fabula.providers.ProviderException.Cancelled;
import io.fabula.providers.Usage;
import io.fabula.providers.stub.ScriptedAnswer;
import io.fabula.providers.vendor.contract.Played.Told;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@DisplayNameGeneration(EachVendor.Sentences.class)
class CancelContractTest {
  private static final ScriptedAnswer SILENT = ScriptedAnswer.start().token("a").hang();

  @EachVendor
  void closingWhileTheModelIsSilentDropsTheConnection(Vendor vendor) throws Exception {
    try (var played = Played.with(vendor, _ -> SILENT)) {
      Answer answer = played.model().ask(Played.PROMPT);
      assertThat(answer.next()).contains("a");

      answer.close();

      await().until(() -> played.stub().dropped() == 1 && played.stub().inFlight() == 0);
      assertThatThrownBy(answer::next).isInstanceOf(Cancelled.class);
    }
  }

  @EachVendor
  void closingBetweenTokensDropsTheConnection(Vendor vendor) throws Exception {
    var script =
        ScriptedAnswer.start().text("x".repeat(100_000), 1, java.time.Duration.ofMillis(1));
    try (var played = Played.with(vendor, _ -> script)) {
      Answer answer = played.model().ask(Played.PROMPT);
      assertThat(answer.next()).contains("x");

      answer.close();

      await().until(() -> played.stub().dropped() == 1 && played.stub().inFlight() == 0);
    }
  }

  @EachVendor
  void closingBeforeTheHeadDropsTheConnection(Vendor vendor) {
    var gate = new CountDownLatch(1);
    try (var played =
        Played.with(vendor, _ -> ScriptedAnswer.start().await(gate).token("late").hang())) {
      Answer answer = played.model().ask(Played.PROMPT);
      await().until(() -> played.stub().inFlight() == 1);

      answer.close();
      gate.countDown();

      await().until(() -> played.stub().dropped() == 1);
      assertThatThrownBy(answer::next).isInstanceOf(Cancelled.class);
    }
  }

  @EachVendor
  void closingAtOnceNeitherBlocksNorLeavesACall(Vendor vendor) {
    try (var played = Played.with(vendor, _ -> SILENT)) {
      Answer answer = played.model().ask(Played.PROMPT);
      answer.close();

      assertThatThrownBy(answer::next).isInstanceOf(Cancelled.class);
      await().until(() -> played.stub().inFlight() == 0);
    }
  }

  @EachVendor
  void closingEndsAReaderThatWaitsInAnotherThread(Vendor vendor) throws Exception {
    var reader = new CompletableFuture<Thread>();
    try (var played = Played.with(vendor, _ -> SILENT);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Answer answer = played.model().ask(Played.PROMPT);
      assertThat(answer.next()).contains("a");
      var outcome =
          threads.submit(
              () -> {
                reader.complete(Thread.currentThread());
                return answer.next();
              });
      await().until(() -> reader.get().getState() == Thread.State.TIMED_WAITING);

      answer.close();

      assertThatThrownBy(() -> outcome.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(Cancelled.class)
          .hasMessageContaining("The call to mine was cancelled.");
    }
  }

  @EachVendor
  void closingTheModelCancelsItsAnswers(Vendor vendor) throws Exception {
    try (var played = Played.with(vendor, _ -> SILENT);
        var one = played.model().ask(Played.PROMPT);
        var two = played.model().ask(Played.PROMPT)) {
      one.next();
      two.next();

      played.model().close();

      await().until(() -> played.stub().dropped() == 2);
      assertThatThrownBy(one::next).isInstanceOf(Cancelled.class);
      assertThatThrownBy(played.model().ask(Played.PROMPT)::next).isInstanceOf(Cancelled.class);
    }
  }

  @EachVendor
  void closingAfterTheEndChangesNothing(Vendor vendor) throws Exception {
    try (var played = Played.with(vendor, _ -> ScriptedAnswer.of("x"))) {
      Answer answer = played.model().ask(Played.PROMPT);
      assertThat(Told.by(answer).text()).isEqualTo("x");

      answer.close();

      assertThat(answer.next()).isEmpty();
      assertThat(answer.usage()).isEqualTo(new Usage(100, 50));
      assertThat(played.stub().dropped()).isZero();
    }
  }

  @EachVendor
  void anInterruptedReaderMayReadOn(Vendor vendor) throws Exception {
    var slow = new CountDownLatch(1);
    var script = ScriptedAnswer.start().await(slow).token("x").finish("stop").done();
    try (var played = Played.with(vendor, _ -> script);
        var answer = played.model().ask(Played.PROMPT)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(answer::next).isInstanceOf(InterruptedException.class);
      slow.countDown();

      assertThat(answer.next()).contains("x");
    }
  }
}
