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
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Some matches in the arena are what the blueprint's figures and the narrative's rules promise.
class ArenaStatisticsTest {
  private static final Map<String, Double> SKILLS =
      Map.of(
          "Kestrel",
          1.15,
          "n00bslayer",
          0.8,
          "Vex",
          1.1,
          "MoonMoth",
          1.0,
          "Ravager",
          1.05,
          "tea_time",
          0.85,
          "Ozzy",
          0.95,
          "Quillon",
          1.1,
          "Sable",
          1.2,
          "BitterPill",
          0.9);
  private static final Map<String, Integer> ROUNDS =
      Map.of("pistol", 12, "rifle", 30, "shotgun", 8, "sniper", 5);
  private static final List<List<Told>> MATCHES = Told.bySeeds("arena", 5, 20_000);
  private static final List<List<Moment>> PLAYED =
      MATCHES.stream().map(ArenaStatisticsTest::play).toList();
  private static final List<Moment> ALL = PLAYED.stream().flatMap(List::stream).toList();

  /// What the events so far say of a player.
  ///
  /// @param x negative where nobody knows yet
  /// @param died the second of the last death
  private record Player(
      int health,
      int armor,
      String weapon,
      int ammo,
      int kills,
      int deaths,
      int streak,
      double x,
      double y,
      double died,
      boolean dead) {
    static final Player FRESH = new Player(100, 0, "pistol", 12, 0, 0, 0, -1, -1, 0, false);

    Player at(double x, double y) {
      return new Player(health, armor, weapon, ammo, kills, deaths, streak, x, y, died, dead);
    }

    Player with(int health, int armor, String weapon, int ammo) {
      return new Player(health, armor, weapon, ammo, kills, deaths, streak, x, y, died, dead);
    }

    Player scores() {
      return new Player(
          health, armor, weapon, ammo, kills + 1, deaths, streak + 1, x, y, died, dead);
    }

    Player dies(double when) {
      return new Player(0, armor, weapon, ammo, kills, deaths + 1, 0, x, y, when, true);
    }

    Player returns(double x, double y) {
      return new Player(100, 0, "pistol", 12, kills, deaths, 0, x, y, died, false);
    }
  }

  /// An event, and how everybody was before.
  ///
  /// @param shot what has taken somebody's last health and was told just before
  private record Moment(Told told, Map<String, Player> players, Told shot) {
    Player actor() {
      return player(told.text("player"));
    }

    Player target() {
      return player(told.text("target"));
    }

    Player player(String name) {
      return Objects.requireNonNull(players.get(name), name);
    }

    boolean is(String type) {
      return told.type().equals(type);
    }

    boolean isByTheLiving() {
      return is("moved") || is("shot") || is("reloaded") || is("picked_up");
    }

    int total() {
      return players.values().stream().mapToInt(Player::kills).sum();
    }

    int best() {
      return players.values().stream().mapToInt(Player::kills).max().orElseThrow();
    }

    Set<String> living() {
      return players.entrySet().stream()
          .filter(p -> p.getValue().health() > 0)
          .map(Map.Entry::getKey)
          .collect(Collectors.toSet());
    }
  }

  private static List<Moment> play(List<Told> match) {
    Map<String, Player> players = new HashMap<>();
    SKILLS.keySet().forEach(name -> players.put(name, Player.FRESH));
    List<Moment> moments = new ArrayList<>();
    Told before = match.getFirst();
    for (Told told : match) {
      Moment moment = new Moment(told, Map.copyOf(players), before);
      moments.add(moment);
      if (!told.type().equals("scoreboard")) {
        players.put(told.text("player"), after(moment));
      }
      if (told.flag("hit")) {
        Player target = moment.target();
        players.put(
            told.text("target"),
            target.with(
                target.health() - told.number("damage"),
                target.armor() - told.number("absorbed"),
                target.weapon(),
                target.ammo()));
      }
      before = told;
    }
    return moments;
  }

  /// The player who has acted, as the event leaves him.
  private static Player after(Moment moment) {
    Told told = moment.told();
    Player actor = moment.actor();
    return switch (told.type()) {
      case "moved" -> actor.at(told.decimal("x"), told.decimal("y"));
      case "respawned" -> actor.returns(told.decimal("x"), told.decimal("y"));
      case "died" -> actor.dies(told.seconds());
      case "reloaded" ->
          actor.with(actor.health(), actor.armor(), actor.weapon(), told.number("ammo"));
      case "picked_up" ->
          actor.with(
              told.number("health"),
              told.number("armor"),
              told.text("weapon"),
              told.number("ammo"));
      case "shot" -> {
        Player shooter =
            actor.with(actor.health(), actor.armor(), actor.weapon(), actor.ammo() - 1);
        yield isKill(told) ? shooter.scores() : shooter;
      }
      default -> actor;
    };
  }

  private static boolean isKill(Told told) {
    return told.flag("hit") && told.number("target_health") == 0;
  }

  private static List<Moment> told(String type, Predicate<Moment> such) {
    return ALL.stream().filter(m -> m.is(type) && such.test(m)).toList();
  }

  @Test
  void eachPhaseKeepsItsRate() {
    Map<String, Double> told = new HashMap<>();
    Map<String, Double> due = new HashMap<>();
    for (List<Told> match : MATCHES) {
      double last = match.getLast().seconds();
      match.forEach(e -> told.merge(e.phase().orElseThrow(), 1.0, Double::sum));
      due.merge("warm_up", 15 * Math.min(15, last), Double::sum);
      due.merge("battle", ramped(Math.min(75, last - 15), 15, 40), Double::sum);
      due.merge("sudden_death", ramped(last - 90, 40, 50), Double::sum);
    }
    due.forEach(
        (phase, events) ->
            assertThat(told.getOrDefault(phase, 0.0))
                .as(phase)
                .isCloseTo(events, within(3 * Math.sqrt(events))));
  }

  /// The events after a while of a phase whose rate takes five seconds to get there.
  private static double ramped(double seconds, double from, double to) {
    double ramp = Math.clamp(seconds, 0, 5);
    return from * ramp + (to - from) / 10 * ramp * ramp + Math.max(0, seconds - 5) * to;
  }

  @Test
  void whoHasTwentyFiveKillsWinsAndThatIsTheEnd() {
    for (List<Moment> match : PLAYED) {
      Moment last = match.getLast();
      assertThat(match.stream().filter(m -> m.is("victory"))).containsExactly(last);
      assertThat(last.actor().kills()).isEqualTo(25).isEqualTo(last.told().number("kills"));
      assertThat(last.told().number("deaths")).isEqualTo(last.actor().deaths());
      assertThat(match).allMatch(m -> m.is("died") || m.is("victory") || m.best() < 25);
    }
    assertThat(told("victory", m -> true).stream().map(m -> m.told().text("player")).distinct())
        .hasSizeGreaterThan(3);
  }

  @Test
  void theDeadDoNothingUntilTheyRespawn() {
    assertThat(ALL)
        .allMatch(m -> !m.isByTheLiving() || (m.actor().health() > 0 && !m.actor().dead()));
    assertThat(told("respawned", m -> true))
        .hasSizeGreaterThan(500)
        .allSatisfy(
            m -> {
              assertThat(m.actor().dead()).isTrue();
              assertThat(m.told().number("health")).isEqualTo(100);
              double away = m.told().seconds() - m.actor().died();
              assertThat(away).isGreaterThan(m.actor().died() > 90 ? 5.998 : 2.998);
            });
    assertThat(
            told("respawned", m -> m.told().isIn("battle")).stream()
                .mapToDouble(m -> m.told().seconds() - m.actor().died())
                .average()
                .orElseThrow())
        .isBetween(3.0, 3.8);
  }

  @Test
  void whoLosesTheLastHealthDiesNextByWhoShot() {
    for (List<Moment> match : PLAYED) {
      for (int i = 0; i + 1 < match.size(); i++) {
        assertThat(match.get(i + 1).is("died")).isEqualTo(isKill(match.get(i).told()));
      }
    }
    assertThat(told("died", m -> true))
        .hasSizeGreaterThan(500)
        .allSatisfy(
            m -> {
              Told died = m.told();
              assertThat(died.text("player")).isEqualTo(m.shot().text("target"));
              assertThat(died.text("killer")).isEqualTo(m.shot().text("player"));
              assertThat(died.text("weapon")).isEqualTo(m.shot().text("weapon"));
              assertThat(died.number("killer_kills"))
                  .isEqualTo(m.player(died.text("killer")).kills());
              assertThat(died.number("deaths")).isEqualTo(m.actor().deaths() + 1);
              assertThat(died.number("streak_ended")).isEqualTo(m.actor().streak());
            });
  }

  @Test
  void aHitTakesWhatTheTargetHas() {
    assertThat(told("shot", m -> m.told().flag("hit")))
        .hasSizeGreaterThan(3000)
        .allSatisfy(
            m -> {
              Told shot = m.told();
              assertThat(shot.text("target")).isNotEqualTo(shot.text("player"));
              assertThat(m.target().health()).isPositive();
              assertThat(shot.number("damage")).isBetween(1, m.target().health());
              assertThat(shot.number("target_health"))
                  .isEqualTo(m.target().health() - shot.number("damage"));
              assertThat(shot.number("absorbed")).isBetween(0, m.target().armor());
              if (shot.number("target_health") > 0) {
                int force = shot.number("damage") + shot.number("absorbed");
                assertThat(shot.number("absorbed"))
                    .isEqualTo(Math.min(m.target().armor(), (int) (force * 0.4)));
              }
            });
    assertThat(told("shot", m -> !m.told().flag("hit")))
        .allMatch(m -> !m.told().data().has("target") && !m.told().data().has("damage"));
  }

  @Test
  void roundsAreShotAndAnEmptyWeaponIsReloaded() {
    assertThat(told("shot", m -> true))
        .allMatch(
            m ->
                m.actor().ammo() > 0
                    && m.told().number("ammo") == m.actor().ammo() - 1
                    && m.told().text("weapon").equals(m.actor().weapon()));
    assertThat(told("reloaded", m -> true))
        .hasSizeGreaterThan(150)
        .allMatch(
            m ->
                m.actor().ammo() == 0
                    && m.told().text("weapon").equals(m.actor().weapon())
                    && Objects.equals(ROUNDS.get(m.actor().weapon()), m.told().number("ammo")));
  }

  @Test
  void whatIsPickedUpHelps() {
    for (Moment m : told("picked_up", x -> true)) {
      Player was = m.actor();
      String item = m.told().text("item");
      boolean arms = ROUNDS.containsKey(item);
      Player expected =
          was.with(
              item.equals("medkit") ? Math.min(100, was.health() + 40) : was.health(),
              item.equals("armor") ? Math.min(50, was.armor() + 25) : was.armor(),
              arms ? item : was.weapon(),
              arms ? ROUNDS.getOrDefault(item, 0) : was.ammo());
      assertThat(after(m)).isEqualTo(expected);
      assertThat(item.equals("medkit") && was.health() >= 70).isFalse();
    }
    Map<String, Double> arms = Map.of("rifle", 1.0, "shotgun", 1.0, "sniper", 1.0);
    Map<String, Double> well = new HashMap<>(arms);
    well.put("armor", 2.0);
    Map<String, Double> hurt = new HashMap<>(well);
    hurt.put("medkit", 5 * 0.7 / 0.3);
    assertThat(found(p -> p.health() >= 70 && p.armor() < 50, well)).isLessThan(4);
    assertThat(found(p -> p.health() < 70 && p.armor() < 50, hurt)).isLessThan(4);
  }

  private static double found(Predicate<Player> such, Map<String, Double> weights) {
    List<Moment> found = told("picked_up", m -> such.test(m.actor()));
    assertThat(found).hasSizeGreaterThan(100);
    return Statistics.deviance(
        Statistics.counts(found.stream().map(m -> m.told().text("item")).toList()), weights);
  }

  @Test
  void theLivingActByTheirWeights() {
    Map<String, Double> careful = Map.of("moved", 8.0, "shot", 5.0, "picked_up", 0.5);
    Map<String, Double> loaded = Map.of("moved", 8.0, "shot", 10.0, "picked_up", 1.0);
    Map<String, Double> empty = Map.of("moved", 8.0, "reloaded", 40.0, "picked_up", 1.0);
    assertThat(acts(m -> m.told().isIn("warm_up") && m.actor().ammo() > 0, careful)).isLessThan(6);
    assertThat(
            acts(
                m -> m.told().isIn("battle") && m.actor().ammo() > 0 && m.living().size() > 4,
                loaded))
        .isLessThan(6);
    assertThat(acts(m -> m.told().isIn("battle") && m.actor().ammo() == 0, empty)).isLessThan(6);
  }

  private static double acts(Predicate<Moment> such, Map<String, Double> weights) {
    List<String> types =
        ALL.stream()
            .filter(m -> m.isByTheLiving() && such.test(m))
            .map(m -> m.told().type())
            .toList();
    assertThat(types).hasSizeGreaterThan(150);
    assertThat(weights.keySet()).containsAll(types);
    return Statistics.deviance(Statistics.counts(types), weights);
  }

  @Test
  void everybodyWhoLivesIsAsLikelyToActAndToBeHit() {
    Map<String, Double> acting = new HashMap<>();
    Map<String, Double> hit = new HashMap<>();
    for (Moment m : ALL) {
      if (m.isByTheLiving()) {
        Set<String> living = m.living();
        living.forEach(name -> acting.merge(name, 1.0 / living.size(), Double::sum));
        if (m.told().flag("hit") && !List.of("shotgun", "sniper").contains(m.actor().weapon())) {
          Set<String> others = new HashSet<>(living);
          others.remove(m.told().text("player"));
          others.forEach(name -> hit.merge(name, 1.0 / others.size(), Double::sum));
        }
      }
    }
    assertThat(of(ALL.stream().filter(Moment::isByTheLiving).toList(), "player", acting))
        .isLessThan(3.1);
    assertThat(
            of(
                told(
                    "shot",
                    m ->
                        m.told().flag("hit")
                            && !List.of("shotgun", "sniper").contains(m.actor().weapon())),
                "target",
                hit))
        .isLessThan(3.1);
  }

  private static double of(List<Moment> moments, String field, Map<String, Double> expected) {
    return Statistics.deviance(
        Statistics.counts(moments.stream().map(m -> m.told().text(field)).toList()), expected);
  }

  @Test
  void pistolsAndRiflesHitAsTheirOwnersAim() {
    Map.of("pistol", 0.4, "rifle", 0.45)
        .forEach(
            (weapon, chance) -> {
              for (boolean warm : new boolean[] {true, false}) {
                List<Moment> shots =
                    told(
                        "shot",
                        m -> m.actor().weapon().equals(weapon) && m.told().isIn("warm_up") == warm);
                double due = 0;
                double variance = 0;
                for (Moment m : shots) {
                  double skill = SKILLS.getOrDefault(m.told().text("player"), 0.0);
                  double p = (warm ? 0.7 : 0.9) * skill * chance;
                  due += p;
                  variance += p * (1 - p);
                }
                double hits = shots.stream().filter(m -> m.told().flag("hit")).count();
                assertThat(hits).as(weapon).isCloseTo(due, within(3 * Math.sqrt(variance)));
              }
            });
    assertThat(hits("Sable") / hits("n00bslayer")).isCloseTo(1.5, within(0.2));
  }

  private static double hits(String player) {
    List<Moment> shots =
        told(
            "shot",
            m ->
                m.told().text("player").equals(player)
                    && List.of("pistol", "rifle").contains(m.actor().weapon()));
    return shots.stream().filter(m -> m.told().flag("hit")).count() / (double) shots.size();
  }

  @Test
  void shotgunsHitNearAndSnipersFar() {
    for (String weapon : List.of("shotgun", "sniper")) {
      List<Moment> shots =
          told("shot", m -> m.actor().weapon().equals(weapon) && m.actor().x() >= 0);
      List<Moment> hits =
          shots.stream().filter(m -> m.told().flag("hit") && m.target().x() >= 0).toList();
      double[] far = hits.stream().mapToDouble(ArenaStatisticsTest::distance).toArray();
      double[] due = new double[2];
      for (Moment m : shots) {
        // Whom a miss was meant for is not told: anybody who lives
        for (String name : m.living()) {
          Player other = m.player(name);
          if (!name.equals(m.told().text("player")) && other.x() >= 0) {
            double metres = Math.hypot(other.x() - m.actor().x(), other.y() - m.actor().y());
            double sure = weapon.equals("shotgun") ? 0.9 - metres / 60 : 0.3 + metres / 150;
            double aim = m.told().isIn("warm_up") ? 0.7 : 0.9;
            double p =
                aim
                    * SKILLS.getOrDefault(m.told().text("player"), 0.0)
                    * Math.clamp(sure, 0.05, 0.85)
                    / (m.living().size() - 1);
            due[0] += p;
            due[1] += p * metres;
          }
        }
      }
      assertThat(hits.size() / due[0]).as(weapon).isCloseTo(1, within(0.08));
      assertThat(Statistics.mean(far)).as(weapon).isCloseTo(due[1] / due[0], within(3.0));
    }
  }

  private static double distance(Moment m) {
    return Math.hypot(m.target().x() - m.actor().x(), m.target().y() - m.actor().y());
  }

  @Test
  void whereFewAreLeftNobodyShoots() {
    assertThat(ALL).allMatch(m -> m.living().size() >= 4);
    assertThat(told("shot", m -> m.living().size() == 4)).isEmpty();
  }

  @Test
  void weaponsHaveTheirForceAndSuddenDeathHalfAsMuchAgain() {
    assertThat(force("pistol", false, 15, 24)).isLessThan(3.1);
    assertThat(force("rifle", false, 19, 30)).isLessThan(2.9);
    assertThat(force("sniper", false, 61, 95)).isLessThan(2);
    assertThat(force("pistol", true, 22, 36)).isLessThan(2.7);
  }

  /// How far the forces of hits that the target would always survive are from evenly spread.
  private static double force(String weapon, boolean sudden, int least, int most) {
    List<Integer> forces =
        told(
                "shot",
                m ->
                    m.told().flag("hit")
                        && m.actor().weapon().equals(weapon)
                        && m.told().isIn("sudden_death") == sudden
                        && m.target().health() > most)
            .stream()
            .map(m -> m.told().number("damage") + m.told().number("absorbed"))
            .toList();
    assertThat(forces).as(weapon).hasSizeGreaterThan(70).allMatch(f -> f >= least && f <= most);
    return Statistics.deviance(
        Statistics.counts(forces),
        IntStream.rangeClosed(least, most)
            .boxed()
            .collect(Collectors.toMap(Function.identity(), x -> 1.0)));
  }

  @Test
  void stepsAreNormalAndStayInside() {
    // Given steps from where no wall is near, spread over what is rounded away
    Random random = new Random(1);
    for (String axis : List.of("x", "y")) {
      Function<Player, Double> from = axis.equals("x") ? Player::x : Player::y;
      double[] steps =
          told(
                  "moved",
                  m ->
                      !m.told().isIn("sudden_death")
                          && from.apply(m.actor()) > 20
                          && from.apply(m.actor()) < 80)
              .stream()
              .mapToDouble(
                  m ->
                      m.told().decimal(axis)
                          - from.apply(m.actor())
                          + random.nextDouble() / 10
                          - 0.05)
              .toArray();

      // Then they are as the bell curve says
      assertThat(steps).hasSizeGreaterThan(3000);
      assertThat(Statistics.mean(steps)).isCloseTo(0, within(0.12));
      assertThat(Statistics.deviation(steps)).isCloseTo(3, within(0.09));
      assertThat(Statistics.distance(steps, x -> Statistics.normal(x, 0, 3))).isLessThan(1.95);
      assertThat(told("moved", m -> true))
          .allMatch(m -> m.told().decimal(axis) >= 0 && m.told().decimal(axis) <= 100);
    }
  }

  @Test
  void inSuddenDeathTheWallsCloseIn() {
    List<Double> all = new ArrayList<>();
    for (String axis : List.of("x", "y")) {
      Function<Player, Double> from = axis.equals("x") ? Player::x : Player::y;
      double[] steps =
          told("moved", m -> m.told().isIn("sudden_death") && from.apply(m.actor()) > 85).stream()
              .mapToDouble(m -> m.told().decimal(axis) - from.apply(m.actor()))
              .toArray();
      Arrays.stream(steps).forEach(all::add);
    }
    assertThat(all.size()).isGreaterThan(150);
    assertThat(Statistics.mean(all.stream().mapToDouble(x -> x).toArray()))
        .isCloseTo(-3, within(0.6));
  }

  @Test
  void whoReturnsMayStandAnywhere() {
    for (String axis : List.of("x", "y")) {
      double[] places =
          told("respawned", m -> true).stream().mapToDouble(m -> m.told().decimal(axis)).toArray();
      assertThat(Arrays.stream(places).filter(x -> x >= 5 && x <= 95).count())
          .isEqualTo(places.length);
      assertThat(Statistics.mean(places)).isCloseTo(50, within(2.5));
      assertThat(Statistics.deviation(places)).isCloseTo(90 / Math.sqrt(12), within(1.2));
      assertThat(Statistics.distance(places, x -> (x - 5) / 90)).isLessThan(1.95);
    }
  }

  @Test
  void theScoreboardAddsUpAndComesNowAndThen() {
    assertThat(told("scoreboard", m -> true))
        .hasSizeGreaterThan(100)
        .allSatisfy(
            m -> {
              assertThat(m.told().number("total_kills")).isEqualTo(m.total());
              assertThat(m.told().number("kills")).isEqualTo(m.best());
              assertThat(m.player(m.told().text("leader")).kills()).isEqualTo(m.best());
              assertThat(m.told().number("alive")).isEqualTo(m.living().size());
            });
    Map<Boolean, Long> boards =
        Statistics.counts(
            ALL.stream()
                .filter(m -> m.total() > 0 && !m.is("died") && !m.is("victory"))
                .map(m -> m.is("scoreboard"))
                .toList());
    assertThat(Statistics.deviance(boards, Map.of(true, 0.12, false, 10.0))).isLessThan(10.8);
    assertThat(ALL).noneMatch(m -> m.is("scoreboard") && m.total() == 0);
  }
}
