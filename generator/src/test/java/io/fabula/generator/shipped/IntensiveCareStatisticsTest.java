package io.fabula.generator.shipped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Some nights of the intensive care unit are what the blueprint's figures promise.
class IntensiveCareStatisticsTest {
  /// A night has 720 + 940 + 760 events, ramps considered.
  private static final List<Told> NIGHTS = Told.by("intensive-care", 1, 2_420 * 8 + 10);

  /// What is rare, of more nights.
  private static final List<Told> RARE =
      Told.only(
          "intensive-care",
          2,
          2_420 * 100,
          "admitted",
          "discharged",
          "alarm_raised",
          "alarm_acknowledged",
          "treated",
          "alarm_cleared",
          "census");

  private static final Map<String, double[]> AGES =
      Map.of(
          "pneumonia", new double[] {67, 13},
          "sepsis", new double[] {66, 13},
          "after heart surgery", new double[] {69, 9},
          "polytrauma", new double[] {41, 14},
          "acute pancreatitis", new double[] {55, 13},
          "COPD exacerbation", new double[] {69, 9},
          "after abdominal surgery", new double[] {62, 13},
          "myocardial infarction", new double[] {66, 11},
          "diabetic ketoacidosis", new double[] {39, 13});

  private static List<Told> rare(String type, Predicate<Told> such) {
    return RARE.stream().filter(e -> e.type().equals(type) && such.test(e)).toList();
  }

  /// The distance of what was waited from a distribution, where each is told up to an interval
  /// late.
  private static double distance(List<double[]> waits, DoubleUnaryOperator cumulative) {
    Random random = new Random(1);
    double[] seconds = waits.stream().mapToDouble(w -> w[0] - random.nextDouble() * w[1]).toArray();
    return Statistics.distance(seconds, cumulative);
  }

  /// Seconds between two events at the time of this one.
  private static double interval(Told event) {
    return event.isIn("deterioration") ? 1 / 8.0 : 1 / 4.0;
  }

  private static DoubleUnaryOperator lognormal(double median, double sigma) {
    return x -> x <= 0 ? 0 : Statistics.normal(Math.log(x / median), 0, sigma);
  }

  @Test
  void eachPhaseKeepsItsRateAndNothingIsWaitedFor() {
    Map<String, Double> expected =
        Map.of("quiet_night", 720.0, "deterioration", 940.0, "stabilised", 760.0);
    expected.forEach(
        (phase, events) ->
            assertThat(NIGHTS.stream().filter(e -> e.isIn(phase)).count() / 8.0)
                .as(phase)
                .isCloseTo(events, within(events * 0.005)));
    for (int i = 1; i < NIGHTS.size(); i++) {
      assertThat(NIGHTS.get(i).seconds() - NIGHTS.get(i - 1).seconds()).isLessThan(0.251);
    }
  }

  @Test
  void diagnosesAreAsFrequentAndPatientsAsOldAsTheyShould() {
    Map<String, Double> weights =
        Map.of(
            "pneumonia", 4.0,
            "sepsis", 3.0,
            "after heart surgery", 3.0,
            "polytrauma", 2.0,
            "acute pancreatitis", 1.0,
            "COPD exacerbation", 2.0,
            "after abdominal surgery", 3.0,
            "myocardial infarction", 2.0,
            "diabetic ketoacidosis", 1.0);
    List<Told> admitted = rare("admitted", e -> true);
    assertThat(admitted).hasSizeGreaterThan(200);
    assertThat(
            Statistics.deviance(
                Statistics.counts(admitted.stream().map(e -> e.text("diagnosis")).toList()),
                weights))
        .isLessThan(2.2);

    Random random = new Random(1);
    double[] ages =
        admitted.stream()
            .mapToDouble(
                e -> {
                  double[] age = Objects.requireNonNull(AGES.get(e.text("diagnosis")));
                  return (e.number("age") + random.nextDouble() - 0.5 - age[0]) / age[1];
                })
            .toArray();
    assertThat(Statistics.distance(ages, z -> Statistics.normal(z, 0, 1))).isLessThan(1.95);
    assertThat(Statistics.deviation(ages)).isCloseTo(1, within(0.12));
    AGES.forEach(
        (diagnosis, age) -> {
          double[] those =
              admitted.stream()
                  .filter(e -> e.text("diagnosis").equals(diagnosis))
                  .mapToDouble(e -> e.number("age"))
                  .toArray();
          assertThat(Statistics.mean(those))
              .as(diagnosis)
              .isCloseTo(age[0], within(3.3 * age[1] / Math.sqrt(those.length)));
        });
  }

  @Test
  void whatGoesWrongFitsTheDiagnosis() {
    // Given the patients that were admitted
    Map<String, String> diagnoses = new HashMap<>();
    rare("admitted", e -> true).forEach(e -> diagnoses.put(e.text("patient"), e.text("diagnosis")));
    Map<String, List<String>> alarms = new HashMap<>();
    for (Told alarm : rare("alarm_raised", e -> diagnoses.containsKey(e.text("patient")))) {
      alarms
          .computeIfAbsent(
              Objects.requireNonNull(diagnoses.get(alarm.text("patient"))), d -> new ArrayList<>())
          .add(alarm.text("vital"));
    }

    // Then lungs fail those with ill lungs, and the circulation the others
    Set<String> breath = Set.of("spo2", "respiration");
    assertThat(share(alarms, "pneumonia", breath)).isBetween(0.75, 1.0);
    assertThat(share(alarms, "COPD exacerbation", breath)).isGreaterThan(0.95);
    assertThat(share(alarms, "sepsis", breath)).isLessThan(0.3);
    assertThat(share(alarms, "after heart surgery", breath)).isLessThan(0.05);
    assertThat(share(alarms, "polytrauma", Set.of("systolic"))).isBetween(0.4, 0.8);
    assertThat(share(alarms, "diabetic ketoacidosis", Set.of("respiration", "heart_rate")))
        .isGreaterThan(0.95);
  }

  private static double share(Map<String, List<String>> alarms, String of, Set<String> vitals) {
    List<String> all = Objects.requireNonNull(alarms.get(of));
    assertThat(all).as(of).hasSizeGreaterThan(12);
    return all.stream().filter(vitals::contains).count() / (double) all.size();
  }

  @Test
  void alarmsSayTheirLimitAndPriority() {
    Map<Integer, String> kinds = new HashMap<>();
    for (Told alarm : rare("alarm_raised", e -> true)) {
      kinds.put(alarm.number("limit"), alarm.text("vital") + " " + alarm.text("priority"));
    }
    assertThat(kinds)
        .isEqualTo(
            Map.of(
                125, "heart_rate medium",
                45, "heart_rate high",
                89, "spo2 high",
                30, "respiration medium",
                88, "systolic high"));
    double quiet = rare("alarm_raised", e -> e.isIn("quiet_night")).size() / 180.0;
    double bad = rare("alarm_raised", e -> e.isIn("deterioration")).size() / 120.0;
    assertThat(bad / quiet).isGreaterThan(6);
    assertThat(bad * 120 / 100).as("in one night").isBetween(5.0, 14.0);
  }

  @Test
  void helpComesTheLaterTheMoreAlarmsAreOpen() {
    Map<Integer, Integer> open = new HashMap<>();
    int alarms = 0;
    List<double[]> waits = new ArrayList<>();
    for (Told event : RARE) {
      switch (event.type()) {
        case "alarm_raised" -> open.put(event.number("alarm"), ++alarms);
        case "alarm_cleared" -> alarms--;
        case "alarm_acknowledged" -> {
          double median = 4.5 + 0.6 * Objects.requireNonNull(open.get(event.number("alarm")));
          waits.add(
              new double[] {event.decimal("after_seconds") / median, interval(event) / median});
        }
        default -> {}
      }
    }
    assertThat(waits).hasSizeGreaterThan(600);
    assertThat(distance(waits, lognormal(1, 0.45))).isLessThan(1.95);
  }

  @Test
  void treatmentTakesALognormalTime() {
    Map<Integer, Double> since = new HashMap<>();
    List<double[]> waits = new ArrayList<>();
    for (Told event : RARE) {
      if (event.type().equals("alarm_acknowledged")) {
        since.put(event.number("alarm"), event.seconds());
      } else if (event.type().equals("treated")) {
        double began = Objects.requireNonNull(since.get(event.number("alarm")));
        waits.add(new double[] {event.seconds() - began, interval(event)});
      }
    }
    assertThat(waits).hasSizeGreaterThan(600);
    assertThat(distance(waits, lognormal(6, 0.4))).isLessThan(1.95);
  }

  @Test
  void theDeskIsHeardAtExponentialIntervals() {
    List<Told> desk =
        RARE.stream()
            .filter(e -> e.type().equals("census") || e.type().equals("admitted"))
            .toList();
    List<double[]> waits = new ArrayList<>();
    for (int i = 1; i < desk.size(); i++) {
      waits.add(
          new double[] {desk.get(i).seconds() - desk.get(i - 1).seconds(), interval(desk.get(i))});
    }
    assertThat(distance(waits, x -> x <= 0 ? 0 : 1 - Math.exp(-x / 20))).isLessThan(1.95);
  }

  @Test
  void measuresFitTheAlarmAndComeInTurn() {
    Map<Integer, String> vitals = new HashMap<>();
    Map<String, List<String>> measures = new HashMap<>();
    for (Told event : RARE) {
      if (event.type().equals("alarm_raised")) {
        vitals.put(event.number("alarm"), event.text("vital") + event.number("limit"));
      } else if (event.type().equals("treated")) {
        measures
            .computeIfAbsent(
                Objects.requireNonNull(vitals.get(event.number("alarm"))), v -> new ArrayList<>())
            .add(event.text("measure").replaceAll("[0-9.]+", "n"));
      }
    }
    assertThat(measures).hasSize(5);
    Set<String> all = new HashSet<>();
    measures.forEach(
        (vital, told) -> {
          Set<String> different = new HashSet<>(told);
          assertThat(different).as(vital).hasSizeGreaterThan(5);
          assertThat(all).as("for one kind of alarm").doesNotContainAnyElementsOf(different);
          all.addAll(different);
          assertThat(told.subList(0, different.size())).doesNotHaveDuplicates();
        });
  }

  @Test
  void patientsLeaveOnceTheUnitIsCalmForAWardThatFitsAndBedsAreTakenAgain() {
    Map<String, Told> admitted = new HashMap<>();
    Map<String, List<String>> wards = new HashMap<>();
    int taken = 8;
    int least = 8;
    for (Told event : RARE) {
      if (event.type().equals("admitted")) {
        admitted.put(event.text("patient"), event);
        taken++;
      } else if (event.type().equals("discharged")) {
        taken--;
        assertThat(event.isIn("stabilised")).isTrue();
        Told came = admitted.get(event.text("patient"));
        if (came != null) {
          assertThat(event.seconds() - came.seconds()).isGreaterThan(90);
          wards
              .computeIfAbsent(came.text("diagnosis"), d -> new ArrayList<>())
              .add(event.text("to"));
        }
      }
      least = Math.min(least, taken);
      assertThat(taken).isLessThanOrEqualTo(8);
    }
    assertThat(least).isEqualTo(6);
    assertThat(Objects.requireNonNull(wards.get("sepsis"))).containsOnly("medical ward");
    assertThat(Objects.requireNonNull(wards.get("after heart surgery"))).containsOnly("cardiology");
    assertThat(
            Statistics.deviance(
                Statistics.counts(Objects.requireNonNull(wards.get("polytrauma"))),
                Map.of("surgical ward", 3.0, "rehabilitation", 1.0)))
        .isLessThan(6);
  }

  @Test
  void vitalSignsMoveTogether() {
    // Given what monitors report while an alarm is open, by its vital sign and number
    Map<String, String> open = new HashMap<>();
    Map<String, Map<String, List<Told>>> episodes = new HashMap<>();
    for (Told event : NIGHTS) {
      String bed = event.text("bed");
      switch (event.type()) {
        case "alarm_raised" -> open.put(bed, event.text("vital") + " " + event.number("alarm"));
        case "alarm_cleared" -> open.remove(bed);
        case "vitals" -> {
          String episode = open.getOrDefault(bed, "none " + event.text("patient"));
          episodes
              .computeIfAbsent(episode.substring(0, episode.indexOf(' ')), v -> new HashMap<>())
              .computeIfAbsent(episode, v -> new ArrayList<>())
              .add(event);
        }
        default -> {}
      }
    }

    // Then in each low oxygen quickens breath and heart, and low pressure the heart
    assertThat(together(episodes.get("spo2"), "spo2", "respiration")).isLessThan(-0.5);
    assertThat(together(episodes.get("spo2"), "spo2", "heart_rate")).isLessThan(-0.35);
    assertThat(together(episodes.get("systolic"), "systolic", "heart_rate")).isLessThan(-0.4);
    assertThat(together(episodes.get("systolic"), "systolic", "diastolic")).isGreaterThan(0.9);
  }

  @Test
  void feverLiftsHeartAndBreath() {
    // Given the quiet minutes of some hundred patients
    List<List<Told>> patients = new ArrayList<>();
    for (List<Told> night : Told.bySeeds("intensive-care", 60, 480)) {
      Map<String, List<Told>> vitals =
          night.stream()
              .filter(e -> e.type().equals("vitals") && e.seconds() > 20)
              .collect(Collectors.groupingBy(e -> e.text("patient")));
      patients.addAll(vitals.values());
    }
    double[] fever = patients.stream().mapToDouble(told -> mean(told, "temperature")).toArray();

    // Then those with fever have a faster heart and breathe faster
    assertThat(slope(fever, patients, "heart_rate")).isCloseTo(7, within(1.5));
    assertThat(slope(fever, patients, "respiration")).isCloseTo(1.9, within(0.4));
  }

  private static double slope(double[] fever, List<List<Told>> patients, String vital) {
    double[] means = patients.stream().mapToDouble(told -> mean(told, vital)).toArray();
    return Statistics.correlation(fever, means)
        * Statistics.deviation(means)
        / Statistics.deviation(fever);
  }

  private static double mean(List<Told> told, String field) {
    return Statistics.mean(told.stream().mapToDouble(e -> e.decimal(field)).toArray());
  }

  /// The correlation within the episodes.
  private static double together(
      @Nullable Map<String, List<Told>> episodes, String one, String other) {
    List<double[]> pairs = new ArrayList<>();
    for (List<Told> told : Objects.requireNonNull(episodes).values()) {
      double meanOne = mean(told, one);
      double meanOther = mean(told, other);
      told.forEach(
          e -> pairs.add(new double[] {e.decimal(one) - meanOne, e.decimal(other) - meanOther}));
    }
    return Statistics.correlation(
        pairs.stream().mapToDouble(p -> p[0]).toArray(),
        pairs.stream().mapToDouble(p -> p[1]).toArray());
  }

  @Test
  void vitalSignsMoveSlowlyAndEveryBedIsHeardOftenEnough() {
    Map<String, Told> last = new HashMap<>();
    List<double[]> pairs = new ArrayList<>();
    List<Double> gaps = new ArrayList<>();
    for (Told event : NIGHTS) {
      Told before = event.type().equals("vitals") ? last.put(event.text("bed"), event) : null;
      if (before != null && before.text("patient").equals(event.text("patient"))) {
        pairs.add(new double[] {before.number("heart_rate"), event.number("heart_rate")});
        gaps.add(event.seconds() - before.seconds());
      }
    }
    assertThat(last).hasSize(8);
    assertThat(
            Statistics.correlation(
                pairs.stream().mapToDouble(p -> p[0]).toArray(),
                pairs.stream().mapToDouble(p -> p[1]).toArray()))
        .isGreaterThan(0.98);
    double[] seconds = gaps.stream().mapToDouble(Double::doubleValue).toArray();
    assertThat(Statistics.mean(seconds)).isBetween(1.4, 1.8);
    assertThat(Arrays.stream(seconds).filter(s -> s > 10).count()).isLessThan(seconds.length / 100);
  }
}
