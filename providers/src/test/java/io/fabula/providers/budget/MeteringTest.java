package io.fabula.providers.budget;

import static io.fabula.providers.budget.Calls.INPUT;
import static io.fabula.providers.budget.Calls.LOCAL;
import static io.fabula.providers.budget.Calls.greedy;
import static io.fabula.providers.budget.Calls.prompt;
import static io.fabula.providers.budget.Calls.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabula.providers.Answer;
import io.fabula.providers.LanguageModel;
import io.fabula.providers.Price;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderException;
import io.fabula.providers.ProviderException.Cancelled;
import io.fabula.providers.ProviderException.Misconfigured;
import io.fabula.providers.ProviderException.Refused;
import io.fabula.providers.ProviderException.Rejected;
import io.fabula.providers.ProviderException.Retriable;
import io.fabula.providers.ProviderException.Spent;
import io.fabula.providers.ProviderException.TooLong;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.Usage;
import io.fabula.providers.stub.FakeAnswer;
import io.fabula.providers.stub.FakeModel;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MeteringTest {
  @TempDir private Path folder;

  private final Budget budget = Budget.unlimited();
  private final Account account = budget.account();

  private Totals spentBy(Answer answer) {
    try (answer) {
      read(account.around(new FakeModel(_ -> answer), LOCAL).ask(prompt(1000)));
    } catch (ProviderException | InterruptedException _) {
      // what it cost is the question here
    }
    return account.spent().total();
  }

  private static Totals one(long input, long output, long cached) {
    return new Totals(1, input, output, cached, BigDecimal.ZERO);
  }

  @Test
  void whatTheProviderCountedCounts() {
    assertThat(spentBy(FakeAnswer.saying(new Usage(7, 3, 2), "some text"))).isEqualTo(one(7, 3, 2));
  }

  @Test
  void whereTheProviderToldNothingTextIsCountedThreeBytesToAToken() {
    assertThat(spentBy(FakeAnswer.saying(Usage.NONE, "12345", "é"))).isEqualTo(one(INPUT, 3, 0));
  }

  @Test
  void aCutAnswerCostsItsPromptAndWhatCame() {
    assertThat(spentBy(FakeAnswer.failing(new Retriable("cut"), "1234567")))
        .isEqualTo(one(INPUT, 3, 0));
  }

  @Test
  void aClosedAnswerCostsItsPromptAndWhatCame() throws Exception {
    Answer answer =
        account
            .around(new FakeModel(_ -> FakeAnswer.saying(Usage.NONE, "1234567", "no")), LOCAL)
            .ask(prompt(1000));
    answer.next();

    answer.close();
    answer.close();

    assertThat(account.spent().total()).isEqualTo(one(INPUT, 3, 0));
  }

  static List<ProviderException> turnedAway() {
    return List.of(
        new Misconfigured("401"),
        Retriable.unread("429"),
        new Retriable("503", Duration.ofSeconds(1)),
        new Rejected("400"),
        new TooLong("400"));
  }

  @ParameterizedTest
  @MethodSource("turnedAway")
  void aCallTurnedAwayBeforeAnyTextCostsNothing(ProviderException failure) {
    assertThat(spentBy(FakeAnswer.failing(failure))).isEqualTo(Totals.NONE);
  }

  static List<ProviderException> readByTheModel() {
    return List.of(new Refused("no"), new Cancelled("closed"));
  }

  @ParameterizedTest
  @MethodSource("readByTheModel")
  void aCallThatTheModelMayHaveReadCostsItsPrompt(ProviderException failure) {
    assertThat(spentBy(FakeAnswer.failing(failure))).isEqualTo(one(INPUT, 0, 0));
  }

  @ParameterizedTest
  @MethodSource("turnedAway")
  void whatACallHeldIsFreeAgainWhenItWasTurnedAway(ProviderException failure) throws Exception {
    Budget day = limited(INPUT + 100);
    Answer refused =
        day.account()
            .around(new FakeModel(_ -> FakeAnswer.failing(failure)), LOCAL)
            .ask(prompt(100));
    assertThatThrownBy(refused::next).isSameAs(failure);

    assertThat(Calls.call(day.account(), 100)).isEqualTo("some text");
  }

  @Test
  void aModelThatThrowsInsteadOfAnsweringHoldsNothing() throws Exception {
    Budget day = limited(INPUT + 100);
    var broken =
        new FakeModel(
            _ -> {
              throw new IllegalStateException("closed");
            });
    assertThatIllegalStateException()
        .isThrownBy(() -> day.account().around(broken, LOCAL).ask(prompt(100)));

    assertThat(Calls.call(day.account(), 100)).isEqualTo("some text");
  }

  @Test
  void callsUnderWayHoldWhatTheyMaySpend() throws Exception {
    Budget day = limited(200);
    Answer first = day.account().around(greedy(), LOCAL).ask(prompt(150));
    Answer second = day.account().around(greedy(), LOCAL).ask(prompt(150));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting = threads.submit(second::next);
      assertThat(waiting.isDone()).isFalse();

      first.close();

      assertThat(waiting.get(20, TimeUnit.SECONDS)).contains("some text");
    }
  }

  @Test
  void whoeverWaitsForCallsUnderWayCanBeCancelled() throws Exception {
    Budget day = limited(200);
    Answer first = day.account().around(greedy(), LOCAL).ask(prompt(150));
    Answer second = day.account().around(greedy(), LOCAL).ask(prompt(150));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting = threads.submit(second::next);

      second.close();

      assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(ProviderException.Cancelled.class);
    }
    first.close();
    assertThat(day.process().total().calls()).isEqualTo(1);
  }

  @Test
  void manyCallsAtOnceTogetherNeverPassTheLimit() throws Exception {
    long limit = 5_000;
    Budget day = limited(limit);
    var given = new AtomicLong();
    var start = new CountDownLatch(1);
    var model =
        new FakeModel(
            prompt -> {
              given.addAndGet(INPUT + prompt.maxTokens());
              return FakeAnswer.saying(new Usage(INPUT, prompt.maxTokens()), "x");
            });
    var refused = new AtomicLong();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> calls = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        calls.add(
            threads.submit(
                () -> {
                  start.await();
                  try {
                    return read(day.account().around(model, LOCAL).ask(prompt(137)));
                  } catch (Spent _) {
                    return "" + refused.incrementAndGet();
                  }
                }));
      }
      start.countDown();
      for (Future<String> call : calls) {
        call.get();
      }
    }

    assertThat(given).hasValueLessThanOrEqualTo(limit).hasValueGreaterThan(limit - INPUT - 64);
    assertThat(day.today().total().tokens()).isEqualTo(given.get());
    assertThat(refused).hasPositiveValue();
  }

  @Test
  void theEstimateCountsSystemUserAndSchema() {
    var schema = Optional.of(new Prompt.ResponseSchema("abc", "{\"a\":1}"));

    assertThat(Estimate.input(new Prompt("123", "456", schema, 9))).isEqualTo(16 + 6);
    assertThat(Estimate.input(new Prompt("", "", Optional.empty(), 9))).isEqualTo(16);
  }

  @Test
  void tokensBecomeMoneyByThePrice() throws Exception {
    var priced = LOCAL.with(new Price(new BigDecimal("0.15"), new BigDecimal("0.60")));
    var model = new FakeModel(_ -> FakeAnswer.saying(new Usage(1_000_000, 500_000), "x"));

    read(account.around(model, priced).ask(prompt(10)));

    assertThat(account.spent().total().cost()).isEqualTo("0.45");
  }

  @Test
  void spendingIsToldByProvider() throws Exception {
    var hosted = ProviderSettings.of("openai", "openai", "gpt");
    read(account.around(greedy(), LOCAL).ask(prompt(10)));
    read(account.around(greedy(), hosted).ask(prompt(20)));
    read(budget.account().around(greedy(), hosted).ask(prompt(30)));

    assertThat(account.spent().byProvider())
        .containsExactly(
            Map.entry("local", one(INPUT, 10, 0)), Map.entry("openai", one(INPUT, 20, 0)));
    assertThat(budget.process().byProvider().get("openai"))
        .isEqualTo(new Totals(2, 2 * INPUT, 50, 0, BigDecimal.ZERO));
    assertThat(budget.today()).isEqualTo(budget.process());
  }

  @Test
  void closingTheMeteredModelClosesTheModel() {
    List<String> closed = new ArrayList<>();
    var model = account.around(new Closing(closed), LOCAL);

    model.close();

    assertThat(closed).containsExactly("closed");
    assertThat(model.provider() + model.model()).isEqualTo("pm");
  }

  @Test
  void anAnswerThatIsClosedEarlyCostsAtLeastWhatCameOfIt() throws Exception {
    Answer begun = new Begun();
    Answer answer = account.around(new FakeModel(_ -> begun), LOCAL).ask(prompt(4000));
    assertThat(answer.next()).isPresent();

    answer.close();

    assertThat(account.spent().total().outputTokens()).isEqualTo(1000);
  }

  /// Goes on for ever, and has told the first of its tokens only.
  private static final class Begun implements Answer {
    @Override
    public Optional<String> next() {
      return Optional.of("x".repeat(3000));
    }

    @Override
    public Usage usage() {
      return new Usage(300, 1);
    }

    @Override
    public void close() {}
  }

  private record Closing(List<String> closed) implements LanguageModel {
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
      return FakeAnswer.saying(Usage.NONE);
    }

    @Override
    public void close() {
      closed.add("closed");
    }
  }

  private Budget limited(long tokens) {
    return Budget.open(
        Limits.NONE.withTokensPerDay(tokens), folder.resolve("spent.json"), Clock.systemUTC());
  }
}
