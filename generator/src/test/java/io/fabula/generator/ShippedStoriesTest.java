package io.fabula.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabula.generator.blueprint.Blueprint;
import io.fabula.generator.event.Event;
import io.fabula.generator.event.Timeline;
import io.fabula.generator.story.StoryTimeline;
import io.fabula.generator.story.Telling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The stories that ship make sense event by event. Each is played and watched by a checker that
/// keeps its own books: what the world's rules forbid fails with the event that did it.
class ShippedStoriesTest {
  private static final Path NARRATIVES = Path.of("..", "narratives");
  private static final Path BLUEPRINT_PAGE = Path.of("..", "docs", "blueprints.md");
  private static final Pattern JSON_BLOCK = Pattern.compile("(?ms)^```json\\n(.*?)^```$");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  /// An event as a client sees it.
  private record Told(String type, JsonNode data, long millis) {
    String text(String field) {
      return data.path(field).asText();
    }

    int number(String field) {
      return data.path(field).intValue();
    }

    double decimal(String field) {
      return data.path(field).doubleValue();
    }

    boolean flag(String field) {
      return data.path(field).booleanValue();
    }

    boolean is(String... types) {
      return List.of(types).contains(type);
    }
  }

  /// Keeps the books of one telling.
  private interface Watcher {
    void see(Told event);
  }

  static List<String> stories() {
    return new Library(NARRATIVES).names();
  }

  @ParameterizedTest
  @MethodSource("stories")
  void aShippedStoryHasNoFaults(String name) throws InterruptedException {
    // Given a story that ships
    Path file = NARRATIVES.resolve(name + ".md");

    // When it is read and played
    var faults = StoryValidator.reviewNarrative(file);

    // Then it has a blueprint, and no event breaks its schema
    assertThat(Library.beside(file)).exists();
    assertThat(faults).isEmpty();
  }

  @Test
  void everyExampleInTheBlueprintPageCompiles() throws IOException {
    // Given the page that teaches the format
    Matcher blocks = JSON_BLOCK.matcher(Files.readString(BLUEPRINT_PAGE));
    List<String> examples = new ArrayList<>();
    while (blocks.find()) {
      examples.add(blocks.group(1));
    }

    // When each example is compiled
    List<Blueprint> compiled =
        examples.stream().map(e -> Blueprint.parse(BLUEPRINT_PAGE.toString(), e)).toList();

    // Then all are whole blueprints
    assertThat(compiled).hasSizeGreaterThanOrEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void anExchangeTradesOnlyWhatIsNotHaltedAndItsFiguresAgree(long seed) {
    // Given an exchange through calm, crash and recovery
    // When it is played and every event is booked
    long told = watch("exchange", seed, 15_000, Exchange::new);

    // Then no event broke a rule, and the story lasted as long as it should
    assertThat(told).isEqualTo(15_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void inAChatOnlyThosePresentWriteAndRepliesNameEarlierMessages(long seed) {
    // Given a team's chat over several release days
    // When it is played and every event is booked
    long told = watch("chat", seed, 8_000, Chat::new);

    // Then no event broke a rule, and the story lasted as long as it should
    assertThat(told).isEqualTo(8_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void aParcelIsLoadedDrivenAndDeliveredByOneVanWhoseBatteryLasts(long seed) {
    // Given a fleet's whole day
    // When it is played and every event is booked
    long told = watch("delivery", seed, 20_000, Delivery::new);

    // Then no event broke a rule, and the story lasted as long as it should
    assertThat(told).as("a day ends").isBetween(5_000L, 7_000L);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void aHouseDrawsExactlyWhatItsDevicesDrawAndOpensOnlyClosedDoors(long seed) {
    // Given a house from midnight to midnight
    // When it is played and every event is booked
    long told = watch("smart-home", seed, 20_000, SmartHome::new);

    // Then no event broke a rule, and the story lasted as long as it should
    assertThat(told).as("a day ends").isBetween(5_000L, 7_000L);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void aShopShipsWhatIsPaidRefundsWhatWasPaidAndSellsWhatItHas(long seed) {
    // Given a shop through ordinary trade, a sale and its aftermath
    // When it is played and every event is booked
    long told = watch("shop", seed, 15_000, Shop::new);

    // Then no event broke a rule, and the story lasted as long as it should
    assertThat(told).isEqualTo(15_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void aMatchRunsFromKickOffToFullTimeByTheRules(long seed) {
    // Given one match
    Football match = new Football();

    // When it is played and every event is booked
    long told = watch("football", seed, 20_000, () -> match);

    // Then no event broke a rule, and full time ended the story
    assertThat(match.over).isTrue();
    assertThat(told).isBetween(700L, 2_500L);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void inAnArenaTheDeadDoNothingAndEveryKillCounts(long seed) {
    // Given an arena
    Arena arena = new Arena();

    // When it is played and every event is booked
    watch("arena", seed, 20_000, () -> arena);

    // Then no event broke a rule, and a victory ended the story
    assertThat(arena.won).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void anAlarmIsRaisedByItsValueThenAcknowledgedTreatedAndCleared(long seed) {
    // Given a unit from night to morning, several times
    IntensiveCare unit = new IntensiveCare();

    // When it is played and every event is booked
    long told = watch("intensive-care", seed, 15_000, () -> unit);

    // Then no event broke a rule, and there was something to do
    assertThat(told).isEqualTo(15_000);
    assertThat(unit.alarms).isGreaterThan(20);
  }

  /// Plays a story and shows every event to a watcher.
  ///
  /// @return how many events were told
  private static long watch(String name, long seed, long count, Supplier<Watcher> watchers) {
    Watcher watcher = watchers.get();
    Story story = new Library(NARRATIVES).find(name);
    Telling telling = Telling.PLAIN.withCount(count).withStart(NOON).withSeed(seed);
    long told = 0;
    try (Timeline timeline =
        StoryTimeline.open(
            story.narrative(),
            telling,
            seed,
            story.blueprint().orElseThrow().open(story.narrative(), seed, NOON),
            NOON)) {
      for (var event = timeline.next(); event.isPresent(); event = timeline.next()) {
        told++;
        see(watcher, event.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
    return told;
  }

  private static void see(Watcher watcher, Event event) {
    try {
      watcher.see(new Told(event.type(), JSON.readTree(event.data()), event.epochMillis()));
    } catch (AssertionError e) {
      throw new AssertionError(
          "event %d, %s %s: %s"
              .formatted(event.sequence(), event.type(), event.data(), e.getMessage()),
          e);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + event.data(), e);
    }
  }

  private static int minuteOfDay(String clock) {
    return Integer.parseInt(clock.substring(0, 2)) * 60 + Integer.parseInt(clock.substring(3));
  }

  private static <V> V known(Map<String, V> map, String key) {
    return Objects.requireNonNull(map.get(key), () -> "unknown: " + key);
  }

  private static final class Exchange implements Watcher {
    private final Map<String, Integer> volumes = new HashMap<>();
    private final Map<String, Double> opens = new HashMap<>();
    private final Map<String, Told> halts = new HashMap<>();

    @Override
    public void see(Told event) {
      String symbol = event.text("symbol");
      switch (event.type()) {
        case "trade" -> {
          assertThat(halts).as("halted").doesNotContainKey(symbol);
          int volume = volumes.merge(symbol, event.number("size"), Integer::sum);
          assertThat(event.number("volume")).isEqualTo(volume);
          double open = event.decimal("price") / (1 + event.decimal("change") / 100);
          assertThat(open).isCloseTo(opens.computeIfAbsent(symbol, s -> open), within(0.04));
        }
        case "quote" -> {
          assertThat(halts).as("halted").doesNotContainKey(symbol);
          assertThat(event.decimal("bid")).isLessThan(event.decimal("ask"));
        }
        case "halt" -> {
          assertThat(halts).doesNotContainKey(symbol);
          halts.put(symbol, event);
          assertThat(halts).hasSizeLessThanOrEqualTo(3);
        }
        case "resume" -> {
          Told halt = known(halts, symbol);
          halts.remove(symbol);
          assertThat(event.decimal("reference")).isEqualTo(halt.decimal("last"));
          double seconds = (event.millis() - halt.millis()) / 1000.0;
          assertThat(event.decimal("halted_seconds")).isCloseTo(seconds, within(0.101));
        }
        default -> {
          assertThat(event.number("halted")).isEqualTo(halts.size());
          assertThat(event.decimal("change"))
              .isCloseTo(event.decimal("level") / 10 - 100, within(0.006));
        }
      }
    }
  }

  private static final class Chat implements Watcher {
    private static final int TEAM = 7;
    private final Set<String> away = new HashSet<>();
    private final Set<String> typing = new HashSet<>();
    private final Map<Integer, String> authors = new HashMap<>();
    private final Map<String, String> roles = new HashMap<>();
    private final Map<String, Integer> liked = new HashMap<>();
    private final List<String> texts = new ArrayList<>();

    @Override
    public void see(Told event) {
      String member = event.text("member");
      if (event.is("topic")) {
        return;
      }
      if (event.is("presence")) {
        boolean leaves = event.text("status").equals("away");
        assertThat(leaves ? away.add(member) : away.remove(member)).isTrue();
        assertThat(away).hasSizeLessThanOrEqualTo(TEAM - 3);
        return;
      }
      assertThat(away).as("away").doesNotContain(member);
      switch (event.type()) {
        case "typing" -> typing.add(member);
        case "reaction" -> {
          int message = event.number("message");
          assertThat(authors.get(message)).isNotNull().isNotEqualTo(member);
          assertThat(message).as("once each").isGreaterThan(liked.getOrDefault(member, 0));
          liked.put(member, message);
        }
        default -> {
          assertThat(typing.remove(member)).as("typed before").isTrue();
          String role = event.text("role");
          assertThat(roles.computeIfAbsent(member, m -> role)).isEqualTo(role);
          assertThat(roles).hasSizeLessThanOrEqualTo(TEAM);
          assertThat(event.number("id")).isEqualTo(authors.size() + 1);
          if (event.is("reply")) {
            assertThat(authors.get(event.number("reply_to")))
                .isEqualTo(event.text("to"))
                .isNotEqualTo(member);
          }
          authors.put(event.number("id"), member);
          assertThat(texts.subList(Math.max(0, texts.size() - 2), texts.size()))
              .as("said just now")
              .doesNotContain(event.text("text"));
          texts.add(event.text("text"));
        }
      }
    }
  }

  private static final class Delivery implements Watcher {
    private final Map<String, Van> vans = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private int clock = 8 * 60;

    /// What is known of a van.
    private static final class Van {
      private boolean home = true;
      private double battery = Double.POSITIVE_INFINITY;
      private String serving = "";
      private final Set<String> aboard = new HashSet<>();
      private final Set<String> tried = new HashSet<>();
      private int delivered;
      private double x;
      private double y;
      private long moved;
    }

    @Override
    public void see(Told event) {
      int minute = minuteOfDay(event.text("at"));
      assertThat(minute).isBetween(clock, 18 * 60);
      clock = minute;
      if (event.is("traffic")) {
        return;
      }
      Van van = vans.computeIfAbsent(event.text("van"), id -> new Van());
      String parcel = event.text("parcel");
      if (event.data().has("battery") && !event.is("charging")) {
        assertThat(event.decimal("battery")).isLessThanOrEqualTo(van.battery);
        van.battery = event.decimal("battery");
      }
      switch (event.type()) {
        case "loaded" -> {
          assertThat(van.home).isTrue();
          assertThat(seen.add(parcel)).as("loaded once").isTrue();
          van.aboard.add(parcel);
          assertThat(van.aboard).hasSizeLessThanOrEqualTo(8);
        }
        case "charging" -> {
          assertThat(van.home).isTrue();
          assertThat(event.decimal("battery"))
              .isGreaterThanOrEqualTo(Double.isInfinite(van.battery) ? 0 : van.battery);
          van.battery = event.decimal("battery");
        }
        case "departed" -> {
          assertThat(van.home).isTrue();
          assertThat(event.number("parcels")).isEqualTo(van.aboard.size()).isBetween(4, 8);
          van.home = false;
          van.moved = event.millis();
        }
        case "next_stop" -> {
          assertThat(van.home).isFalse();
          assertThat(van.serving).isEmpty();
          assertThat(van.aboard).contains(parcel);
          van.serving = parcel;
          van.moved = event.millis();
        }
        case "position" -> drive(van, event);
        case "delivered" -> {
          assertThat(van.serving).isEqualTo(parcel);
          assertThat(van.aboard.remove(parcel)).isTrue();
          van.serving = "";
          van.delivered++;
          van.moved = event.millis();
        }
        case "attempt_failed" -> {
          assertThat(van.serving).isEqualTo(parcel);
          assertThat(van.tried.add(parcel)).as("one more try only").isTrue();
          van.serving = "";
        }
        default -> {
          assertThat(van.home).isFalse();
          assertThat(van.aboard).isEmpty();
          assertThat(Math.hypot(van.x, van.y)).as("km from the depot").isLessThan(0.01);
          assertThat(event.number("delivered_today")).isEqualTo(van.delivered);
          van.home = true;
        }
      }
    }

    private static void drive(Van van, Told event) {
      assertThat(van.home).isFalse();
      assertThat(van.serving.isEmpty()).as("knows where to go").isEqualTo(van.aboard.isEmpty());
      double x = (event.decimal("lon") - 11) / 0.0134;
      double y = (event.decimal("lat") - 48) / 0.009;
      double hours = (event.millis() - van.moved) / 1000.0 / 60;
      double km = Math.hypot(x - van.x, y - van.y);
      assertThat(km).as("km in %s h", hours).isLessThanOrEqualTo(60 * hours + 0.005);
      assertThat(event.decimal("speed_kmh")).isBetween(0.0, 60.1);
      van.x = x;
      van.y = y;
      van.moved = event.millis();
    }
  }

  private static final class SmartHome implements Watcher {
    private static final int ALWAYS = 60;
    private final Map<String, Long> open = new HashMap<>();
    private final Map<String, Integer> running = new LinkedHashMap<>();
    private final Map<String, Integer> rated = new HashMap<>();
    private final Map<String, Double> celsius = new HashMap<>();
    private final Map<String, Integer> humidity = new HashMap<>();
    private boolean heating;
    private double kwh;
    private double told;
    private long last = NOON.toEpochMilli();

    @Override
    public void see(Told event) {
      int minutes = (int) ((event.millis() - NOON.toEpochMilli()) / 500);
      assertThat(minuteOfDay(event.text("at"))).isBetween(minutes - 1, minutes + 1);
      kwh += (ALWAYS + load()) * (event.millis() - last) / 30_000.0 / 1000;
      last = event.millis();
      switch (event.type()) {
        case "climate" -> {
          String room = event.text("room");
          double now = event.decimal("celsius");
          double before = celsius.getOrDefault(room, now);
          assertThat(now).isCloseTo(before, within(0.401));
          celsius.put(room, now);
          int wet = event.number("humidity");
          assertThat(wet).isCloseTo(humidity.getOrDefault(room, wet), within(5));
          humidity.put(room, wet);
        }
        case "motion" -> assertThat(event.text("room")).isNotEmpty();
        case "opened" ->
            assertThat(open.put(event.text("door"), event.millis())).as("already open").isNull();
        case "closed" -> {
          long since = known(open, event.text("door"));
          open.remove(event.text("door"));
          assertThat((double) event.number("open_seconds"))
              .isCloseTo((event.millis() - since) * 0.12, within(1.0));
        }
        case "switched" -> {
          String device = event.text("device");
          int watts = event.number("watts");
          assertThat(rated.computeIfAbsent(device, d -> watts)).isEqualTo(watts);
          assertThat(running.containsKey(device)).isEqualTo(!event.flag("on"));
          if (event.flag("on")) {
            running.put(device, watts);
          } else {
            running.remove(device);
          }
        }
        case "heating" -> {
          assertThat(event.flag("on")).isEqualTo(!heating);
          heating = event.flag("on");
        }
        default -> {
          assertThat(event.number("watts")).isEqualTo(ALWAYS + load());
          assertThat(event.number("devices_on")).isEqualTo(running.size());
          assertThat(event.decimal("kwh_today"))
              .isGreaterThanOrEqualTo(told)
              .isCloseTo(kwh, within(0.0051));
          told = event.decimal("kwh_today");
        }
      }
    }

    private int load() {
      return running.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  private static final class Shop implements Watcher {
    private final Map<String, Integer> stock = new HashMap<>();
    private final Map<String, Order> orders = new HashMap<>();
    private final Map<String, Double> prices = new HashMap<>();

    /// What is known of an order.
    private static final class Order {
      private String state = "cart";
      private final Map<String, Integer> lines = new LinkedHashMap<>();
      private double subtotal;
      private double total;
      private String tracking = "";
      private String method = "";
      private int failures;
    }

    @Override
    public void see(Told event) {
      String sku = event.text("sku");
      if (event.is("product_viewed")) {
        assertThat(event.number("in_stock")).isNotNegative();
        assertThat(stock.computeIfAbsent(sku, s -> event.number("in_stock")))
            .isEqualTo(event.number("in_stock"));
        assertThat(prices.computeIfAbsent(sku, s -> event.decimal("price")))
            .isEqualTo(event.decimal("price"));
        return;
      }
      if (event.is("restocked")) {
        int now = stock.getOrDefault(sku, event.number("in_stock") - event.number("added"));
        stock.put(sku, now + event.number("added"));
        assertThat(event.number("in_stock")).isEqualTo(known(stock, sku));
        return;
      }
      Order order = orders.computeIfAbsent(event.text("order"), id -> new Order());
      switch (event.type()) {
        case "item_added" -> {
          assertThat(order.state).isEqualTo("cart");
          assertThat(event.decimal("price")).isEqualTo(known(prices, sku));
          order.lines.merge(sku, event.number("quantity"), Integer::sum);
          assertThat(order.lines).hasSizeLessThanOrEqualTo(3);
          stock.merge(sku, -event.number("quantity"), Integer::sum);
          assertThat(known(stock, sku)).as("stock").isNotNegative();
          order.subtotal += event.number("quantity") * event.decimal("price");
          assertThat(event.decimal("subtotal")).isCloseTo(order.subtotal, within(0.001));
        }
        case "cart_abandoned" -> {
          move(order, "cart", "gone");
          assertThat(event.decimal("lost")).isCloseTo(order.subtotal, within(0.001));
          putBack(order);
        }
        case "order_placed" -> place(order, event);
        case "payment_failed" -> {
          assertThat(order.state).isEqualTo("placed");
          assertThat(++order.failures).isLessThanOrEqualTo(3);
          order.method = event.text("method");
        }
        case "order_cancelled" -> {
          move(order, "placed", "gone");
          assertThat(order.failures).isEqualTo(3);
          putBack(order);
        }
        case "paid" -> {
          move(order, "placed", "paid");
          assertThat(event.decimal("amount")).isEqualTo(order.total);
          assertThat(order.method).isIn("", event.text("method"));
          assertThat(order.failures).isLessThan(3);
          order.method = event.text("method");
        }
        case "shipped" -> {
          move(order, "paid", "shipped");
          order.tracking = event.text("tracking");
        }
        case "delivered" -> {
          move(order, "shipped", "delivered");
          assertThat(event.text("tracking")).isEqualTo(order.tracking);
        }
        case "reviewed" -> {
          move(order, "delivered", "gone");
          assertThat(order.lines).containsKey(sku);
        }
        case "return_requested" -> move(order, "delivered", "returning");
        default -> {
          assertThat(event.type()).isEqualTo("refunded");
          move(order, "returning", "gone");
          assertThat(event.decimal("amount")).isEqualTo(order.total);
          assertThat(event.text("method")).isEqualTo(order.method);
        }
      }
    }

    private static void move(Order order, String from, String to) {
      assertThat(order.state).isEqualTo(from);
      order.state = to;
    }

    private void putBack(Order order) {
      order.lines.forEach((sku, quantity) -> stock.merge(sku, quantity, Integer::sum));
    }

    private static void place(Order order, Told event) {
      move(order, "cart", "placed");
      Map<String, Integer> lines = new LinkedHashMap<>();
      double sum = 0;
      for (JsonNode line : event.data().path("lines")) {
        int quantity = line.path("quantity").intValue();
        assertThat(lines.put(line.path("sku").asText(), quantity)).as("one line a sku").isNull();
        sum += quantity * line.path("price").doubleValue();
      }
      assertThat(lines).isEqualTo(order.lines);
      double subtotal = event.decimal("subtotal");
      double discount = event.decimal("discount");
      assertThat(subtotal).isCloseTo(sum, within(0.001)).isCloseTo(order.subtotal, within(0.001));
      assertThat(discount == 0 || Math.abs(discount - subtotal * 0.2) < 0.0051).isTrue();
      order.total = event.decimal("total");
      assertThat(order.total).isCloseTo(subtotal - discount, within(0.001));
    }
  }

  private static final class Football implements Watcher {
    private static final Set<String> KEEPERS = Set.of("Chidi Okafor", "Emil Lindqvist");
    private final Map<String, Team> teams = new HashMap<>();
    private final Set<String> gone = new HashSet<>();
    private Told before = new Told("", JSON.createObjectNode(), 0);
    private String holder = "";
    private String passer = "";
    private int[] score = {0, 0};
    private int shots;
    private int period;
    private int time;
    private String first = "";
    private boolean over;

    /// What is known of a side: who was named, and the goalkeeper who may not have been.
    private static final class Team {
      private final Set<String> pitch = new HashSet<>();
      private final Set<String> booked = new HashSet<>();
      private int reds;
      private int substitutions;
    }

    @Override
    public void see(Told event) {
      assertThat(over).as("after full time").isFalse();
      assertThat(before.type().isEmpty()).isEqualTo(period == 0);
      int now = event.number("minute") * 100 + event.number("added");
      assertThat(now).isGreaterThanOrEqualTo(time);
      time = now;
      Team team = teams.computeIfAbsent(event.text("side"), side -> new Team());
      for (String role : List.of("player", "from", "to", "scorer", "assist", "off")) {
        if (event.data().has(role)) {
          assertThat(gone).as("off the pitch").doesNotContain(event.text(role));
          if (KEEPERS.contains(event.text(role))) {
            assertThat(role).as("between the posts").isIn("from", "assist");
          } else {
            team.pitch.add(event.text(role));
            assertThat(team.pitch).hasSizeLessThanOrEqualTo(10 - team.reds);
          }
        }
      }
      follow(event);
      switch (event.type()) {
        case "kick_off" -> kickOff(event);
        case "pass" -> {
          acts(event.text("from"));
          holder = event.flag("complete") ? event.text("to") : "";
          passer = event.flag("complete") ? event.text("from") : "";
          assertThat(event.text("from")).isNotEqualTo(event.text("to"));
        }
        case "shot" -> {
          acts(event.text("player"));
          shots++;
          free();
        }
        case "offside" -> {
          acts(event.text("player"));
          free();
        }
        case "tackle" -> {
          free();
          holder = event.text("player");
        }
        case "goal" -> goal(event);
        case "card" -> card(team, event);
        case "substitution" -> substitute(team, event);
        case "half_time" -> {
          assertThat(period).isEqualTo(1);
          assertThat(scored(event)).containsExactly(score);
        }
        case "full_time" -> {
          assertThat(period).isEqualTo(2);
          assertThat(scored(event)).containsExactly(score);
          assertThat(event.number("shots")).isEqualTo(shots);
          over = true;
        }
        default -> free();
      }
      before = event;
    }

    /// What must come right after something else.
    private void follow(Told event) {
      if (before.is("goal")) {
        assertThat(event.type()).isEqualTo("kick_off");
      }
      if (before.is("half_time")) {
        assertThat(event.type()).isEqualTo("kick_off");
      }
      if (event.is("corner")) {
        assertThat(before.type()).isEqualTo("shot");
        assertThat(before.text("outcome")).isIn("saved", "blocked");
        assertThat(before.text("side")).isEqualTo(event.text("side"));
      }
      if (event.is("card")) {
        assertThat(before.type()).isEqualTo("foul");
        assertThat(before.text("player")).isEqualTo(event.text("player"));
      }
    }

    private void acts(String player) {
      assertThat(holder).as("who has the ball").isIn("", player);
    }

    private void free() {
      holder = "";
      passer = "";
    }

    private static int[] scored(Told event) {
      JsonNode told = event.data().path("score");
      return new int[] {told.path("home").intValue(), told.path("away").intValue()};
    }

    private void kickOff(Told event) {
      assertThat(scored(event)).containsExactly(score);
      if (before.is("goal")) {
        assertThat(event.text("side")).isNotEqualTo(before.text("side"));
      } else {
        assertThat(before.type()).isIn("", "half_time");
        period++;
        assertThat(event.text("side").equals(first)).as("each side once").isFalse();
        first = event.text("side");
      }
      assertThat(event.number("period")).isEqualTo(period);
      free();
    }

    private void goal(Told event) {
      acts(event.text("scorer"));
      score[event.text("side").equals("Hafenstadt") ? 0 : 1]++;
      assertThat(scored(event)).containsExactly(score);
      assertThat(event.text("assist")).isEqualTo(passer);
      shots++;
      free();
    }

    private void card(Team team, Told event) {
      String player = event.text("player");
      String card = event.text("card");
      if (card.equals("yellow")) {
        assertThat(team.booked.add(player)).isTrue();
        return;
      }
      assertThat(!card.equals("second yellow") || team.booked.contains(player)).isTrue();
      team.reds++;
      team.pitch.remove(player);
      gone.add(player);
    }

    private void substitute(Team team, Told event) {
      assertThat(++team.substitutions).isLessThanOrEqualTo(5);
      team.pitch.remove(event.text("off"));
      gone.add(event.text("off"));
      assertThat(gone).doesNotContain(event.text("on"));
      assertThat(team.pitch.add(event.text("on"))).isTrue();
    }
  }

  private static final class Arena implements Watcher {
    private static final Map<String, Integer> MAGAZINES =
        Map.of("pistol", 12, "rifle", 30, "shotgun", 8, "sniper", 5);
    private final Map<String, Fighter> fighters = new HashMap<>();
    private String dying = "";
    private String killer = "";
    private int kills;
    private int dead;
    private boolean won;

    /// What is known of a player.
    private static final class Fighter {
      private int health = 100;
      private int armor;
      private String weapon = "pistol";
      private int ammo = 12;
      private int kills;
      private int deaths;
      private int streak;
      private boolean alive = true;
      private double x = Double.NaN;
      private double y;
    }

    private Fighter fighter(String name) {
      return fighters.computeIfAbsent(name, n -> new Fighter());
    }

    @Override
    public void see(Told event) {
      assertThat(won).isFalse();
      assertThat(event.is("died")).as("a death comes next").isEqualTo(!dying.isEmpty());
      Fighter fighter = fighter(event.text("player"));
      if (!event.is("died", "respawned", "scoreboard")) {
        assertThat(fighter.alive && fighter.health > 0).as("alive").isTrue();
      }
      switch (event.type()) {
        case "moved" -> {
          double x = event.decimal("x");
          double y = event.decimal("y");
          if (!Double.isNaN(fighter.x)) {
            assertThat(Math.hypot(x - fighter.x, y - fighter.y)).isLessThan(25);
          }
          fighter.x = x;
          fighter.y = y;
        }
        case "shot" -> shot(fighter, event);
        case "reloaded" -> {
          assertThat(fighter.ammo).isZero();
          fighter.ammo = known(MAGAZINES, fighter.weapon);
          assertThat(event.number("ammo")).isEqualTo(fighter.ammo);
        }
        case "picked_up" -> pickUp(fighter, event);
        case "died" -> die(fighter, event);
        case "respawned" -> {
          assertThat(fighter.alive).isFalse();
          fighter.alive = true;
          fighter.health = 100;
          fighter.armor = 0;
          fighter.weapon = "pistol";
          fighter.ammo = 12;
          fighter.x = event.decimal("x");
          fighter.y = event.decimal("y");
          dead--;
        }
        case "scoreboard" -> {
          assertThat(event.number("total_kills")).isEqualTo(kills);
          assertThat(event.number("alive")).isEqualTo(10 - dead);
          int best = fighters.values().stream().mapToInt(f -> f.kills).max().orElse(0);
          assertThat(event.number("kills")).isEqualTo(best);
          assertThat(fighter(event.text("leader")).kills).isEqualTo(best);
        }
        default -> {
          assertThat(fighter.kills).isEqualTo(25).isEqualTo(event.number("kills"));
          won = true;
        }
      }
    }

    private void shot(Fighter fighter, Told event) {
      assertThat(event.text("weapon")).isEqualTo(fighter.weapon);
      assertThat(--fighter.ammo).isNotNegative().isEqualTo(event.number("ammo"));
      if (!event.flag("hit")) {
        return;
      }
      assertThat(event.text("target")).isNotEqualTo(event.text("player"));
      Fighter target = fighter(event.text("target"));
      assertThat(target.alive).isTrue();
      target.health -= event.number("damage");
      target.armor -= event.number("absorbed");
      assertThat(target.health).isNotNegative().isEqualTo(event.number("target_health"));
      assertThat(target.armor).isNotNegative();
      if (target.health == 0) {
        fighter.kills++;
        fighter.streak++;
        kills++;
        dead++;
        dying = event.text("target");
        killer = event.text("player");
      }
    }

    private void die(Fighter fighter, Told event) {
      assertThat(event.text("player")).isEqualTo(dying);
      assertThat(event.text("killer")).isEqualTo(killer);
      assertThat(event.number("killer_kills")).isEqualTo(fighter(killer).kills);
      assertThat(event.text("weapon")).isEqualTo(fighter(killer).weapon);
      assertThat(event.number("deaths")).isEqualTo(++fighter.deaths);
      assertThat(event.number("streak_ended")).isEqualTo(fighter.streak);
      fighter.streak = 0;
      fighter.alive = false;
      dying = "";
    }

    private static void pickUp(Fighter fighter, Told event) {
      String item = event.text("item");
      if (item.equals("medkit")) {
        fighter.health = Math.min(100, fighter.health + 40);
      } else if (item.equals("armor")) {
        fighter.armor = Math.min(50, fighter.armor + 25);
      } else {
        fighter.weapon = item;
        fighter.ammo = known(MAGAZINES, item);
      }
      assertThat(event.number("health")).isEqualTo(fighter.health);
      assertThat(event.number("armor")).isEqualTo(fighter.armor);
      assertThat(event.text("weapon")).isEqualTo(fighter.weapon);
      assertThat(event.number("ammo")).isEqualTo(fighter.ammo);
    }
  }

  private static final class IntensiveCare implements Watcher {
    private static final Map<String, Integer> STEPS =
        Map.of("heart_rate", 6, "spo2", 2, "respiration", 3, "systolic", 6, "diastolic", 5);
    private final Map<String, Bed> beds = new HashMap<>();
    private final Set<String> patients = new HashSet<>();
    private int alarms;

    /// What is known of a bed.
    private static final class Bed {
      private String state = "stable";
      private String patient = "";
      private Told vitals = new Told("", JSON.createObjectNode(), 0);
      private Told alarm = new Told("", JSON.createObjectNode(), 0);
      private String by = "";
    }

    @Override
    public void see(Told event) {
      if (event.is("census")) {
        long open = beds.values().stream().filter(b -> b.alarm.data().has("alarm")).count();
        assertThat(event.number("alarms_tonight")).isEqualTo(alarms);
        assertThat((long) event.number("alarms_open")).isEqualTo(open);
        return;
      }
      Bed bed = beds.computeIfAbsent(event.text("bed"), id -> new Bed());
      if (event.data().has("alarm") && !event.is("alarm_raised")) {
        assertThat(event.number("alarm")).isEqualTo(bed.alarm.number("alarm"));
      }
      if (event.data().has("patient") && !event.is("admitted") && !bed.patient.isEmpty()) {
        assertThat(event.text("patient")).isEqualTo(bed.patient);
      }
      switch (event.type()) {
        case "admitted" -> {
          move(bed, "empty", "stable");
          admit(bed, event);
        }
        case "vitals" -> measure(bed, event);
        case "alarm_raised" -> {
          move(bed, "stable", "alarm");
          assertThat(event.number("alarm")).isEqualTo(++alarms);
          int value = event.number("value");
          int limit = event.number("limit");
          assertThat(value).isEqualTo(bed.vitals.number(event.text("vital")));
          boolean upper = limit == 125 || limit == 30;
          assertThat(upper ? value > limit : value < limit).as("passes its limit").isTrue();
          bed.alarm = event;
        }
        case "alarm_acknowledged" -> {
          move(bed, "alarm", "attended");
          assertThat(event.decimal("after_seconds"))
              .isCloseTo((event.millis() - bed.alarm.millis()) / 1000.0, within(0.06));
          bed.by = event.text("by");
        }
        case "treated" -> {
          move(bed, "attended", "recovering");
          assertThat(event.text("by")).isEqualTo(bed.by);
        }
        case "alarm_cleared" -> {
          move(bed, "recovering", "stable");
          assertThat(event.text("vital")).isEqualTo(bed.alarm.text("vital"));
          assertThat(event.number("value")).isEqualTo(bed.vitals.number(event.text("vital")));
          assertThat(inLimits(bed.vitals)).as("all values are in their limits").isTrue();
          bed.alarm = new Told("", JSON.createObjectNode(), 0);
        }
        default -> {
          assertThat(event.type()).isEqualTo("discharged");
          move(bed, "stable", "empty");
        }
      }
    }

    private static void move(Bed bed, String from, String to) {
      assertThat(bed.state).isEqualTo(from);
      bed.state = to;
    }

    private void admit(Bed bed, Told event) {
      assertThat(patients.add(event.text("patient"))).as("a new patient").isTrue();
      bed.patient = event.text("patient");
      bed.vitals = new Told("", JSON.createObjectNode(), 0);
    }

    private void measure(Bed bed, Told event) {
      assertThat(bed.state).as("somebody lies there").isNotEqualTo("empty");
      if (bed.patient.isEmpty()) {
        admit(bed, event);
      }
      if (bed.vitals.is("vitals")) {
        assertThat(bed.state.equals("stable") && !inLimits(bed.vitals)).as("no alarm").isFalse();
        STEPS.forEach(
            (vital, step) ->
                assertThat(event.number(vital))
                    .as(vital)
                    .isCloseTo(bed.vitals.number(vital), within(step)));
        assertThat(event.decimal("temperature"))
            .isCloseTo(bed.vitals.decimal("temperature"), within(0.11));
      }
      int diastolic = event.number("diastolic");
      int pulse = event.number("systolic") - diastolic;
      assertThat(pulse).isPositive();
      assertThat((double) event.number("mean_pressure"))
          .isCloseTo(diastolic + pulse / 3.0, within(0.51));
      bed.vitals = event;
    }

    private static boolean inLimits(Told vitals) {
      return vitals.number("heart_rate") <= 125
          && vitals.number("heart_rate") >= 45
          && vitals.number("spo2") >= 89
          && vitals.number("respiration") <= 30
          && vitals.number("systolic") >= 88;
    }
  }
}
