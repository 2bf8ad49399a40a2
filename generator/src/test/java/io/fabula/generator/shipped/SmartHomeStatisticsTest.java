package io.fabula.generator.shipped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Four winter days of the house are what the blueprint's figures promise.
class SmartHomeStatisticsTest {
  /// A day has 720 + 1,210 + 1,480 + 2,130 + 195 events, ramps considered.
  private static final List<List<Told>> DAYS = Told.bySeeds("smart-home", 4, 5_735);

  private static final List<Told> ALL = DAYS.stream().flatMap(List::stream).toList();
  private static final Map<String, Double> WANTED =
      Map.of("night", 17.5, "morning", 20.5, "day", 18.5, "evening", 21.0, "late", 18.0);

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
    for (List<Told> day : DAYS) {
      events.forEach(
          (phase, due) ->
              assertThat((double) day.stream().filter(e -> e.isIn(phase)).count())
                  .as(phase)
                  .isCloseTo(due, within(due * 0.01)));
    }
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
      Map<String, Double> shut = new HashMap<>();
      for (Told event : day) {
        String door = event.text("door");
        if (event.type().equals("opened")) {
          assertThat(open.put(door, event.seconds())).as(door).isNull();
          assertThat(event.seconds() - shut.getOrDefault(door, 0.0)).isGreaterThan(1.999);
        } else if (event.type().equals("closed")) {
          double since = Objects.requireNonNull(open.remove(door));
          assertThat((double) event.number("open_seconds"))
              .isCloseTo((event.seconds() - since) * 120, within(1.0));
          shut.put(door, event.seconds());
        }
      }
    }
    Map<String, Long> counts =
        Statistics.counts(told("opened").stream().map(e -> e.text("door")).toList());
    assertThat(counts).hasSize(4);
    assertThat(counts.get("fridge")).isGreaterThan(counts.get("back door"));
    assertThat(counts.get("front door")).isGreaterThan(counts.get("garage"));
  }

  @Test
  void aDeviceThatIsOnIsSwitchedOffAfterItsTimeBeforeItIsOnAgain() {
    Map<String, Integer> minutes =
        Map.of("kettle", 4, "toaster", 4, "oven", 50, "television", 100, "washing machine", 90);
    Set<String> draws = new HashSet<>();
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
            assertThat((event.seconds() - since) * 2)
                .as(device)
                .isGreaterThan(minutes.getOrDefault(device, 4) * 0.5 - 0.01);
          }
        }
      }
    }
    assertThat(draws).hasSize(14).contains("kettle2200", "oven2400", "nursery light9");
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
          assertThat(kwh).isCloseTo(wattSeconds / 30 / 1000, within(0.05 + kwh * 0.02));
        }
      }
    }
  }

  @Test
  void theHeatingComesOnWhereItIsTooColdForTheHourAndGoesWhereItIsWarmEnough() {
    for (List<Told> day : DAYS) {
      boolean on = false;
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
        }
      }
    }
    assertThat(told("heating").size() / (double) DAYS.size()).isBetween(10.0, 80.0);
  }

  @Test
  void aRoomMovesByTenthsWarmerWhileTheHeatingIsOnAndColderWhileItIsOff() {
    double[] sum = new double[2];
    for (List<Told> day : DAYS) {
      Map<String, Told> last = new HashMap<>();
      int heating = 0;
      for (Told event : day) {
        if (event.type().equals("heating")) {
          heating = event.flag("on") ? 1 : 0;
        } else if (event.type().equals("climate")) {
          Told before = last.put(event.text("room"), event);
          if (before != null) {
            double moved = event.decimal("celsius") - before.decimal("celsius");
            assertThat(Math.abs(moved)).isLessThan(0.301);
            assertThat(Math.abs(event.number("humidity") - before.number("humidity")))
                .isLessThanOrEqualTo(5);
            sum[heating] += moved;
          }
        }
      }
      assertThat(last).hasSize(6);
    }
    assertThat(sum[1]).isGreaterThan(10);
    assertThat(sum[0]).isLessThan(-10);
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
