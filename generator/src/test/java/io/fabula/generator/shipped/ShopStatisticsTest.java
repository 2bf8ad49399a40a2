package io.fabula.generator.shipped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Five sales of the shop are what its narrative promises; its figures are in
/// ShopDistributionsTest.
class ShopStatisticsTest {
  private static final List<Told> ALL = Told.by("shop", 1, 30_400);

  private static final Map<String, List<Told>> ORDERS = orders();

  private static Map<String, List<Told>> orders() {
    Map<String, List<Told>> orders = new HashMap<>();
    ALL.stream()
        .filter(e -> e.data().has("order"))
        .forEach(e -> orders.computeIfAbsent(e.text("order"), o -> new ArrayList<>()).add(e));
    return orders;
  }

  private static List<Told> told(String type, String phase) {
    return ALL.stream().filter(e -> e.type().equals(type) && e.isIn(phase)).toList();
  }

  private static @Nullable Told of(List<Told> order, String type) {
    return order.stream().filter(e -> e.type().equals(type)).findFirst().orElse(null);
  }

  /// The pieces of a product that an order has put into its cart.
  private static Map<String, Integer> pieces(List<Told> order) {
    Map<String, Integer> pieces = new HashMap<>();
    order.stream()
        .filter(e -> e.type().equals("item_added"))
        .forEach(e -> pieces.merge(e.text("sku"), e.number("quantity"), Integer::sum));
    return pieces;
  }

  @Test
  void anOrderLivesItsLifeInOrder() {
    Map<String, Set<String>> after =
        Map.ofEntries(
            Map.entry("", Set.of("item_added")),
            Map.entry("item_added", Set.of("item_added", "cart_abandoned", "order_placed")),
            Map.entry("cart_abandoned", Set.of()),
            Map.entry("order_placed", Set.of("payment_failed", "paid")),
            Map.entry("payment_failed", Set.of("payment_failed", "paid", "order_cancelled")),
            Map.entry("order_cancelled", Set.of()),
            Map.entry("paid", Set.of("shipped")),
            Map.entry("shipped", Set.of("delivered")),
            Map.entry("delivered", Set.of("reviewed", "return_requested")),
            Map.entry("reviewed", Set.of()),
            Map.entry("return_requested", Set.of("refunded")),
            Map.entry("refunded", Set.of()));
    ORDERS.forEach(
        (id, order) -> {
          String last = "";
          for (Told event : order) {
            assertThat(Objects.requireNonNull(after.get(last)))
                .as("%s after %s of %s", event.type(), last, id)
                .contains(event.type());
            last = event.type();
          }
          long failures = order.stream().filter(e -> e.type().equals("payment_failed")).count();
          assertThat(failures).as(id).isLessThanOrEqualTo(3);
          if (of(order, "order_cancelled") != null) {
            assertThat(failures).as(id).isEqualTo(3);
          }
          assertThat(order.stream().map(e -> e.text("customer")).filter(c -> !c.isEmpty()))
              .containsOnly(order.getFirst().text("customer"));
        });
    assertThat(ORDERS).hasSizeGreaterThan(3_000);
  }

  @Test
  void whatWasPaidEarlyHasLongArrived() {
    double half = ALL.getLast().seconds() / 2;
    List<List<Told>> paid =
        ORDERS.values().stream()
            .filter(o -> o.stream().anyMatch(e -> e.type().equals("paid") && e.seconds() < half))
            .toList();
    assertThat(paid).hasSizeGreaterThan(1_000).allMatch(o -> of(o, "delivered") != null);
  }

  @Test
  void onlyWhatWasLookedAtIsAdded() {
    Set<String> seen = new HashSet<>();
    for (Told event : ALL) {
      String look = event.text("customer") + "|" + event.text("sku");
      if (event.type().equals("product_viewed")) {
        seen.add(look);
      } else if (event.type().equals("item_added")) {
        assertThat(seen).contains(look);
      }
    }
  }

  @Test
  void anOrdersSumsAreThoseOfItsCart() {
    for (List<Told> order : ORDERS.values()) {
      double sum = 0;
      for (Told event : order) {
        switch (event.type()) {
          case "item_added" -> {
            sum += event.number("quantity") * event.decimal("price");
            assertThat(event.decimal("subtotal")).isCloseTo(sum, within(0.001));
          }
          case "cart_abandoned" -> assertThat(event.decimal("lost")).isCloseTo(sum, within(0.001));
          case "order_placed" -> {
            Map<String, Integer> lines = new HashMap<>();
            double all = 0;
            for (JsonNode line : event.data().path("lines")) {
              int quantity = line.path("quantity").intValue();
              assertThat(lines.put(line.path("sku").asText(), quantity)).as("one line").isNull();
              all += quantity * line.path("price").doubleValue();
            }
            assertThat(lines).isEqualTo(pieces(order));
            assertThat(event.decimal("subtotal")).isCloseTo(all, within(0.001));
            assertThat(all).isCloseTo(sum, within(0.001));
            assertThat(event.decimal("total"))
                .isCloseTo(event.decimal("subtotal") - event.decimal("discount"), within(0.001));
          }
          default -> {}
        }
      }
    }
  }

  @Test
  void exactlyTheTotalIsChargedAndRefundedOnTheMethodThatPaid() {
    int refunds = 0;
    for (List<Told> order : ORDERS.values()) {
      Told placed = of(order, "order_placed");
      Told paid = of(order, "paid");
      Told refunded = of(order, "refunded");
      if (placed != null && paid != null) {
        assertThat(paid.decimal("amount")).isEqualTo(placed.decimal("total"));
      }
      if (paid != null && refunded != null) {
        assertThat(refunded.decimal("amount")).isEqualTo(paid.decimal("amount"));
        assertThat(refunded.text("method")).isEqualTo(paid.text("method"));
        refunds++;
      }
    }
    assertThat(refunds).isGreaterThan(50);
  }

  @Test
  void theSaleGivesTwentyPercentAndNothingElseDoes() {
    for (List<Told> order : ORDERS.values()) {
      Told placed = of(order, "order_placed");
      if (placed != null) {
        double part = placed.isIn("flash_sale") ? 0.2 : 0;
        assertThat(placed.decimal("discount"))
            .isCloseTo(placed.decimal("subtotal") * part, within(0.00501));
      }
    }
    assertThat(told("order_placed", "flash_sale")).hasSizeGreaterThan(500);
  }

  @Test
  void aParcelKeepsItsTrackingNumberAndNobodyElseHasIt() {
    Set<String> numbers = new HashSet<>();
    for (List<Told> order : ORDERS.values()) {
      Told shipped = of(order, "shipped");
      Told delivered = of(order, "delivered");
      if (shipped != null) {
        assertThat(numbers.add(shipped.text("tracking"))).isTrue();
        assertThat(shipped.text("tracking")).matches("T[0-9]{10}");
      }
      if (shipped != null && delivered != null) {
        assertThat(delivered.text("tracking")).isEqualTo(shipped.text("tracking"));
      }
    }
  }

  @Test
  void aReviewIsOfAProductOfItsOrder() {
    Set<Integer> stars = new HashSet<>();
    for (List<Told> order : ORDERS.values()) {
      Told reviewed = of(order, "reviewed");
      if (reviewed != null) {
        assertThat(pieces(order)).containsKey(reviewed.text("sku"));
        assertThat(reviewed.text("text").length()).isBetween(1, 160);
        stars.add(reviewed.number("stars"));
      }
    }
    assertThat(stars).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
  }

  @Test
  void theShelfCountsWhatIsTakenPutBackAndFilledUp() {
    Map<String, Integer> stock = new HashMap<>();
    int checked = 0;
    for (Told event : ALL) {
      String sku = event.text("sku");
      Integer before = stock.get(sku);
      switch (event.type()) {
        case "product_viewed" -> {
          if (before != null) {
            assertThat(event.number("in_stock")).as(event.toString()).isEqualTo(before);
            checked++;
          }
          stock.put(sku, event.number("in_stock"));
        }
        case "restocked" -> {
          if (before != null) {
            assertThat(event.number("in_stock")).isEqualTo(before + event.number("added"));
          }
          stock.put(sku, event.number("in_stock"));
        }
        case "item_added" -> {
          if (before != null) {
            assertThat(before).isGreaterThanOrEqualTo(event.number("quantity"));
            stock.put(sku, before - event.number("quantity"));
          }
        }
        case "cart_abandoned", "order_cancelled" ->
            pieces(Objects.requireNonNull(ORDERS.get(event.text("order"))))
                .forEach((back, n) -> stock.computeIfPresent(back, (s, now) -> now + n));
        default -> {}
      }
    }
    assertThat(checked).isGreaterThan(5_000);
    assertThat(stock).hasSize(18);
  }

  @Test
  void aProductHasOneNameAndOnePrice() {
    Map<String, Set<String>> names = new HashMap<>();
    for (Told event : ALL) {
      if (event.type().equals("product_viewed")) {
        names
            .computeIfAbsent(event.text("sku"), s -> new HashSet<>())
            .add(event.text("name") + event.decimal("price"));
      }
    }
    assertThat(names).hasSize(18).allSatisfy((sku, all) -> assertThat(all).hasSize(1));
    for (Told event : ALL) {
      if (event.type().equals("item_added")) {
        assertThat(Objects.requireNonNull(names.get(event.text("sku"))).iterator().next())
            .endsWith(String.valueOf(event.decimal("price")));
      }
    }
  }

  @Test
  void inTheSaleCartsFillAndShelvesEmptyAndPaymentsStumble() {
    double[] pieces = new double[2];
    double[] declined = new double[2];
    double[] restocked = new double[2];
    List<String> phases = List.of("ordinary", "flash_sale");
    for (int i = 0; i < 2; i++) {
      String phase = phases.get(i);
      pieces[i] =
          Statistics.mean(
              told("order_placed", phase).stream()
                  .mapToDouble(
                      e ->
                          pieces(Objects.requireNonNull(ORDERS.get(e.text("order"))))
                              .values()
                              .stream()
                              .mapToInt(Integer::intValue)
                              .sum())
                  .toArray());
      double failed = told("payment_failed", phase).size();
      declined[i] = failed / (failed + told("paid", phase).size());
      restocked[i] = told("restocked", phase).size() / (i == 0 ? 2.0 : 1.0);
    }
    assertThat(pieces[1] / pieces[0]).isGreaterThan(1.03);
    assertThat(declined[0]).isLessThan(0.15);
    assertThat(declined[1] / declined[0]).isGreaterThan(2);
    assertThat(restocked[1] / restocked[0]).isGreaterThan(1.5);
    List<Told> single =
        told("item_added", "ordinary").stream().filter(e -> e.number("quantity") == 1).toList();
    assertThat(single.size() / (double) told("item_added", "ordinary").size()).isGreaterThan(0.6);
  }

  @Test
  void afterTheSaleParcelsReviewsAndReturnsComeIn() {
    for (String type : List.of("delivered", "reviewed", "return_requested", "refunded")) {
      double share = share(type, "aftermath");
      assertThat(share / share(type, "flash_sale")).as(type).isGreaterThan(2);
      assertThat(share / share(type, "ordinary")).as(type).isGreaterThan(1.2);
    }
    assertThat(share("product_viewed", "aftermath"))
        .isLessThan(share("product_viewed", "ordinary"));
  }

  private static double share(String type, String phase) {
    return told(type, phase).size() / (double) ALL.stream().filter(e -> e.isIn(phase)).count();
  }
}
