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

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fabula.providers.Answer;
import io.fabula.providers.Price;
import io.fabula.providers.ProviderException.Spent;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class LedgerTest {
  private final SetClock clock = new SetClock("2026-11-20T12:00:00Z");
  @TempDir private Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void inAFolderThatIsMissing() {
    file = folder.resolve("state/spent.json");
  }

  private Budget open(long tokensPerDay) {
    return Budget.open(Limits.NONE.withTokensPerDay(tokensPerDay), file, clock);
  }

  @Test
  void theLedgerIsReadableAndHoldsNoKey() throws Exception {
    Budget budget = open(1000);
    var priced =
        LOCAL.with(new Price(BigDecimal.ONE, BigDecimal.TEN)).withApiKey("sk-canary-123456");

    read(budget.account().around(greedy(), priced).ask(prompt(100)));

    assertThat(file)
        .hasContent(
            """
            {
              "version" : 1,
              "days" : {
                "2026-11-20" : {
                  "local" : {
                    "llama" : {
                      "calls" : 1,
                      "input_tokens" : 20,
                      "output_tokens" : 100,
                      "cached_tokens" : 0,
                      "cost" : 0.00102
                    }
                  }
                }
              }
            }
            """);
  }

  @Test
  void spendingSurvivesARestart() throws Exception {
    call(open(120).account(), 100);

    Budget anew = open(120);

    assertThat(anew.today().total().tokens()).isEqualTo(120);
    assertThat(anew.process().total()).isEqualTo(Totals.NONE);
    assertThatThrownBy(() -> call(anew.account(), 100)).isInstanceOf(Spent.class);
  }

  @Test
  void budgetsOnOneFileShareTheDay() throws Exception {
    Budget one = open(250);
    Budget other = open(250);
    call(one.account(), 100);
    call(other.account(), 100);

    assertThatThrownBy(() -> call(one.account(), 100)).isInstanceOf(Spent.class);
    assertThat(one.today()).isEqualTo(other.today());
    assertThat(one.today().total().calls()).isEqualTo(2);
    assertThat(one.process().total().calls()).isEqualTo(1);
  }

  @Test
  void nothingIsLostWhereManyWriteAtOnce() throws Exception {
    List<Budget> budgets = List.of(open(1_000_000), open(1_000_000), open(1_000_000));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> calls =
          Stream.iterate(0, i -> i + 1)
              .limit(60)
              .map(i -> threads.submit(() -> call(budgets.get(i % 3).account(), 10)))
              .toList();
      for (Future<String> made : calls) {
        made.get();
        // Whoever reads meanwhile finds a whole ledger.
        assertThat(open(1).today().total().calls()).isPositive();
      }
    }

    assertThat(open(1).today().total().calls()).isEqualTo(60);
    assertThat(budgets.getFirst().today().total().tokens()).isEqualTo(60 * (INPUT + 10));
    assertThat(filesThere()).containsExactly("spent.json", "spent.json.lock");
  }

  private List<String> filesThere() throws Exception {
    try (Stream<Path> files = Files.list(file.resolveSibling(""))) {
      return files.map(found -> found.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theLedgerIsReplacedAndNeverWrittenInto() throws Exception {
    Budget budget = open(1000);
    call(budget.account(), 10);
    Path asItWas = Files.createLink(folder.resolve("linked.json"), file);
    String before = Files.readString(asItWas);

    call(budget.account(), 10);

    assertThat(asItWas).hasContent(before);
    assertThat(Files.readString(file)).isNotEqualTo(before);
  }

  @Test
  void whoSpendsNothingLeavesNothingBehind() {
    Budget budget = open(1000);
    assertThat(budget.today().total().calls()).isZero();
    budget.close();

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aCrashedWritersTemporaryFileIsInNobodysWay() throws Exception {
    Budget budget = open(1000);
    Files.createDirectories(folder.resolve("state"));
    Files.writeString(file.resolveSibling("spent.json.tmp"), "{\"half");

    call(budget.account(), 10);

    assertThat(open(1000).today().total().calls()).isEqualTo(1);
    assertThat(filesThere()).containsExactly("spent.json", "spent.json.lock");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{\"version\":2,\"days\":{}}",
        "{\"version\":1}",
        "{\"version\":1,\"days\":{\"monday\":{}}}",
        "{\"version\":1,\"days\":{},\"days\":{}}",
        "{\"version\":1,\"days\":{}} x",
        "{\"version\":1,\"days\":{\"2026-11-20\":{\"p\":{\"m\":{\"calls\":-1}}}}}",
        "{\"version\":1,\"days\":{\"2026-11-20\":{\"p\":{\"m\":{\"calls\":1,\"input_tokens\":1,"
            + "\"output_tokens\":1,\"cached_tokens\":0,\"cost\":1e999999999}}}}}",
        "{\"version\":1,\"days\":{\"2026-11-20\":{\"p\":{\"m\":{\"calls\":1,\"input_tokens\":1,"
            + "\"output_tokens\":1,\"cached_tokens\":0,\"cost\":1,\"extra\":1}}}}}",
      })
  void aLedgerThatIsNoneIsNeverResetInSilence(String content) throws Exception {
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, content);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> open(1000))
        .withMessageStartingWith(file + " is no ledger of a budget (")
        .withMessageEndingWith("); mend it, or move it away to count from 0");
    assertThat(file).hasContent(content);
  }

  @Test
  void aLedgerThatCannotBeReadIsNamed() throws Exception {
    Files.createDirectories(file);

    assertThatThrownBy(() -> open(1000))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("name another one");
  }

  @Test
  void aLedgerSpoiledDuringTheRunIsLeftAsItIsAndWarnedOfOnceAndCaughtUpLater() throws Exception {
    var log = (Logger) LoggerFactory.getLogger(FileLedger.class);
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    log.addAppender(lines);
    try (Budget budget = open(340)) {
      call(budget.account(), 100);
      String good = Files.readString(file);
      Files.writeString(file, "spoiled");

      call(budget.account(), 100);
      call(budget.account(), 80);

      assertThatThrownBy(() -> call(budget.account(), 100)).isInstanceOf(Spent.class);
      assertThat(file).hasContent("spoiled");
      assertThat(lines.list).hasSize(1);

      Files.writeString(file, good);
    } finally {
      log.detachAppender(lines);
    }
    assertThat(open(340).today().total().calls()).isEqualTo(3);
  }

  @Test
  void anInterruptedReadersSpendingIsWrittenToo() throws Exception {
    Answer answer = open(1000).account().around(greedy(), LOCAL).ask(prompt(10));
    answer.next();

    Thread.currentThread().interrupt();
    answer.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(open(1000).today().total().calls()).isEqualTo(1);
  }

  @Test
  void theNewest31DaysAreKept() throws Exception {
    Budget budget = open(1000);
    LocalDate first = LocalDate.of(2026, 1, 1);
    for (int i = 0; i < 33; i++) {
      clock.set(first.plusDays(i) + "T10:00:00Z");
      call(budget.account(), 10);
    }

    assertThat(Files.readString(file))
        .doesNotContain("2026-01-02")
        .contains("2026-01-03", "2026-02-02");
  }
}
