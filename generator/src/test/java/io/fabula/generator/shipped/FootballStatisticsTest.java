package io.fabula.generator.shipped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// Sixty matches of football are what the blueprint's figures promise.
class FootballStatisticsTest {
  private static final String HOME = "Hafenstadt";
  private static final Map<String, Double> ELEVEN =
      Map.of(
          "Milo Brandt",
          0.3,
          "Jesper Holt",
          0.3,
          "Samuel Ekong",
          0.3,
          "Tom Achterberg",
          0.3,
          "Leandro Braga",
          1.0,
          "Nils Petersen",
          0.6,
          "Karim Haddad",
          0.6,
          "Oskar Lind",
          0.4,
          "Dario Conti",
          0.4,
          "Emre Kaya",
          0.4);
  private static final Set<String> BACKS =
      Set.of("Milo Brandt", "Jesper Holt", "Samuel Ekong", "Tom Achterberg");
  private static final Set<String> FORWARDS =
      Set.of(
          "Oskar Lind",
          "Dario Conti",
          "Emre Kaya",
          "Kofi Mensah",
          "Harry Sutcliffe",
          "Ben Ashdown");
  private static final List<List<Told>> MATCHES = Told.bySeeds("football", 60, 3_000);
  private static final List<Told> ALL = MATCHES.stream().flatMap(List::stream).toList();

  private static List<Told> told(String type, Predicate<Told> such) {
    return ALL.stream().filter(e -> e.type().equals(type) && such.test(e)).toList();
  }

  private static boolean isHome(Told event) {
    return event.text("side").equals(HOME);
  }

  /// The share of those for whom something holds.
  private static double share(List<Told> events, Predicate<Told> such) {
    return events.stream().filter(such).count() / (double) events.size();
  }

  @Test
  void eachPhaseKeepsItsRate() {
    Map<String, Double> rates = Map.of("first_half", 4.0, "second_half", 4.0, "closing", 5.0);
    rates.forEach(
        (phase, rate) -> {
          double seconds = 0;
          int intervals = 0;
          for (List<Told> match : MATCHES) {
            List<Told> part = match.stream().filter(e -> e.isIn(phase)).toList();
            assertThat(part).as(phase).isNotEmpty();
            seconds += part.getLast().seconds() - part.getFirst().seconds();
            intervals += part.size() - 1;
          }
          assertThat(intervals / seconds).as(phase).isCloseTo(rate, within(rate * 0.005));
        });
  }

  @Test
  void aMatchHasAsMuchOfEverythingAsMatchesHave() {
    Map<String, double[]> each =
        Map.of(
            "pass", new double[] {850, 1000},
            "tackle", new double[] {90, 108},
            "foul", new double[] {24, 29},
            "shot", new double[] {22, 27},
            "corner", new double[] {6, 9},
            "offside", new double[] {3.4, 5},
            "goal", new double[] {2.2, 3.4},
            "card", new double[] {3.4, 5},
            "substitution", new double[] {7, 9.5});
    each.forEach(
        (type, range) ->
            assertThat(told(type, e -> true).size() / (double) MATCHES.size())
                .as(type)
                .isBetween(range[0], range[1]));
    assertThat(told("full_time", e -> true)).hasSameSizeAs(MATCHES);
    assertThat(MATCHES).allMatch(match -> match.getLast().type().equals("full_time"));
  }

  @Test
  void theTossIsFairAndMatchesEndDifferently() {
    double home = MATCHES.stream().filter(m -> isHome(m.getFirst())).count() / 60.0;
    assertThat(home).isBetween(0.33, 0.67);
    Set<String> scores = new HashSet<>();
    told("full_time", e -> true).forEach(e -> scores.add(e.data().path("score").toString()));
    assertThat(scores).hasSizeGreaterThan(10);
  }

  @Test
  void thereAreAsManyGoalsAsTheChancesWereWorth() {
    // Given the chances that were missed: one of x stands for x / (1 - x) that were not
    double worth =
        told("shot", e -> true).stream()
            .mapToDouble(e -> e.decimal("xg") / (1 - e.decimal("xg")))
            .sum();

    // Then so many were scored, within three deviations
    int goals = told("goal", e -> true).size();
    assertThat((double) goals).isCloseTo(worth, within(3 * Math.sqrt(worth)));
  }

  @Test
  void aForwardsChancesAreLognormal() {
    // Given what forwards missed that a pass had reached, spread over what is rounded away
    Random random = new Random(1);
    List<Double> chances = new ArrayList<>();
    for (List<Told> match : MATCHES) {
      for (int i = 1; i < match.size(); i++) {
        Told shot = match.get(i);
        if (shot.type().equals("shot")
            && match.get(i - 1).type().equals("pass")
            && FORWARDS.contains(shot.text("player"))) {
          chances.add(shot.decimal("xg") + random.nextDouble() / 100 - 0.005);
        }
      }
    }

    // Then a chance of x is there as the curve says, times 1 - x for being missed
    double deviation = 0.75;
    double mean = 0.085 * Math.exp(deviation * deviation / 2);
    double[] logs = chances.stream().mapToDouble(Math::log).toArray();
    assertThat(logs).hasSizeGreaterThan(350);
    assertThat(Statistics.deviation(logs)).isCloseTo(deviation, within(0.08));
    assertThat(
            Statistics.distance(
                chances.stream().mapToDouble(Double::doubleValue).toArray(),
                x -> {
                  double z = Math.log(x / 0.085) / deviation;
                  return (Statistics.normal(z, 0, 1) - mean * Statistics.normal(z, deviation, 1))
                      / (1 - mean);
                }))
        .isLessThan(1.95);
  }

  @Test
  void theBetterTheChanceTheOftenerTheKeeperIsNeeded() {
    Map<String, Double> expected = new HashMap<>();
    for (Told shot : told("shot", e -> true)) {
      double saved = Math.min(1, 0.22 + shot.decimal("xg"));
      double woodwork = Math.min(0.03, 1 - saved);
      expected.merge("saved", saved, Double::sum);
      expected.merge("woodwork", woodwork, Double::sum);
      expected.merge("blocked", (1 - saved - woodwork) * 0.4, Double::sum);
      expected.merge("wide", (1 - saved - woodwork) * 0.6, Double::sum);
    }
    List<String> seen = told("shot", e -> true).stream().map(e -> e.text("outcome")).toList();
    assertThat(Statistics.deviance(Statistics.counts(seen), expected)).isLessThan(4);

    double corners = told("corner", e -> true).size();
    long behind = seen.stream().filter(o -> o.equals("saved") || o.equals("blocked")).count();
    assertThat(corners / behind).isCloseTo(0.55, within(0.06));
  }

  @Test
  void hafenstadtPlayThroughBraga() {
    // Given whom each pass could have been for: one of two who are free, the first by his wish
    Map<String, Double> expected = new HashMap<>();
    List<String> seen = new ArrayList<>();
    double all = ELEVEN.values().stream().mapToDouble(Double::doubleValue).sum();
    for (Told pass : told("pass", e -> isHome(e) && e.isIn("first_half"))) {
      Double own = ELEVEN.get(pass.text("from"));
      if (own == null) {
        continue;
      }
      seen.add(pass.text("to"));
      double refused = 1 - (all - own) / 9;
      ELEVEN.forEach(
          (name, wants) ->
              expected.merge(
                  name, name.equals(pass.text("from")) ? 0 : (wants + refused) / 9, Double::sum));
    }

    // Then they were, and nobody is sought more
    Map<String, Long> counts = Statistics.counts(seen);
    counts.keySet().retainAll(ELEVEN.keySet());
    assertThat(Statistics.deviance(counts, expected)).isLessThan(3);
    assertThat(counts.entrySet().stream().max(Map.Entry.comparingByValue()))
        .hasValueSatisfying(most -> assertThat(most.getKey()).isEqualTo("Leandro Braga"));
  }

  @Test
  void passesArriveAsSafelyAsTheLineAndTheHourAllow() {
    Predicate<Told> back = e -> BACKS.contains(e.text("from"));
    assertThat(share(told("pass", back.and(e -> e.isIn("first_half"))), e -> e.flag("complete")))
        .isCloseTo(0.93, within(0.01));
    assertThat(share(told("pass", back.and(e -> e.isIn("second_half"))), e -> e.flag("complete")))
        .isCloseTo(0.89, within(0.015));
    assertThat(share(told("pass", back.and(e -> e.isIn("closing"))), e -> e.flag("complete")))
        .isCloseTo(0.83, within(0.025));
    assertThat(
            share(
                told("pass", e -> e.text("from").equals("Kofi Mensah") && e.isIn("first_half")),
                e -> e.flag("complete")))
        .isCloseTo(0.8 - 0.05 + 0.02, within(0.03));
  }

  @Test
  void northgateTackleMoreThanTheyAreTackled() {
    double home =
        told("tackle", FootballStatisticsTest::isHome).size()
            / (double) told("pass", e -> !isHome(e)).size();
    double away =
        told("tackle", e -> !isHome(e)).size()
            / (double) told("pass", FootballStatisticsTest::isHome).size();
    assertThat(away / home).isCloseTo(0.8 / 0.65, within(0.08));
    assertThat(told("pass", FootballStatisticsTest::isHome).size())
        .isGreaterThan(told("pass", e -> !isHome(e)).size());
  }

  @Test
  void theLaterTheHourTheMoreShotsFoulsAndCards() {
    double[] shots = new double[3];
    double[] fouls = new double[3];
    double[] cards = new double[3];
    List<String> phases = List.of("first_half", "second_half", "closing");
    for (int i = 0; i < 3; i++) {
      String phase = phases.get(i);
      double events = ALL.stream().filter(e -> e.isIn(phase)).count();
      shots[i] = told("shot", e -> e.isIn(phase)).size() / events;
      fouls[i] = told("foul", e -> e.isIn(phase)).size() / events;
      cards[i] = told("card", e -> e.isIn(phase)).size() / (fouls[i] * events);
    }
    assertThat(shots[1] / shots[0]).isBetween(1.2, 1.75);
    assertThat(shots[2] / shots[1]).isBetween(1.3, 1.9);
    assertThat(fouls[1] / fouls[0]).isBetween(1.1, 1.5);
    assertThat(fouls[2] / fouls[0]).isBetween(1.2, 1.8);
    assertThat(cards[0]).isCloseTo(0.134, within(0.03));
    assertThat(cards[1]).isCloseTo(0.165, within(0.04));
    assertThat(cards[2]).isCloseTo(0.195, within(0.06));
  }

  @Test
  void substitutesComeFromAboutTheHourOnAndEachOnce() {
    for (List<Told> match : MATCHES) {
      List<Told> changes = match.stream().filter(e -> e.type().equals("substitution")).toList();
      Set<String> on = new HashSet<>();
      changes.forEach(e -> assertThat(on.add(e.text("on"))).isTrue());
      assertThat(changes.stream().filter(FootballStatisticsTest::isHome).count())
          .isLessThanOrEqualTo(5);
      assertThat(changes.stream().filter(e -> !isHome(e)).count()).isLessThanOrEqualTo(5);
    }
    double[] minutes =
        told("substitution", e -> true).stream().mapToDouble(e -> e.number("minute")).toArray();
    assertThat(Arrays.stream(minutes).min().orElseThrow()).isGreaterThanOrEqualTo(55);
    assertThat(Statistics.mean(minutes)).isBetween(70.0, 80.0);
  }

  @Test
  void aHalfEndsWithinItsAddedTime() {
    assertThat(told("half_time", e -> true))
        .allMatch(e -> e.number("added") >= 1 && e.number("added") <= 6)
        .anyMatch(e -> e.number("added") == 2)
        .anyMatch(e -> e.number("added") == 4);
    assertThat(told("full_time", e -> true))
        .allMatch(e -> e.number("added") >= 3 && e.number("added") <= 10)
        .anyMatch(e -> e.number("added") == 4)
        .anyMatch(e -> e.number("added") == 8);
  }
}
