package io.fabula.generator.shipped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Five working days of the parcel service are what the blueprint's figures promise.
class DeliveryStatisticsTest {
  private static final List<List<Told>> DAYS = Told.bySeeds("delivery", 5, 6_000);
  private static final List<Told> ALL = DAYS.stream().flatMap(List::stream).toList();
  private static final Map<String, Double> USUAL =
      Map.of("morning", 34.0, "midday", 31.0, "rush_hour", 17.0, "evening", 37.0);
  private static final Map<String, Double> ABSENT =
      Map.of("morning", 0.16, "midday", 0.14, "rush_hour", 0.1, "evening", 0.04);
  private static final List<Leg> LEGS = DAYS.stream().flatMap(day -> legs(day).stream()).toList();

  /// A drive that came to its end.
  ///
  /// @param from the position before it
  /// @param start the event that began it
  /// @param end handed over, not handed over, or back at the depot
  private record Leg(@Nullable Told from, Told start, List<Told> positions, Told end) {}

  private static List<Leg> legs(List<Told> day) {
    List<Leg> legs = new ArrayList<>();
    Map<String, Told> last = new HashMap<>();
    Map<String, Told> start = new HashMap<>();
    Map<String, List<Told>> way = new HashMap<>();
    for (Told event : day) {
      String van = event.text("van");
      switch (event.type()) {
        case "next_stop" -> {
          start.put(van, event);
          way.put(van, new ArrayList<>());
        }
        case "position" -> Objects.requireNonNull(way.get(van)).add(event);
        case "delivered", "attempt_failed", "returned" -> {
          List<Told> positions = Objects.requireNonNull(way.put(van, new ArrayList<>()));
          if (positions.isEmpty()) {
            // The same door once more
            positions = List.of(Objects.requireNonNull(last.get(van)));
          }
          legs.add(
              new Leg(last.get(van), Objects.requireNonNull(start.get(van)), positions, event));
          last.put(van, positions.getLast());
          start.put(van, event);
          if (event.type().equals("returned")) {
            last.remove(van);
          }
        }
        default -> {}
      }
    }
    return legs;
  }

  private static List<Told> told(String type) {
    return ALL.stream().filter(e -> e.type().equals(type)).toList();
  }

  /// Kilometres east of the depot.
  private static double x(@Nullable Told position) {
    return position == null ? 0 : (position.decimal("lon") - 11) / 0.0134;
  }

  /// Kilometres north of the depot.
  private static double y(@Nullable Told position) {
    return position == null ? 0 : (position.decimal("lat") - 48) / 0.009;
  }

  private static double far(@Nullable Told a, @Nullable Told b) {
    return Math.hypot(x(a) - x(b), y(a) - y(b));
  }

  private static double[] doubles(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  @Test
  void aDayHasItsPhasesAtTheRateOfTheWholeAndEndsAtSix() {
    for (List<Told> day : DAYS) {
      Map<String, Integer> seconds =
          Map.of("morning", 180, "midday", 210, "rush_hour", 150, "evening", 60);
      seconds.forEach(
          (phase, lasts) ->
              assertThat(day.stream().filter(e -> e.isIn(phase)).count() / (double) lasts)
                  .as(phase)
                  .isCloseTo(10, within(0.2)));
      assertThat(day.getLast().text("at")).isEqualTo("17:59");
    }
    for (Told e : ALL) {
      String at = e.text("at");
      int minutes = Integer.parseInt(at.substring(0, 2)) * 60 + Integer.parseInt(at.substring(3));
      assertThat((double) minutes).isCloseTo(479.5 + e.seconds(), within(0.501));
    }
  }

  @Test
  void aParcelIsLoadedOnceAndHandedOverOnceByTheVanThatLoadedIt() {
    for (List<Told> day : DAYS) {
      Map<String, Told> loaded = new HashMap<>();
      Map<String, Set<String>> aboard = new HashMap<>();
      Map<String, String> serving = new HashMap<>();
      Map<String, Integer> done = new HashMap<>();
      Set<String> out = new HashSet<>();
      Set<String> failed = new HashSet<>();
      for (Told event : day) {
        String van = event.text("van");
        String parcel = event.text("parcel");
        Set<String> load = aboard.computeIfAbsent(van, v -> new HashSet<>());
        switch (event.type()) {
          case "loaded" -> {
            assertThat(loaded.put(parcel, event)).as("loaded twice").isNull();
            load.add(parcel);
            assertThat(load).hasSizeLessThanOrEqualTo(8);
            assertThat(out).doesNotContain(van);
          }
          case "departed" -> {
            assertThat(out.add(van)).isTrue();
            assertThat(event.number("parcels")).isEqualTo(load.size()).isBetween(4, 8);
          }
          case "next_stop" -> {
            assertThat(out).contains(van);
            assertThat(load).contains(parcel);
            assertThat(serving.put(van, parcel)).as("one stop at a time").isNull();
          }
          case "delivered" -> {
            assertThat(serving.remove(van)).isEqualTo(parcel);
            assertThat(load.remove(parcel)).isTrue();
            assertThat(event.text("recipient"))
                .isEqualTo(Objects.requireNonNull(loaded.get(parcel)).text("recipient"));
            done.merge(van, 1, Integer::sum);
          }
          case "attempt_failed" -> {
            assertThat(serving.remove(van)).isEqualTo(parcel);
            assertThat(failed.add(parcel)).as("one more try").isTrue();
          }
          case "returned" -> {
            assertThat(out.remove(van)).isTrue();
            assertThat(load).isEmpty();
            assertThat(event.number("delivered_today")).isEqualTo(done.get(van));
          }
          case "position" -> assertThat(out).contains(van);
          case "charging" -> assertThat(out).doesNotContain(van);
          default -> assertThat(event.type()).isEqualTo("traffic");
        }
      }
      assertThat(done).hasSize(8);
    }
  }

  @Test
  void aDayHasAsMuchOfEverythingAsDaysHave() {
    Map<String, double[]> each =
        Map.of(
            "loaded", new double[] {270, 310},
            "departed", new double[] {36, 44},
            "delivered", new double[] {250, 290},
            "attempt_failed", new double[] {20, 40},
            "returned", new double[] {31, 39},
            "charging", new double[] {180, 280},
            "position", new double[] {4_600, 4_900},
            "traffic", new double[] {48, 68});
    each.forEach(
        (type, range) ->
            assertThat(told(type).size() / (double) DAYS.size())
                .as(type)
                .isBetween(range[0], range[1]));
  }

  @Test
  void parcelsWeighLognormally() {
    // Given the weights that no bound has cut, spread over what is rounded away
    Random random = new Random(1);
    double[] weights =
        told("loaded").stream()
            .mapToDouble(e -> e.decimal("weight_kg"))
            .filter(kg -> kg > 0.25 && kg < 29.9)
            .map(kg -> kg + random.nextDouble() / 10 - 0.05)
            .toArray();

    // Then their logarithms lie on the bell
    double below = Statistics.normal(Math.log(0.25), Math.log(1.8), 0.9);
    assertThat(weights).hasSizeGreaterThan(1_100);
    assertThat(
            Statistics.distance(
                weights,
                kg -> (Statistics.normal(Math.log(kg), Math.log(1.8), 0.9) - below) / (1 - below)))
        .isLessThan(1.95);
    assertThat(told("loaded"))
        .allMatch(e -> e.decimal("weight_kg") >= 0.2 && e.decimal("weight_kg") <= 30);
  }

  @Test
  void doorsLieAroundTheDepotAsOnABell() {
    // Given the doors that were reached, each once
    List<Told> doors =
        LEGS.stream()
            .filter(leg -> leg.end().type().equals("delivered"))
            .map(leg -> leg.positions().getLast())
            .toList();
    double outside = Statistics.normal(-6, 0, 2.4);

    // Then each of their ways lies on the bell, as far as the city goes
    for (boolean east : new boolean[] {true, false}) {
      double[] ways =
          doors.stream()
              .mapToDouble(p -> east ? x(p) : y(p))
              .filter(km -> Math.abs(km) < 5.99)
              .toArray();
      assertThat(ways).hasSizeGreaterThan(1_050);
      assertThat(
              Statistics.distance(
                  ways, km -> (Statistics.normal(km, 0, 2.4) - outside) / (1 - 2 * outside)))
          .isLessThan(1.95);
      assertThat(Statistics.deviation(ways)).isCloseTo(2.29, within(0.15));
    }
    assertThat(told("position")).allMatch(p -> Math.abs(x(p)) < 6.001 && Math.abs(y(p)) < 6.001);
  }

  @Test
  void vansDriveWithoutJumpsToTheDoorAndStandThere() {
    List<Double> stands = new ArrayList<>();
    for (Leg leg : LEGS) {
      Told door = leg.positions().getLast();
      if (leg.end().type().equals("returned")) {
        assertThat(Math.hypot(x(door), y(door))).isLessThan(0.002);
      } else {
        assertThat(leg.start().decimal("distance_km"))
            .isCloseTo(far(leg.from(), door), within(0.053));
        stands.add(leg.end().seconds() - door.seconds());
      }
      Told before = leg.from();
      double moved = leg.start().seconds();
      for (Told position : leg.positions()) {
        if (!position.equals(before)) {
          double hours = (position.seconds() - moved) / 60;
          if (position.equals(door)) {
            assertThat(position.decimal("speed_kmh")).isZero();
            assertThat(far(before, door)).isLessThan(60 * hours + 0.003);
          } else {
            assertThat(far(before, position))
                .isCloseTo(position.decimal("speed_kmh") * hours, within(0.003 + 0.06 * hours));
          }
          assertThat(far(position, door)).isLessThanOrEqualTo(far(before, door) + 0.003);
          moved = position.seconds();
          before = position;
        }
      }
    }
    // A stand is lognormal; then the van waits its turn to be heard of, some 0.8 seconds
    double[] all = doubles(stands);
    assertThat(Arrays.stream(all).min().orElseThrow()).isBetween(0.9, 1.6);
    assertThat(Statistics.mean(all)).isCloseTo(2.6 * Math.exp(0.045) + 0.8, within(0.25));
  }

  @Test
  void vansAreAsFastAsTheStreetsAllow() {
    // Given what the dispatcher said last before each position
    IdentityHashMap<Told, Double> streets = new IdentityHashMap<>();
    for (List<Told> day : DAYS) {
      double kmh = 34;
      for (Told event : day) {
        kmh = event.type().equals("traffic") ? event.decimal("average_kmh") : kmh;
        streets.put(event, kmh);
      }
    }

    // And positions so far from the door that no speed could have reached it
    List<Double> speeds = new ArrayList<>();
    for (Leg leg : LEGS) {
      Told before = leg.from();
      double moved = leg.start().seconds();
      for (Told position : leg.positions()) {
        if (far(before, leg.positions().getLast()) > position.seconds() - moved) {
          double kmh = Objects.requireNonNull(streets.get(position));
          speeds.add((position.decimal("speed_kmh") / kmh - 1) / 0.18);
        }
        moved = position.seconds();
        before = position;
      }
    }

    // Then they lie on a bell around what was said
    double[] all = doubles(speeds);
    assertThat(all).hasSizeGreaterThan(8_000);
    assertThat(Statistics.mean(all)).isCloseTo(0, within(0.04));
    assertThat(Statistics.deviation(all)).isCloseTo(1, within(0.03));
    assertThat(Statistics.distance(all, v -> Statistics.normal(v, 0, 1))).isLessThan(1.95);
  }

  @Test
  void theStreetsComeToTheSpeedOfTheHourStepByStep() {
    List<Double> steps = new ArrayList<>();
    for (List<Told> day : DAYS) {
      double before = 34;
      for (Told event : day) {
        if (event.type().equals("traffic")) {
          double kmh = event.decimal("average_kmh");
          double usual = Objects.requireNonNull(USUAL.get(event.phase().orElseThrow()));
          steps.add(kmh - (before + usual) / 2);
          before = kmh;
          assertThat(event.text("level"))
              .isEqualTo(kmh > 28 ? "clear" : kmh > 20 ? "slow" : "jammed");
        }
      }
    }
    assertThat(steps).hasSizeGreaterThan(250);
    assertThat(Statistics.distance(doubles(steps), v -> Statistics.normal(v, 0, 1.5)))
        .isLessThan(1.95);
    assertThat(Statistics.counts(told("traffic").stream().map(e -> e.text("level")).toList()))
        .containsOnlyKeys("clear", "slow", "jammed");
  }

  @Test
  void mostVansLeaveFull() {
    assertThat(
            Statistics.deviance(
                Statistics.counts(told("departed").stream().map(e -> e.number("parcels")).toList()),
                Map.of(8, 4.0, 7, 3.0, 6, 2.0, 5, 1.0, 4, 1.0)))
        .isLessThan(4);
  }

  @Test
  void theBatteryFallsWithTheWayAndRisesWithTheTimeAtTheDepot() {
    int charged = 0;
    for (List<Told> day : DAYS) {
      Map<String, Told> position = new HashMap<>();
      Map<String, Double> battery = new HashMap<>();
      Map<String, Double> plugged = new HashMap<>();
      for (Told event : day) {
        String van = event.text("van");
        Double before = battery.get(van);
        double now = event.decimal("battery");
        switch (event.type()) {
          case "departed" -> {
            assertThat(now).isBetween(80.0, 100.0);
            assertThat(now).isCloseTo(before == null ? now : before, within(1e-9));
          }
          case "position" -> {
            double way = far(position.put(van, event), event);
            assertThat(now).isCloseTo(Objects.requireNonNull(before) - way * 0.5, within(0.103));
          }
          case "returned" -> {
            assertThat(now).isCloseTo(Objects.requireNonNull(before), within(1e-9));
            plugged.put(van, event.seconds());
          }
          case "charging" -> {
            double since = event.seconds() - plugged.getOrDefault(van, 0.0);
            if (before != null) {
              assertThat(now).isCloseTo(Math.min(100, before + 1.6 * since), within(0.11));
              charged++;
            }
            plugged.put(van, event.seconds());
          }
          default -> {
            continue;
          }
        }
        battery.put(van, now);
      }
    }
    assertThat(charged).isGreaterThan(800);
  }

  @Test
  void whoIsOutHasNeighboursLockersAndAPorch() {
    ABSENT.forEach(
        (phase, absent) -> {
          List<String> seen =
              told("delivered").stream()
                  .filter(e -> e.isIn(phase))
                  .map(e -> e.text("left_with"))
                  .toList();
          double out = absent * 2;
          assertThat(
                  Statistics.deviance(
                      Statistics.counts(seen),
                      Map.of(
                          "recipient", 1 - out,
                          "neighbour", out * 4 / 9,
                          "locker", out * 3 / 9,
                          "porch", out * 2 / 9)))
              .as(phase)
              .isLessThan(4);
        });
  }

  @Test
  void nobodyOpensAsOftenAsPeopleAreOutAndTheDoorIsTriedOnceMore() {
    double expected = 0;
    int seen = 0;
    List<String> reasons = new ArrayList<>();
    for (List<Told> day : DAYS) {
      Map<String, Integer> load = new HashMap<>();
      Map<String, Told> due = new HashMap<>();
      Map<String, String> refused = new HashMap<>();
      Set<String> tried = new HashSet<>();
      for (Told event : day) {
        String van = event.text("van");
        String parcel = event.text("parcel");
        int left = load.getOrDefault(van, 0);
        switch (event.type()) {
          case "loaded" -> load.put(van, left + 1);
          case "next_stop" -> {
            due.put(van, event);
            if (left > 1) {
              assertThat(parcel).as("another door first").isNotEqualTo(refused.get(van));
            }
          }
          case "delivered", "attempt_failed" -> {
            boolean failed = event.type().equals("attempt_failed");
            if (tried.add(parcel) && left > 1) {
              String phase = Objects.requireNonNull(due.get(van)).phase().orElseThrow();
              expected += Objects.requireNonNull(ABSENT.get(phase));
              seen += failed ? 1 : 0;
            } else {
              assertThat(failed).as("the second try, or the last parcel").isFalse();
            }
            if (failed) {
              reasons.add(event.text("reason"));
              refused.put(van, parcel);
            } else {
              refused.remove(van);
              load.put(van, left - 1);
            }
          }
          default -> {}
        }
      }
    }
    assertThat((double) seen).isCloseTo(expected, within(3 * Math.sqrt(expected)));
    assertThat(
            Statistics.deviance(
                Statistics.counts(reasons),
                Map.of(
                    "nobody home",
                    7.0,
                    "gate locked",
                    1.0,
                    "wrong floor",
                    1.0,
                    "dog in the yard",
                    1.0)))
        .isLessThan(4);
  }
}
