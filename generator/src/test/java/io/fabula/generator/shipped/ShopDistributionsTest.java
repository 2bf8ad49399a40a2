package io.fabula.generator.shipped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Ten rounds of the shop are what its blueprint's figures say, phase by phase; its rules are in
/// ShopStatisticsTest.
class ShopDistributionsTest {
  /// Above it, chi-squared over one, two or three degrees of freedom comes once in a thousand.
  private static final double RARE = 10.8;

  private static final int SHOPPERS = 40;
  private static final int FIRST = 40_000;
  private static final List<Told> TOLD = Told.by("shop", 11, 60_600);
  private static final Map<String, Order> ORDERS = orders();

  /// Long enough before the end for all to happen that shall happen to an order.
  private static final double SETTLED = TOLD.getLast().seconds() - 120;

  /// What was told of an order, by type; of a type that came several times, the first.
  private record Order(Map<String, Told> told, List<Told> failures) {
    boolean did(String type) {
      return told.containsKey(type);
    }

    Told first(String type) {
      return Objects.requireNonNull(told.get(type), () -> "no " + type);
    }

    double seconds(String type, String next) {
      return first(next).seconds() - first(type).seconds();
    }
  }

  private static Map<String, Order> orders() {
    Map<String, Order> orders = new LinkedHashMap<>();
    for (Told event : TOLD) {
      if (event.data().has("order")) {
        Order order =
            orders.computeIfAbsent(
                event.data().path("order").asText(),
                _ -> new Order(new HashMap<>(), new ArrayList<>()));
        order.told.putIfAbsent(event.type(), event);
        if (event.type().equals("payment_failed")) {
          order.failures.add(event);
        }
      }
    }
    return orders;
  }

  private static List<Told> of(String type) {
    return TOLD.stream().filter(e -> e.type().equals(type)).toList();
  }

  private static boolean in(String phase, Told event) {
    return event.phase().orElseThrow().equals(phase);
  }

  private static List<Order> with(String type) {
    return ORDERS.values().stream()
        .filter(o -> o.did(type) && o.first(type).seconds() < SETTLED)
        .toList();
  }

  private static double[] waits(String type, String next, Predicate<Order> which) {
    return with(type).stream()
        .filter(o -> o.did(next) && which.test(o))
        .mapToDouble(o -> o.seconds(type, next))
        .toArray();
  }

  private static double lognormal(double x, double median, double sigma) {
    return Statistics.normal(Math.log(x), Math.log(median), sigma);
  }

  private static double[] stars(Predicate<Order> which) {
    return with("delivered").stream()
        .filter(o -> o.did("reviewed") && which.test(o))
        .mapToDouble(o -> o.first("reviewed").data().path("stars").asInt())
        .toArray();
  }

  private static boolean discounted(Order order) {
    return order.first("order_placed").data().path("discount").asDouble() > 0;
  }

  private static String carrier(Order order) {
    return order.first("shipped").data().path("carrier").asText();
  }

  @Test
  void everyPhaseHasItsRateAndEventsArriveByChance() {
    // Given what a phase has at its rate, ramps considered, and how long the stays in it last
    Map<String, Double> events =
        Map.of("ordinary", 1_800.0, "flash_sale", 2_912.5, "aftermath", 1_350.0);
    Map<String, List<Stay>> stays =
        Stay.of(TOLD).stream().collect(Collectors.groupingBy(Stay::phase));

    // Then each stay has about so many, and all together still closer
    events.forEach(
        (phase, expected) -> {
          List<Stay> all = known(stays, phase);
          double count = all.stream().mapToInt(stay -> stay.told().size()).sum();
          assertThat(all).hasSizeGreaterThanOrEqualTo(9);
          assertThat(all)
              .allMatch(s -> Math.abs(s.told().size() - expected) < 4 * Math.sqrt(expected));
          assertThat(count / all.size()).as(phase).isCloseTo(expected, within(expected * 0.02));
        });

    // And the gaps between them are exponential
    double[] gaps =
        known(stays, "ordinary").stream()
            .flatMapToDouble(
                stay ->
                    IntStream.range(1, stay.told().size())
                        .mapToDouble(
                            i -> stay.told().get(i).seconds() - stay.told().get(i - 1).seconds()))
            .toArray();
    assertThat(gaps).hasSizeGreaterThan(15_000);
    assertThat(Statistics.distance(gaps, x -> 1 - Math.exp(-15 * x))).isLessThan(1.95);
  }

  @Test
  void whatIsPopularIsLookedAtByZipfsLaw() {
    // Given the products by how often each was looked at
    List<Long> views =
        Statistics.counts(
                of("product_viewed").stream().map(e -> e.data().path("sku").asText()).toList())
            .values()
            .stream()
            .sorted((a, b) -> Long.compare(b, a))
            .toList();
    assertThat(views).hasSize(18);

    // Then the logarithm of the number falls with that of the rank, 0.8 for one
    double[] ranks = new double[18];
    double[] logs = new double[18];
    for (int i = 0; i < 18; i++) {
      ranks[i] = Math.log(i + 1);
      logs[i] = Math.log(views.get(i));
    }
    double correlation = Statistics.correlation(ranks, logs);
    assertThat(correlation).isLessThan(-0.99);
    assertThat(correlation * Statistics.deviation(logs) / Statistics.deviation(ranks))
        .isCloseTo(-0.8, within(0.08));
  }

  @Test
  void cartsAreSmallInOrdinaryTimesAndFullInTheSale() {
    // Given orders placed when those made in the phase before have gone
    Map<String, List<Integer>> lines = new HashMap<>();
    Map<String, List<Integer>> pieces = new HashMap<>();
    for (Stay stay : Stay.of(TOLD)) {
      for (Told event : stay.told()) {
        if (event.type().equals("order_placed")
            && event.seconds() > (stay.from() + stay.to()) / 2) {
          lines
              .computeIfAbsent(stay.phase(), _ -> new ArrayList<>())
              .add(event.data().path("lines").size());
        }
        if (event.type().equals("item_added")) {
          pieces
              .computeIfAbsent(stay.phase(), _ -> new ArrayList<>())
              .add(event.data().path("quantity").asInt());
        }
      }
    }

    // Then what comes to the first line follows Poisson, and pieces are as greedy as the phase
    double none = Math.exp(-0.45);
    assertThat(
            Statistics.deviance(
                Statistics.counts(known(lines, "ordinary")),
                Map.of(1, none, 2, 0.45 * none, 3, 1 - 1.45 * none)))
        .isLessThan(RARE / 2);
    assertThat(
            Statistics.deviance(
                Statistics.counts(known(pieces, "ordinary")), Map.of(1, 0.82, 2, 0.09, 3, 0.09)))
        .isLessThan(RARE / 2);
    assertThat(mean(known(lines, "flash_sale"))).isCloseTo(1.95, within(0.1));
    assertThat(mean(known(lines, "aftermath"))).isLessThan(1.55);
    assertThat(mean(known(pieces, "flash_sale"))).isCloseTo(1.73, within(0.05));
  }

  @Test
  void oneCartInSevenIsAbandoned() {
    Map<String, Long> ends =
        Map.of(
            "placed", (long) of("order_placed").size(),
            "abandoned", (long) of("cart_abandoned").size());

    assertThat(Statistics.deviance(ends, Map.of("placed", 86.0, "abandoned", 14.0)))
        .isLessThan(RARE);
  }

  @Test
  void paymentsFailSometimesAndFiveTimesAsOftenInTheSale() {
    // Given how often the first and the second try ended how, by phase
    Map<String, Map<Boolean, Long>> first = new HashMap<>();
    Map<String, Map<Boolean, Long>> second = new HashMap<>();
    for (Order order : with("order_placed")) {
      boolean failed = !order.failures.isEmpty();
      Told try1 = failed ? order.failures.getFirst() : order.first("paid");
      count(first, try1, failed);
      if (failed) {
        boolean again = order.failures.size() > 1;
        count(second, again ? order.failures.get(1) : order.first("paid"), again);
      }
    }

    // Then it is as the weights say
    odds(known(first, "ordinary"), 6, 94);
    odds(known(first, "aftermath"), 6, 94);
    odds(known(first, "flash_sale"), 30, 94);
    odds(known(second, "flash_sale"), 75, 85);
    assertThat(
            Statistics.deviance(
                Statistics.counts(
                    of("payment_failed").stream()
                        .map(e -> e.data().path("reason").asText())
                        .toList()),
                Map.of(
                    "declined",
                    4.0,
                    "timeout",
                    3.0,
                    "insufficient funds",
                    2.0,
                    "expired card",
                    1.0)))
        .isLessThan(RARE / 2);
  }

  private static void count(Map<String, Map<Boolean, Long>> counts, Told event, boolean failed) {
    counts
        .computeIfAbsent(event.phase().orElseThrow(), _ -> new HashMap<>())
        .merge(failed, 1L, Long::sum);
  }

  private static void odds(Map<Boolean, Long> counts, double failed, double paid) {
    assertThat(Statistics.deviance(counts, Map.of(true, failed, false, paid))).isLessThan(RARE);
  }

  @Test
  void everythingTakesItsTime() {
    // Given how long orders rested where; then it is lognormal
    double[] payments = waits("order_placed", "paid", o -> o.failures.isEmpty());
    // Who has rested waits for a turn in the stream, which shows where the rest is short and where
    // orders are many.
    assertThat(distance(payments, 2, 0.4)).as("paid").isLessThan(0.08 * Math.sqrt(payments.length));
    assertThat(distance(waits("paid", "shipped", _ -> true), 9, 0.5)).as("shipped").isLessThan(3.2);
    assertThat(distance(waits("delivered", "reviewed", _ -> true), 12, 0.5))
        .as("reviewed")
        .isLessThan(1.95);
    assertThat(distance(waits("return_requested", "refunded", _ -> true), 8, 0.4))
        .as("refunded")
        .isLessThan(1.95);
    Map<String, Integer> seconds = Map.of("Swiftline", 16, "Postal", 26, "Cargobike", 12);
    seconds.forEach(
        (carrier, median) ->
            assertThat(
                    distance(
                        waits("shipped", "delivered", o -> carrier(o).equals(carrier)),
                        median,
                        0.3))
                .as(carrier)
                .isLessThan(1.95));
  }

  private static double distance(double[] waits, double median, double sigma) {
    assertThat(waits).hasSizeGreaterThan(150);
    return Statistics.distance(waits, x -> lognormal(x, median, sigma));
  }

  @Test
  void carriersHaveTheirSharesAndCustomersTheirMethods() {
    Map<String, Set<String>> methods = new HashMap<>();
    for (Order order : with("paid")) {
      methods
          .computeIfAbsent(
              order.first("order_placed").data().path("customer").asText(), _ -> new HashSet<>())
          .add(order.first("paid").data().path("method").asText());
    }
    List<String> only =
        methods.values().stream().filter(m -> m.size() == 1).map(m -> m.iterator().next()).toList();

    assertThat(
            Statistics.deviance(
                Statistics.counts(
                    with("shipped").stream().map(ShopDistributionsTest::carrier).toList()),
                Map.of("Swiftline", 1.0, "Postal", 0.8, "Cargobike", 0.2)))
        .isLessThan(RARE / 2);
    // Some people have the same name.
    assertThat(only.size()).isGreaterThan(methods.size() * 9 / 10).isGreaterThan(220);
    assertThat(
            Statistics.deviance(
                Statistics.counts(only), Map.of("card", 6.0, "wallet", 3.0, "invoice", 2.0)))
        .isLessThan(RARE / 2);
  }

  @Test
  void halfOfThoseWhoGotTheirParcelAreHeardOfAgain() {
    List<Order> delivered = with("delivered");
    long heard =
        delivered.stream().filter(o -> o.did("reviewed") || o.did("return_requested")).count();

    assertThat(
            Statistics.deviance(
                Map.of(true, heard, false, delivered.size() - heard),
                Map.of(true, 1.0, false, 1.0)))
        .isLessThan(RARE);
    assertThat(with("return_requested")).hasSizeGreaterThan(150).allMatch(o -> o.did("refunded"));
  }

  @Test
  void whoWaitsLongOrBoughtInTheSaleIsLessHappy() {
    // Given reviews, and how late each parcel was for its carrier
    Map<String, Integer> seconds = Map.of("Swiftline", 16, "Postal", 26, "Cargobike", 12);
    List<Order> reviewed = with("delivered").stream().filter(o -> o.did("reviewed")).toList();
    double[] stars = stars(_ -> true);
    double[] late =
        reviewed.stream()
            .mapToDouble(o -> o.seconds("shipped", "delivered") / known(seconds, carrier(o)))
            .toArray();

    assertThat(Statistics.correlation(late, stars)).isBetween(-0.5, -0.25);
    assertThat(
            Statistics.mean(stars(o -> !discounted(o)))
                - Statistics.mean(stars(o -> discounted(o))))
        .isBetween(0.1, 0.4);
    assertThat(
            share(
                with("delivered"),
                o -> discounted(o) && o.did("return_requested"),
                o -> discounted(o)))
        .isGreaterThan(
            1.3
                * share(
                    with("delivered"),
                    o -> !discounted(o) && o.did("return_requested"),
                    o -> !discounted(o)));
    assertThat(stars).contains(1, 2, 3, 4, 5);
  }

  private static double share(List<Order> all, Predicate<Order> some, Predicate<Order> most) {
    return (double) all.stream().filter(some).count() / all.stream().filter(most).count();
  }

  @Test
  void shelvesRunLowInTheSaleAndParcelsArriveAfterwards() {
    assertThat(empty("ordinary")).isLessThan(0.01);
    assertThat(empty("flash_sale")).isBetween(0.015, 0.15);
    assertThat(arrivals("aftermath")).isGreaterThan(2 * arrivals("flash_sale"));
    for (Told restocked : of("restocked")) {
      assertThat(restocked.data().path("added").asInt() % 6).isZero();
      assertThat(restocked.data().path("in_stock").asInt()).isBetween(6, 90);
    }
  }

  private static double empty(String phase) {
    List<Told> views = of("product_viewed").stream().filter(e -> in(phase, e)).toList();
    return share(views, e -> e.data().path("in_stock").asInt() == 0);
  }

  private static double arrivals(String phase) {
    return share(
        TOLD.stream().filter(e -> in(phase, e)).toList(),
        e -> Set.of("delivered", "reviewed", "return_requested", "refunded").contains(e.type()));
  }

  private static double share(List<Told> all, Predicate<Told> some) {
    return (double) all.stream().filter(some).count() / all.size();
  }

  @Test
  void thereAreAlwaysFortyShoppersAndOrdersAreNumberedAsTheyCome() {
    Set<String> carts = new HashSet<>();
    int ended = 0;
    int most = 0;
    for (Told event : TOLD) {
      String order = event.data().path("order").asText();
      switch (event.type()) {
        case "item_added" -> {
          carts.add(order);
          assertThat(Integer.parseInt(order.substring(2)))
              .isBetween(FIRST + 1, FIRST + SHOPPERS + ended);
        }
        case "order_placed", "cart_abandoned" -> {
          assertThat(carts.remove(order)).isTrue();
          ended++;
        }
        default -> {}
      }
      most = Math.max(most, carts.size());
    }
    assertThat(most).isBetween(SHOPPERS / 2, SHOPPERS);
    assertThat(ORDERS.keySet()).hasSizeGreaterThan(ended - 1);
  }

  @Test
  void reviewsAreVariedAndBelongToTheOrder() {
    Set<String> texts = new HashSet<>();
    Map<Integer, String> last = new HashMap<>();
    for (Told review : of("reviewed")) {
      String text = review.data().path("text").asText();
      assertThat(text)
          .doesNotContain("{", "  ")
          .isNotEqualTo(last.put(review.data().path("stars").asInt(), text));
      texts.add(text);
      Order order = known(ORDERS, review.data().path("order").asText());
      Set<String> skus = new HashSet<>();
      for (JsonNode line : order.first("order_placed").data().path("lines")) {
        skus.add(line.path("sku").asText());
      }
      assertThat(skus).contains(review.data().path("sku").asText());
    }
    assertThat(texts).hasSizeGreaterThan(150);
    assertThat(
            of("shipped").stream()
                .map(e -> e.data().path("tracking").asText())
                .collect(Collectors.toSet()))
        .hasSize(of("shipped").size());
  }

  private static double mean(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).average().orElseThrow();
  }

  private static <K, V> V known(Map<K, V> map, K key) {
    return Objects.requireNonNull(map.get(key), () -> "unknown: " + key);
  }
}
