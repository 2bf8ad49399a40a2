package io.fabula.providers.budget;

import static io.fabula.providers.budget.Calls.INPUT;
import static io.fabula.providers.budget.Calls.LOCAL;
import static io.fabula.providers.budget.Calls.call;
import static io.fabula.providers.budget.Calls.greedy;
import static io.fabula.providers.budget.Calls.prompt;
import static io.fabula.providers.budget.Calls.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabula.providers.Answer;
import io.fabula.providers.Price;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderException.Spent;
import io.fabula.providers.Usage;
import io.fabula.providers.stub.FakeAnswer;
import io.fabula.providers.stub.FakeModel;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BudgetLimitTest {
  private static final BigDecimal FIVE = BigDecimal.valueOf(5);

  private final SetClock clock = new SetClock("2026-11-20T12:00:00Z");
  @TempDir private Path folder;

  private Budget budget(Limits limits) {
    return Budget.open(limits, folder.resolve("spent.json"), clock);
  }

  @Test
  void withoutLimitsACallIsMadeAsAskedAndCounted() throws Exception {
    Account account = Budget.unlimited().account();

    call(account, 1_000_000);

    assertThat(account.spent().total())
        .isEqualTo(new Totals(1, INPUT, 1_000_000, 0, BigDecimal.ZERO));
  }

  @Test
  void aStreamStopsAtItsLimitAndAnotherGoesOn() throws Exception {
    Budget budget = budget(Limits.NONE.withTokensPerStream(120));
    Account account = budget.account();
    call(account, 100);

    assertThatThrownBy(() -> call(account, 100))
        .isInstanceOf(Spent.class)
        .hasMessage(
            "The budget of 120 tokens per stream (budget.tokens_per_stream) has 0 left, too little"
                + " for a call to local, which takes at least 84; a new stream starts with all of"
                + " it.");
    assertThat(call(budget.account(), 100)).isEqualTo("some text");
  }

  @Test
  void aDayStopsAllStreams() throws Exception {
    Budget budget = budget(Limits.NONE.withTokensPerDay(200));
    call(budget.account(), 100);

    assertThatThrownBy(() -> call(budget.account(), 64 + 60).length())
        .isInstanceOf(Spent.class)
        .hasMessage(
            "The budget of 200 tokens per day (budget.tokens_per_day) has 80 left, too little for a"
                + " call to local, which takes at least 84; it is free again at midnight UTC,"
                + " 2026-11-21T00:00:00Z.");
  }

  @Test
  void aProcessStopsAllStreams() throws Exception {
    Budget budget = budget(Limits.NONE.withTokensPerProcess(120));
    call(budget.account(), 100);

    assertThatThrownBy(() -> call(budget.account(), 100))
        .isInstanceOf(Spent.class)
        .hasMessageContaining("120 tokens per process (budget.tokens_per_process) has 0 left")
        .hasMessageEndingWith("when the process is started anew.");
  }

  @Test
  void moneyStopsAModelWithAPrice() throws Exception {
    Budget budget = budget(Limits.NONE.withCostPerDay(FIVE));
    var priced = LOCAL.with(new Price(BigDecimal.ZERO, BigDecimal.valueOf(50_000)));
    read(budget.account().around(greedy(), priced).ask(prompt(99)));

    Answer answer = budget.account().around(greedy(), priced).ask(prompt(99));

    assertThat(budget.today().total().cost()).isEqualByComparingTo("4.95");
    assertThatThrownBy(answer::next)
        .isInstanceOf(Spent.class)
        .hasMessage(
            "The budget of 5 per day (budget.cost_per_day) has 0.05 left, too little for a call to"
                + " local, which takes at least 3.2; it is free again at midnight UTC,"
                + " 2026-11-21T00:00:00Z.");
    assertThatThrownBy(answer::next).as("again").isInstanceOf(Spent.class);
    assertThat(call(budget.account(), 100)).as("without a price").isEqualTo("some text");
  }

  @Test
  void thePriceOfTheInputCountsToo() throws Exception {
    Budget budget = budget(Limits.NONE.withCostPerDay(BigDecimal.valueOf(40)));
    var priced = LOCAL.with(new Price(BigDecimal.valueOf(1_000_000), BigDecimal.ZERO));
    read(budget.account().around(greedy(), priced).ask(prompt(500)));
    read(budget.account().around(greedy(), priced).ask(prompt(500)));

    Answer third = budget.account().around(greedy(), priced).ask(prompt(500));

    assertThatThrownBy(third::next).isInstanceOf(Spent.class);
    assertThat(budget.today().total().cost()).isEqualByComparingTo("40");
  }

  @Test
  void theTightestOfAllLimitsLowersWhatTheAnswerMayHave() throws Exception {
    List<Integer> asked = new ArrayList<>();
    Budget budget =
        budget(
            new Limits(
                OptionalLong.of(20 + 300),
                OptionalLong.of(20 + 200),
                OptionalLong.of(20 + 400),
                Optional.of(FIVE)));
    var priced = LOCAL.with(new Price(BigDecimal.ZERO, BigDecimal.valueOf(50_000)));
    var model =
        new FakeModel(
            prompt -> {
              asked.add(prompt.maxTokens());
              return FakeAnswer.saying(new Usage(INPUT, 1), "x");
            });

    read(budget.account().around(model, priced).ask(prompt(1000)));
    read(budget.account().around(model, LOCAL).ask(prompt(1000)));

    assertThat(asked).containsExactly(100, 200 - 21);
  }

  @Test
  void aCallThatAsksForLittleGetsIt() throws Exception {
    Budget budget = budget(Limits.NONE.withTokensPerDay(INPUT + 10));

    assertThat(call(budget.account(), 10)).isEqualTo("some text");
  }

  @Test
  void whatIsRefusedAsksNobody() {
    Budget budget = budget(Limits.NONE.withTokensPerDay(30));
    List<Prompt> asked = new ArrayList<>();
    var model =
        new FakeModel(
            prompt -> {
              asked.add(prompt);
              return FakeAnswer.saying(Usage.NONE);
            });

    Answer answer = budget.account().around(model, LOCAL).ask(prompt(100));

    assertThatThrownBy(answer::next).isInstanceOf(Spent.class);
    assertThat(asked).isEmpty();
    assertThat(answer.usage()).isEqualTo(Usage.NONE);
  }

  @Test
  void whenTheDayTurnsItsSpendingStartsAnew() throws Exception {
    Budget budget = budget(Limits.NONE.withTokensPerDay(120));
    call(budget.account(), 100);
    assertThatThrownBy(() -> call(budget.account(), 100)).isInstanceOf(Spent.class);

    clock.set("2026-11-21T00:00:00Z");

    assertThat(budget.today().total()).isEqualTo(Totals.NONE);
    assertThat(call(budget.account(), 100)).isEqualTo("some text");
    assertThat(budget.process().total().calls()).isEqualTo(2);
  }

  @Test
  void aCallOverMidnightBelongsToTheDayThatAskedIt() throws Exception {
    Budget budget = budget(Limits.NONE.withTokensPerDay(120));
    Answer late = budget.account().around(greedy(), LOCAL).ask(prompt(100));

    clock.set("2026-11-21T00:00:01Z");
    call(budget.account(), 100);
    read(late);

    assertThat(budget.today().total().calls()).isEqualTo(1);
  }

  @Test
  void limitsThatCannotBeMeantAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.NONE.withTokensPerDay(0))
        .withMessage("budget.tokens_per_day must be at least 1, not 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.NONE.withCostPerDay(new BigDecimal("-0.5")))
        .withMessage("budget.cost_per_day must not be below 0, but is -0.5");
  }

  @Test
  void absurdFiguresOfAProviderDoNotFreeTheBudget() throws Exception {
    Budget budget = budget(Limits.NONE.withTokensPerDay(1000));
    var liar =
        new FakeModel(_ -> FakeAnswer.saying(new Usage(Long.MAX_VALUE, Long.MAX_VALUE), "x"));
    read(budget.account().around(liar, LOCAL).ask(prompt(100)));

    assertThatThrownBy(() -> call(budget.account(), 100)).isInstanceOf(Spent.class);
  }
}
