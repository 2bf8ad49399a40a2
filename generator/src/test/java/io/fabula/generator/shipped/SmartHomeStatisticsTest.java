package io.fabula.generator.shipped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A dozen winter days of the house are what the blueprint's figures promise.
class SmartHomeStatisticsTest {
  private static final List<List<Told>> DAYS = Told.bySeeds("smart-home", 12, 7_000);
  private static final List<Told> ALL = DAYS.stream().flatMap(List::stream).toList();
  private static final Map<String, Double> WANTED =
      Map.of("night", 17.5, "morning", 20.5, "day", 18.5, "evening", 21.0, "late", 18.0);

  /// Minutes of the house's clock for which a device runs.
  private static final Map<String, Integer> MINUTES =
      Map.of("kettle", 4, "toaster", 4, "oven", 50, "dishwasher", 80, "washing machine", 90);

  private static final Map<String, String> ROOMS =
      Map.ofEntries(
          Map.entry("kitchen light", "kitchen"),
          Map.entry("kettle", "kitchen"),
          Map.entry("toaster", "kitchen"),
          Map.entry("oven", "kitchen"),
          Map.entry("dishwasher", "kitchen"),
          Map.entry("fridge", "kitchen"),
          Map.entry("back door", "kitchen"),
          Map.entry("living room light", "living room"),
          Map.entry("television", "living room"),
          Map.entry("laptop charger", "living room"),
          Map.entry("bedroom light", "bedroom"),
          Map.entry("nursery light", "nursery"),
          Map.entry("bathroom light", "bathroom"),
          Map.entry("washing machine", "bathroom"),
          Map.entry("hall light", "hall"),
          Map.entry("porch light", "hall"),
          Map.entry("front door", "hall"),
          Map.entry("garage", "hall"));

  private static List<Told> told(String type) {
    return ALL.stream().filter(e -> e.type().equals(type)).toList();
  }

  /// How many a minute of the stream has of a type.
  private static double often(String type, String phase, double seconds) {
    return told(type).stream().filter(e -> e.isIn(phase)).count() / seconds / DAYS.size() * 60;
  }

  @Test
  void eachPhaseKeepsItsRateThroughItsRamps() {
    Map<String, Double> events =
        Map.of(
            "night", 720.0, "morning", 1_210.0, "day", 1_480.0, "evening", 2_130.0, "late", 195.0);
    events.forEach(
        (phase, due) -> {
          double all = due * DAYS.size();
          assertThat((double) ALL.stream().filter(e -> e.isIn(phase)).count())
              .as(phase)
              .isCloseTo(all, within(3 * Math.sqrt(all)));
        });
    assertThat(ALL.size() / 5_735.0 / DAYS.size()).isCloseTo(1, within(0.01));
    assertThat(DAYS).allMatch(day -> day.getLast().seconds() < 720);
  }

  @Test
  void sensorsKnowNothingOfEachOther() {
    double[] gaps =
        DAYS.stream()
            .flatMapToDouble(
                day ->
                    IntStream.range(1, day.size())
                        .filter(i -> day.get(i).isIn("night"))
                        .mapToDouble(i -> day.get(i).seconds() - day.get(i - 1).seconds()))
            .toArray();
    assertThat(Statistics.distance(gaps, x -> 1 - Math.exp(-x * 4))).isLessThan(1.95);
  }

  @Test
  void aSecondIsTwoMinutesOfTheHousesClock() {
    for (Told event : ALL) {
      String at = event.text("at");
      int minutes = Integer.parseInt(at.substring(0, 2)) * 60 + Integer.parseInt(at.substring(3));
      assertThat((double) minutes).isCloseTo(event.seconds() * 2 - 0.5, within(0.51));
    }
  }

  @Test
  void aDoorClosesBeforeItOpensAgainAndCountsTheSecondsBetween() {
    for (List<Told> day : DAYS) {
      Map<String, Double> open = new HashMap<>();
      for (Told event : day) {
        String door = event.text("door");
        if (event.type().equals("opened")) {
          assertThat(open.put(door, event.seconds())).as(door).isNull();
        } else if (event.type().equals("closed")) {
          double since = Objects.requireNonNull(open.remove(door));
          assertThat((double) event.number("open_seconds"))
              .isCloseTo((event.seconds() - since) * 120, within(0.7));
        }
      }
    }
    Map<String, Long> counts =
        Statistics.counts(told("opened").stream().map(e -> e.text("door")).toList());
    assertThat(counts).hasSize(4);
    assertThat(counts.get("fridge")).isGreaterThan(counts.get("front door"));
    assertThat(counts.get("back door")).isGreaterThan(counts.get("garage"));
    double[] garage =
        told("closed").stream()
            .filter(e -> e.text("door").equals("garage"))
            .mapToDouble(e -> Math.log(e.number("open_seconds")))
            .toArray();
    assertThat(garage).hasSizeGreaterThan(50);
    assertThat(Statistics.mean(garage)).isCloseTo(Math.log(245), within(0.2));
    assertThat(Statistics.deviation(garage)).isCloseTo(0.5, within(0.12));
  }

  @Test
  void aDeviceThatIsOnIsSwitchedOffBeforeItIsOnAgainAndMachinesRunTheirTime() {
    Set<String> draws = new HashSet<>();
    List<Double> runs = new ArrayList<>();
    for (List<Told> day : DAYS) {
      Map<String, Double> on = new HashMap<>();
      for (Told event : day) {
        if (event.type().equals("switched")) {
          String device = event.text("device");
          draws.add(device + event.number("watts"));
          if (event.flag("on")) {
            assertThat(on.put(device, event.seconds())).as(device).isNull();
          } else {
            double since = Objects.requireNonNull(on.remove(device));
            int minutes = MINUTES.getOrDefault(device, 0);
            if (minutes > 40 && since < 600) {
              runs.add(Math.log((event.seconds() - since) * 2 / minutes));
            }
          }
        }
      }
    }
    assertThat(draws).hasSize(14).contains("kettle2200", "oven2400", "nursery light9");
    assertThat(runs.size()).isGreaterThan(40);
    double[] logarithms = runs.stream().mapToDouble(Double::doubleValue).toArray();
    assertThat(Statistics.deviation(logarithms)).isCloseTo(0.25, within(0.04));
    assertThat(Statistics.distance(logarithms, x -> Statistics.normal(x, 0, 0.25)))
        .isLessThan(1.95);
  }

  @Test
  void whatIsOpenedAndSwitchedOnIsWhereSomebodyHasJustMoved() {
    for (List<Told> day : DAYS) {
      Map<String, Double> moved = new HashMap<>();
      for (Told event : day) {
        String what = event.text("door") + event.text("device");
        boolean programmed = what.equals("dishwasher") || what.equals("washing machine");
        if (event.type().equals("motion")) {
          moved.put(event.text("room"), event.seconds());
        } else if (event.type().equals("opened") || (event.flag("on") && !programmed)) {
          if (!event.type().equals("heating")) {
            double since = moved.getOrDefault(Objects.requireNonNull(ROOMS.get(what)), -9.0);
            assertThat(event.seconds() - since).as(what).isLessThan(3);
          }
        }
      }
    }
  }

  @Test
  void byNineEverybodyHasLeftAndFromFiveOnTheyComeBack() {
    for (List<Told> day : DAYS) {
      List<Told> empty = day.stream().filter(e -> e.seconds() > 266 && e.seconds() < 504).toList();
      assertThat(empty).noneMatch(e -> e.type().equals("opened"));
      assertThat(empty)
          .filteredOn(e -> e.type().equals("switched") && e.flag("on"))
          .allMatch(
              e ->
                  e.text("device").equals("dishwasher")
                      || e.text("device").equals("washing machine"));
      assertThat(front(day, 224, 266)).isBetween(2L, 12L);
      assertThat(front(day, 504, 562)).isPositive();
    }
    assertThat(often("motion", "day", 240)).as("the cat").isBetween(10.0, 30.0);
    long washed =
        DAYS.stream()
            .filter(day -> day.stream().anyMatch(e -> e.text("device").equals("washing machine")))
            .count();
    assertThat(washed).isGreaterThan(8);
  }

  private static long front(List<Told> day, double from, double to) {
    return day.stream()
        .filter(e -> e.type().equals("opened") && e.text("door").equals("front door"))
        .filter(e -> e.seconds() > from && e.seconds() < to)
        .count();
  }

  @Test
  void towardsMidnightLightsGoOutOneAfterTheOther() {
    double before = 0;
    double after = 0;
    for (List<Told> day : DAYS) {
      List<Told> power = day.stream().filter(e -> e.type().equals("power")).toList();
      before +=
          power.stream().filter(e -> e.isIn("evening")).toList().getLast().number("devices_on");
      after += power.getLast().number("devices_on");
    }
    assertThat(before / DAYS.size()).isGreaterThan(4);
    assertThat(after / DAYS.size()).isLessThan(1.8);
  }

  @Test
  void whoIsAboutIsSeenWherePeopleGo() {
    Map<String, Double> traffic =
        Map.of(
            "kitchen",
            0.9,
            "living room",
            0.75,
            "bedroom",
            0.3,
            "nursery",
            0.3,
            "bathroom",
            0.55,
            "hall",
            1.0);
    assertThat(
            Statistics.deviance(
                Statistics.counts(
                    told("motion").stream()
                        .filter(e -> e.seconds() > 562)
                        .map(e -> e.text("room"))
                        .toList()),
                traffic))
        .isLessThan(4.1);
    assertThat(
            Statistics.deviance(
                Statistics.counts(
                    ALL.stream()
                        .filter(e -> e.isIn("night"))
                        .map(Told::type)
                        .filter(List.of("climate", "power", "motion")::contains)
                        .toList()),
                Map.of("climate", 4.0, "power", 1.4, "motion", 0.45)))
        .isLessThan(6.9);
  }

  @Test
  void theMeterReadsWhatAllThatIsOnDrawsNoMoreAndNoLess() {
    for (List<Told> day : DAYS) {
      int load = 60;
      int on = 0;
      double kwh = 0;
      for (Told event : day) {
        if (event.type().equals("switched")) {
          load += event.number("watts") * (event.flag("on") ? 1 : -1);
          on += event.flag("on") ? 1 : -1;
        } else if (event.type().equals("power")) {
          assertThat(event.number("watts")).isEqualTo(load);
          assertThat(event.number("devices_on")).isEqualTo(on);
          assertThat(event.decimal("kwh_today")).isGreaterThanOrEqualTo(kwh);
          kwh = event.decimal("kwh_today");
        }
      }
      assertThat(kwh).isGreaterThan(1);
    }
  }

  @Test
  void theMeterCountsWhatWasDrawn() {
    for (List<Told> day : DAYS) {
      double load = 60;
      double wattSeconds = 0;
      double since = 0;
      double kwh = 0;
      for (Told event : day) {
        wattSeconds += load * (event.seconds() - since);
        since = event.seconds();
        if (event.type().equals("switched")) {
          load += event.number("watts") * (event.flag("on") ? 1 : -1);
        } else if (event.type().equals("power")) {
          kwh = event.decimal("kwh_today");
          // A second of the stream is a thirtieth of an hour
          assertThat(kwh).isCloseTo(wattSeconds / 30 / 1000, within(0.0065));
        }
      }
    }
  }

  @Test
  void theHeatingComesOnWhereItIsTooColdForTheHourAndGoesWhereItIsWarmEnough() {
    for (List<Told> day : DAYS) {
      boolean on = false;
      Map<String, Double> rooms = new HashMap<>();
      for (Told event : day) {
        if (event.type().equals("heating")) {
          double wanted = Objects.requireNonNull(WANTED.get(event.phase().orElseThrow()));
          assertThat(event.flag("on")).isEqualTo(!on);
          on = event.flag("on");
          if (on) {
            assertThat(event.decimal("indoor")).isLessThan(wanted - 0.39);
          } else {
            assertThat(event.decimal("indoor")).isGreaterThan(wanted + 0.39);
          }
          // Each room counts
          assertThat(event.decimal("indoor"))
              .isCloseTo(
                  rooms.values().stream().mapToDouble(c -> c).average().orElseThrow(),
                  within(0.051));
        } else if (event.type().equals("climate")) {
          rooms.put(event.text("room"), event.decimal("celsius"));
        }
      }
    }
    assertThat(told("heating").size() / (double) DAYS.size()).isBetween(10.0, 40.0);
  }

  @Test
  void aRoomMovesByTenthsWarmerWhileTheHeatingIsOnAndColderWhileItIsOff() {
    double[] moved = new double[2];
    double[] seconds = new double[2];
    for (List<Told> day : DAYS) {
      Map<String, Told> last = new HashMap<>();
      int heating = 0;
      for (Told event : day) {
        if (event.type().equals("heating")) {
          heating = event.flag("on") ? 1 : 0;
          last.clear();
        } else if (event.type().equals("climate")) {
          Told before = last.put(event.text("room"), event);
          if (before != null) {
            double step = event.decimal("celsius") - before.decimal("celsius");
            assertThat(Math.abs(step)).isLessThan(0.301);
            assertThat(Math.abs(event.number("humidity") - before.number("humidity")))
                .isLessThanOrEqualTo(5);
            moved[heating] += step;
            seconds[heating] += event.seconds() - before.seconds();
          }
        }
      }
    }
    // A little less than 0.06 and -0.02 a second, since no reading moves by more than 0.3
    assertThat(moved[1] / seconds[1]).isCloseTo(0.058, within(0.004));
    assertThat(moved[0] / seconds[0]).isCloseTo(-0.0195, within(0.002));
    assertThat(told("climate"))
        .allMatch(e -> e.decimal("celsius") >= 13 && e.decimal("celsius") <= 27)
        .allMatch(e -> e.number("humidity") >= 25 && e.number("humidity") <= 90);
  }

  @Test
  void roomsAreReadEquallyOftenAndStayAsApartAsTheyAre() {
    Map<String, Double> offset =
        Map.of(
            "kitchen",
            0.3,
            "living room",
            0.6,
            "bedroom",
            -0.8,
            "nursery",
            0.2,
            "bathroom",
            0.9,
            "hall",
            -1.1);
    Map<String, Double> equal = new HashMap<>();
    double house = celsius("nursery") - 0.2;
    offset.forEach(
        (room, apart) -> {
          equal.put(room, 1.0);
          assertThat(celsius(room) - house).as(room).isCloseTo(apart, within(0.4));
        });
    assertThat(
            Statistics.deviance(
                Statistics.counts(
                    told("climate").stream()
                        .filter(e -> e.isIn("night"))
                        .map(e -> e.text("room"))
                        .toList()),
                equal))
        .isLessThan(4);
  }

  private static double celsius(String room) {
    return Statistics.mean(
        told("climate").stream()
            .filter(e -> e.text("room").equals(room))
            .mapToDouble(e -> e.decimal("celsius"))
            .toArray());
  }

  @Test
  void showersMakeTheBathroomDamp() {
    double night = humidity("bathroom", 60, 180);
    double morning = humidity("bathroom", 230, 270);
    assertThat(night).isCloseTo(44 + 18 * 0.2, within(1.5));
    assertThat(morning).isCloseTo(44 + 18 * 1.4, within(2.5));
    assertThat(humidity("living room", 230, 270)).isCloseTo(44, within(1.5));
  }

  private static double humidity(String room, double from, double to) {
    return Statistics.mean(
        told("climate").stream()
            .filter(e -> e.text("room").equals(room) && e.seconds() > from && e.seconds() < to)
            .mapToDouble(e -> e.number("humidity"))
            .toArray());
  }

  @Test
  void theHouseSleepsWakesEmptiesAndLivesAgain() {
    for (String type : List.of("motion", "opened", "switched")) {
      double night = often(type, "night", 180);
      double morning = often(type, "morning", 90);
      double day = often(type, "day", 240);
      double evening = often(type, "evening", 180);
      assertThat(morning).as(type).isGreaterThan(night * 4).isGreaterThan(day * 2);
      assertThat(evening).as(type).isGreaterThan(night * 4).isGreaterThan(day * 1.5);
    }
  }
}
