package io.fabula.generator.shipped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Some afternoons on the exchange are what the blueprint's figures and the narrative promise.
class ExchangeStatisticsTest {
  private static final List<String> SYMBOLS = List.of("NOVA", "HELX", "QBIT", "ORBT", "LUMN");

  /// The events of each phase, ramps considered; 12250 in all, twice a day.
  private static final Map<String, Double> EVENTS =
      Map.of("calm", 2400.0, "crash", 5550.0, "recovery", 4300.0);

  private static final List<List<Told>> DAYS =
      Told.bySeeds("exchange", 2, 25_200).stream()
          .map(day -> day.stream().filter(e -> e.seconds() < 420).toList())
          .toList();
  private static final List<List<Moment>> PLAYED =
      DAYS.stream().map(ExchangeStatisticsTest::play).toList();
  private static final List<Moment> ALL = PLAYED.stream().flatMap(List::stream).toList();

  /// What the events so far say of a symbol.
  ///
  /// @param open the price of which every change is told
  /// @param mid between bid and ask
  /// @param half of the spread
  /// @param price of the last trade
  /// @param halted the second of the halt; negative while it trades
  private record Stock(
      double open,
      double reference,
      double mid,
      double half,
      double price,
      int volume,
      double halted) {
    Stock quoted(double mid, double half) {
      return new Stock(open, reference, mid, half, price, volume, halted);
    }

    Stock traded(double mid, double price, int volume) {
      return new Stock(open, reference, mid, half, price, volume, halted);
    }

    Stock halts(double when) {
      return new Stock(open, reference, mid, half, price, volume, when);
    }

    Stock resumes(double reference) {
      return new Stock(open, reference, reference, half, price, volume, -1);
    }
  }

  /// An event, the symbol it is about as it was before, and as it is then.
  ///
  /// @param halted how many symbols were halted before
  private record Moment(Told told, Stock before, Stock after, int halted) {
    boolean is(String type) {
      return told.type().equals(type);
    }

    /// By how much the trade has moved the price, without the cents of any trade and the pull.
    double moved() {
      double cents = told.text("side").equals("buy") ? 0.005 : -0.005;
      return (after.mid() - cents) / before.mid() - 1 - pull();
    }

    /// What draws the price back to its open, or near it.
    private double pull() {
      double away = before.open() / before.mid();
      return told.isIn("crash")
          ? 0
          : told.isIn("calm") ? 0.0005 * (away - 1) : 0.012 * (away * 0.97 - 1);
    }
  }

  private static List<Moment> play(List<Told> day) {
    Map<String, Stock> stocks = new HashMap<>();
    for (String symbol : SYMBOLS) {
      double open = open(day, symbol);
      stocks.put(symbol, new Stock(open, open, open, 0.01, open, 0, -1));
    }
    List<Moment> moments = new ArrayList<>();
    for (Told told : day) {
      int halted = (int) stocks.values().stream().filter(s -> s.halted() >= 0).count();
      String symbol = told.type().equals("index") ? "NOVA" : told.text("symbol");
      Stock before = Objects.requireNonNull(stocks.get(symbol), symbol);
      Stock after = after(told, before);
      stocks.put(symbol, after);
      moments.add(new Moment(told, before, after, halted));
    }
    return moments;
  }

  private static Stock after(Told told, Stock was) {
    double price = told.decimal("price");
    return switch (told.type()) {
      case "quote" ->
          was.quoted(
              (told.decimal("bid") + told.decimal("ask")) / 2,
              (told.decimal("ask") - told.decimal("bid")) / 2);
      case "trade" ->
          was.traded(
              told.text("side").equals("buy") ? price - was.half() : price + was.half(),
              price,
              told.number("volume"));
      case "halt" -> was.halts(told.seconds());
      case "resume" -> was.resumes(told.decimal("reference"));
      default -> was;
    };
  }

  /// The one price with which every change of the day agrees, to the cent; none there is fails.
  private static double open(List<Told> day, String symbol) {
    double least = 0;
    double most = Double.MAX_VALUE;
    for (Told trade : day) {
      if (trade.type().equals("trade") && trade.text("symbol").equals(symbol)) {
        least =
            Math.max(
                least, trade.decimal("price") / (1 + (trade.decimal("change") + 0.0051) / 100));
        most =
            Math.min(most, trade.decimal("price") / (1 + (trade.decimal("change") - 0.0051) / 100));
      }
    }
    assertThat(least).as("open of " + symbol).isBetween(39.99, 160.01).isLessThanOrEqualTo(most);
    return (least + most) / 2;
  }

  private static List<Moment> told(String type, Predicate<Moment> such) {
    return ALL.stream().filter(m -> m.is(type) && such.test(m)).toList();
  }

  private static double[] values(List<Moment> moments, ToDoubleFunction<Moment> value) {
    return moments.stream().mapToDouble(value).toArray();
  }

  @Test
  void eachPhaseKeepsItsRateAndEventsArriveByChance() {
    EVENTS.forEach(
        (phase, events) -> {
          double seen = ALL.stream().filter(m -> m.told().isIn(phase)).count() / 4.0;
          assertThat(seen).as(phase).isCloseTo(events, within(events * 0.02));
        });
    double[] gaps =
        DAYS.stream()
            .flatMapToDouble(
                day ->
                    IntStream.range(1, 2_000)
                        .mapToDouble(i -> day.get(i).seconds() - day.get(i - 1).seconds()))
            .toArray();
    assertThat(Statistics.distance(gaps, x -> 1 - Math.exp(-20 * x))).isLessThan(1.95);
  }

  @Test
  void theIndexIsPublishedEverySecondOrTwo() {
    for (List<Told> day : DAYS) {
      double[] times =
          day.stream().filter(e -> e.type().equals("index")).mapToDouble(Told::seconds).toArray();
      double[] gaps =
          IntStream.range(1, times.length).mapToDouble(i -> times[i] - times[i - 1]).toArray();
      assertThat(Arrays.stream(gaps).min().orElseThrow()).isGreaterThan(0.799);
      assertThat(Statistics.mean(gaps)).isBetween(1.0, 2.2);
    }
  }

  @Test
  void whatIsToldHasItsShare() {
    Map.of("calm", 6.0, "crash", 6 * 0.6, "recovery", 6.0)
        .forEach(
            (phase, quotes) -> {
              List<String> types =
                  ALL.stream()
                      .filter(m -> m.told().isIn(phase) && (m.is("trade") || m.is("quote")))
                      .map(m -> m.told().type())
                      .toList();
              assertThat(
                      Statistics.deviance(
                          Statistics.counts(types), Map.of("trade", 8.0, "quote", quotes)))
                  .as(phase)
                  .isLessThan(10.8);
            });
  }

  @Test
  void everySymbolIsTradedAsOften() {
    List<String> symbols =
        told("trade", m -> m.told().isIn("calm")).stream()
            .map(m -> m.told().text("symbol"))
            .toList();
    Map<String, Double> even = new HashMap<>();
    SYMBOLS.forEach(symbol -> even.put(symbol, 1.0));
    assertThat(Statistics.deviance(Statistics.counts(symbols), even)).isLessThan(4.6);
    assertThat(even.keySet()).containsAll(symbols);
  }

  @Test
  void sellersRuleTheCrash() {
    Map.of("calm", 0.5, "crash", 0.34, "recovery", 0.5)
        .forEach(
            (phase, buys) -> {
              List<String> sides =
                  told("trade", m -> m.told().isIn(phase)).stream()
                      .map(m -> m.told().text("side"))
                      .toList();
              assertThat(
                      Statistics.deviance(
                          Statistics.counts(sides), Map.of("buy", buys, "sell", 1 - buys)))
                  .as(phase)
                  .isLessThan(10.8);
            });
  }

  @Test
  void lotsAreLognormalAndLargeInTheCrash() {
    Map.of("calm", Math.log(3.3), "crash", Math.log(9), "recovery", Math.log(4.5))
        .forEach(
            (phase, mean) -> {
              List<Moment> trades = told("trade", m -> m.told().isIn(phase));
              double[] sizes = values(trades, m -> m.told().number("size"));
              assertThat(Arrays.stream(sizes).filter(s -> s < 10 || s > 5000 || s % 10 > 0).count())
                  .isZero();

              // A lot of n tens stands for all from n - 1 to n
              double[] even =
                  even(
                      sizes,
                      s -> s - 10,
                      s -> s,
                      s -> s <= 0 ? 0 : Statistics.normal(Math.log(s / 10), mean, 0.9));
              assertThat(Statistics.distance(even, x -> x)).as(phase).isLessThan(1.95);
              double spread = Math.exp(mean + 0.405) * 10 * Math.sqrt(Math.exp(0.81) - 1);
              assertThat(Statistics.mean(sizes))
                  .as(phase)
                  .isCloseTo(10 * Math.exp(mean + 0.405) + 5, within(spread * 0.06));
            });
  }

  /// Rounded values as points that are spread evenly over 0 to 1 where the distribution is right.
  private static double[] even(
      double[] values,
      DoubleUnaryOperator least,
      DoubleUnaryOperator most,
      DoubleUnaryOperator cumulative) {
    Random random = new Random(1);
    return Arrays.stream(values)
        .map(
            x -> {
              double low = cumulative.applyAsDouble(least.applyAsDouble(x));
              double high = cumulative.applyAsDouble(most.applyAsDouble(x));
              return low + random.nextDouble() * (high - low);
            })
        .toArray();
  }

  @Test
  void spreadsAreEvenBetweenTheirBoundsAndOpenInTheCrash() {
    Map.of("calm", 0.0003, "crash", 0.003, "recovery", 0.001)
        .forEach(
            (phase, spread) -> {
              List<Moment> quotes = told("quote", m -> m.told().isIn(phase));
              Random random = new Random(1);
              double[] even =
                  values(
                      quotes,
                      m -> {
                        double half = m.after().half();
                        double mid = m.after().mid();
                        double low = half < 0.011 ? 0 : share((half - 0.005) / mid, spread);
                        double high = share((half + 0.005) / mid, spread);
                        return low + random.nextDouble() * (high - low);
                      });
              assertThat(Statistics.distance(even, x -> x)).as(phase).isLessThan(1.95);
              assertThat(quotes)
                  .allMatch(m -> m.told().decimal("bid") > 0)
                  .allMatch(m -> m.told().decimal("bid") < m.told().decimal("ask"));
            });
  }

  private static double share(double half, double spread) {
    return Math.clamp((half / spread - 0.3) / 0.7, 0.0, 1.0);
  }

  @Test
  void aBuyerPaysTheAskAndVolumesAndChangesAddUp() {
    assertThat(told("trade", x -> true))
        .allMatch(
            m -> m.told().number("volume") == m.before().volume() + m.told().number("size"),
            "volumes add up")
        .allMatch(
            m -> {
              double change = (m.told().decimal("price") / m.before().open() - 1) * 100;
              return Math.abs(m.told().decimal("change") - change) < 0.012;
            },
            "changes are since the open");
    // What a quote is about is where the last trade has left the price
    assertThat(told("quote", m -> m.before().volume() > 0))
        .allMatch(m -> Math.abs(m.after().mid() - m.before().mid()) < 0.011);
  }

  @Test
  void pricesMoveByTheirVolatility() {
    Predicate<Moment> dear = m -> m.before().mid() > 80 && m.before().volume() > 0;
    Map.of("calm", 0.0003, "crash", 0.0012, "recovery", 0.0008)
        .forEach(
            (phase, volatility) -> {
              List<Moment> trades = told("trade", m -> dear.test(m) && m.told().isIn(phase));
              Random random = new Random(1);
              double[] moves =
                  values(
                      trades,
                      m -> m.moved() + (random.nextDouble() - 0.5) / 100 / m.before().mid());
              double mean = Statistics.mean(moves);
              assertThat(Statistics.deviation(moves))
                  .as(phase)
                  .isCloseTo(volatility, within(volatility * 0.06));
              if (phase.equals("crash")) {
                assertThat(mean).isBetween(-0.0006, -0.00025);
              } else {
                assertThat(mean).as(phase).isCloseTo(0, within(volatility * 0.06));
              }
              assertThat(Statistics.distance(moves, x -> Statistics.normal(x, mean, volatility)))
                  .as(phase)
                  .isLessThan(1.95);
            });
  }

  @Test
  void theIndexFollowsTheFive() {
    for (List<Moment> day : PLAYED) {
      double level = 1000;
      int seen = 0;
      for (Moment m : day) {
        if (m.is("trade")) {
          level *= 1 + (m.after().mid() / m.before().mid() - 1) / 5;
        } else if (m.is("index")) {
          seen++;
          assertThat(m.told().decimal("level")).isCloseTo(level, within(2.0));
          assertThat(m.told().decimal("change"))
              .isCloseTo(m.told().decimal("level") / 10 - 100, within(0.0051));
          assertThat(m.told().number("halted")).isEqualTo(m.halted());
        }
      }
      assertThat(seen).isGreaterThan(200);
    }
  }

  @Test
  void whatHasFallenSevenPercentIsHaltedWhileAnotherMay() {
    Predicate<Moment> fallen = m -> m.before().mid() < m.before().reference() * 0.93 - 0.012;
    assertThat(ALL.stream().filter(m -> m.is("trade") || m.is("quote")).filter(fallen))
        .allMatch(m -> m.halted() == 3);
    for (Moment m : told("halt", x -> true)) {
      boolean news = m.told().text("reason").equals("news");
      assertThat(m.before().mid() < m.before().reference() * 0.93 + 0.012).isNotEqualTo(news);
      assertThat(m.told().decimal("last")).isCloseTo(m.before().price(), within(0.006));
      assertThat(m.halted()).isLessThan(3);
    }
    List<String> reasons =
        told("halt", m -> !m.told().text("reason").equals("news")).stream()
            .map(m -> m.told().text("reason"))
            .toList();
    assertThat(reasons).hasSizeGreaterThan(30);
    assertThat(
            Statistics.deviance(
                Statistics.counts(reasons), Map.of("circuit_breaker", 3.0, "volatility", 2.0)))
        .isLessThan(10.8);
  }

  @Test
  void whatIsHaltedDoesNothingUntilItResumesWhereItStopped() {
    assertThat(ALL).allMatch(m -> m.is("index") || m.is("resume") == m.before().halted() >= 0);
    List<Moment> resumes = told("resume", m -> true);
    assertThat(resumes)
        .allSatisfy(
            m -> {
              double away = m.told().seconds() - m.before().halted();
              assertThat(m.told().decimal("reference"))
                  .isCloseTo(m.before().price(), within(0.006));
              assertThat(m.told().decimal("halted_seconds")).isCloseTo(away - 0.05, within(0.053));
              assertThat(m.told().decimal("halted_seconds")).isGreaterThanOrEqualTo(3);
            });
    double[] longer = values(resumes, m -> m.told().seconds() - m.before().halted() - 3);
    assertThat(longer).hasSizeGreaterThan(40);
    assertThat(Statistics.mean(longer)).isCloseTo(0.8, within(0.25));
    assertThat(Statistics.distance(longer, x -> 1 - Math.exp(-Math.max(0, x) / 0.8)))
        .isLessThan(1.95);
  }

  @Test
  void pricesFallInTheCrashAndClimbBackMostOfTheWay() {
    double[] bottom = lasts("crash");
    double[] recovered = lasts("recovery");
    assertThat(Statistics.mean(bottom)).isLessThan(-8);
    assertThat(Statistics.mean(recovered)).isBetween(-4.0, -2.0);
  }

  /// The change of each symbol at the end of the phase.
  private static double[] lasts(String phase) {
    return DAYS.stream()
        .flatMap(
            day -> {
              Map<String, Double> last = new HashMap<>();
              day.stream()
                  .filter(e -> e.isIn(phase) && e.type().equals("trade"))
                  .forEach(e -> last.put(e.text("symbol"), e.decimal("change")));
              return last.values().stream();
            })
        .mapToDouble(Double::doubleValue)
        .toArray();
  }
}
