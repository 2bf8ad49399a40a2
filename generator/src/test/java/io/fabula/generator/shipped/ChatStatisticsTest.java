package io.fabula.generator.shipped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Some release days of the chat are what the blueprint's figures promise.
class ChatStatisticsTest {
  /// A day has 135 + 220 + 356.25 + 160 events, ramps considered.
  private static final List<Told> ALL = Told.by("chat", 1, 871 * 14);

  /// The lines of the story in their order: who is to say each, and how it begins.
  private static final Map<String, List<String>> LINES = new LinkedHashMap<>();

  static {
    LINES.put(
        "morning",
        List.of(
            "product|morning all",
            "engineering|morning! coffee first",
            "operations|staging is on build",
            "operations|load test from last night",
            "product|reminder: nothing is merged",
            "operations|i wrote the rollback steps",
            "engineering|the last pull request",
            "engineering|all smoke tests green",
            "product|i'll be the one who presses"));
    LINES.put(
        "release",
        List.of(
            "product|ok. starting the rollout",
            "operations|5% done",
            "product|going to 20%",
            "product|20% and holding",
            "engineering|database migration finished",
            "support|first real order on 4.2",
            "product|50%. breathe",
            "product|second hundred orders",
            "product|going to 100% in a minute",
            "product|100%. 4.2 is out",
            "operations|release notes are public"));
    LINES.put(
        "incident",
        List.of(
            "support|customer says payment fails",
            "support|second ticket",
            "support|now five tickets",
            "operations|error rate on checkout is 3.8%",
            "product|opening an incident",
            "support|status page: 'some customers",
            "design|fact: new cards work",
            "engineering|started with the step to 100%",
            "operations|rolling back checkout only",
            "engineering|i can reproduce it",
            "operations|error rate 6.1%",
            "engineering|found it: the retry",
            "engineering|fix is one line",
            "operations|rollback is at 50%",
            "engineering|fix is approved",
            "operations|rollback done, errors at 0.4%"));
    LINES.put(
        "relief",
        List.of(
            "operations|error rate is zero. for real",
            "engineering|fix is out, build 4.2.188",
            "support|last failed payment was",
            "support|status page is green again",
            "product|closing the incident",
            "support|answered every ticket",
            "product|review tomorrow at ten"));
  }

  /// Runs of events in the same phase; the last may be cut.
  private static List<List<Told>> phases() {
    List<List<Told>> all = new ArrayList<>();
    for (Told event : ALL) {
      if (all.isEmpty() || !all.getLast().getLast().phase().equals(event.phase())) {
        all.add(new ArrayList<>());
      }
      all.getLast().add(event);
    }
    return all.subList(0, all.size() - 1);
  }

  private static List<Told> texts() {
    return ALL.stream().filter(e -> e.data().has("text")).toList();
  }

  @Test
  void eachPhaseKeepsItsRateAndNobodyIsEverWaitedFor() {
    Map<String, Double> expected =
        Map.of("morning", 135.0, "release", 220.0, "incident", 356.25, "relief", 160.0);
    expected.forEach(
        (name, events) -> {
          double[] each =
              phases().stream()
                  .filter(p -> p.getFirst().isIn(name))
                  .mapToDouble(List::size)
                  .toArray();
          assertThat(each).hasSizeGreaterThan(12);
          assertThat(Statistics.mean(each)).as(name).isCloseTo(events, within(events * 0.01));
        });
    for (int i = 1; i < ALL.size(); i++) {
      assertThat(ALL.get(i).seconds() - ALL.get(i - 1).seconds()).isLessThan(1 / 1.5 + 0.001);
    }
  }

  @Test
  void everyPhaseBeginsWithItsTopic() {
    List<Double> after = new ArrayList<>();
    for (List<Told> phase : phases()) {
      List<Told> topics = phase.stream().filter(e -> e.type().equals("topic")).toList();
      assertThat(topics).hasSize(1);
      after.add(topics.getFirst().seconds() - phase.getFirst().seconds());
    }
    double[] seconds = after.stream().mapToDouble(Double::doubleValue).toArray();
    assertThat(Arrays.stream(seconds).max().orElseThrow()).isLessThan(12);
    assertThat(Statistics.mean(seconds)).isLessThan(2.5);
    assertThat(ALL.getFirst().type()).isEqualTo("topic");
  }

  @Test
  void theStoryIsToldInItsOrderByThoseWhoKnowAndAlmostAlwaysToItsEnd() {
    Map<String, Integer> told = new HashMap<>();
    Map<String, Integer> due = new HashMap<>();
    for (List<Told> phase : phases()) {
      String name = phase.getFirst().phase().orElseThrow();
      List<String> lines = Objects.requireNonNull(LINES.get(name));
      int line = 0;
      for (Told event : phase) {
        String said = event.text("role") + "|" + event.text("text");
        if (event.type().equals("message")
            && line < lines.size()
            && said.startsWith(lines.get(line))) {
          line++;
        } else if (event.type().equals("message")
            && event.seconds() > phase.getFirst().seconds() + 3) {
          assertThat(lines.stream().filter(said::startsWith).toList()).as("out of order").isEmpty();
        }
      }
      told.merge(name, line, Integer::sum);
      due.merge(name, lines.size(), Integer::sum);
    }
    LINES
        .keySet()
        .forEach(
            name ->
                assertThat(told.getOrDefault(name, 0) / (double) due.getOrDefault(name, 1))
                    .as(name)
                    .isGreaterThan(0.95));
  }

  @Test
  void whoTellsTheStoryTypesForALognormalTime() {
    Random random = new Random(1);
    List<Double> times = new ArrayList<>();
    Map<String, Double> began = new HashMap<>();
    for (Told event : ALL) {
      if (event.type().equals("typing")) {
        began.put(event.text("member"), event.seconds());
      }
      String said = event.text("role") + "|" + event.text("text");
      if (event.isIn("incident")
          && event.type().equals("message")
          && Objects.requireNonNull(LINES.get("incident")).stream().anyMatch(said::startsWith)) {
        // The next event is due up to a quarter of a second later.
        times.add(
            event.seconds()
                - Objects.requireNonNull(began.get(event.text("member")))
                - random.nextDouble() / 4);
      }
    }
    double[] seconds = times.stream().mapToDouble(Double::doubleValue).toArray();
    assertThat(seconds).hasSizeGreaterThan(180);
    assertThat(
            Statistics.distance(
                seconds, x -> x <= 0 ? 0 : Statistics.normal(Math.log(x / 1.8), 0, 0.4)))
        .isLessThan(1.95);
  }

  @Test
  void whoIsAwayStaysAwayForAWhile() {
    Map<String, Double> left = new HashMap<>();
    List<Double> times = new ArrayList<>();
    int most = 0;
    for (Told event : ALL) {
      if (event.type().equals("presence") && event.text("status").equals("away")) {
        left.put(event.text("member"), event.seconds());
        most = Math.max(most, left.size());
      } else if (event.type().equals("presence")) {
        times.add(event.seconds() - Objects.requireNonNull(left.remove(event.text("member"))));
      }
    }
    double[] seconds = times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    assertThat(seconds).hasSizeGreaterThan(140);
    assertThat(seconds[0]).isGreaterThan(2.5);
    assertThat(seconds[seconds.length / 10]).isBetween(14 * Math.exp(-1.3 * 0.5), 12.0);
    assertThat(seconds[seconds.length / 2]).isBetween(14.0, 20.0);
    assertThat(most).isBetween(3, 4);
  }

  @Test
  void repliesAreMostlyToWhatWasSaidLast() {
    List<Told> replies = ALL.stream().filter(e -> e.type().equals("reply")).toList();
    double[] back =
        replies.stream().mapToDouble(e -> e.number("id") - e.number("reply_to")).toArray();
    double latest = Arrays.stream(back).filter(b -> b == 1).count() / (double) back.length;

    // Six in ten at once, and of the rest those who pick it, or themselves, among six
    assertThat(latest).isCloseTo(0.6 + 0.4 * (1 / 6.0 + 0.11), within(0.035));
    assertThat(Arrays.stream(back).filter(b -> b > 40).count()).isLessThan(back.length / 100);
    assertThat(Statistics.mean(back)).isBetween(2.0, 3.2);
  }

  @Test
  void whatIsSaidIsSeldomSaidAgain() {
    List<String> texts = texts().stream().map(e -> e.text("text")).toList();
    int again = 0;
    for (int i = 0; i < texts.size(); i++) {
      again += texts.subList(Math.max(0, i - 20), i).contains(texts.get(i)) ? 1 : 0;
    }
    assertThat(again / (double) texts.size()).isLessThan(0.025);
    assertThat(new HashSet<>(texts.subList(0, 1000))).hasSizeGreaterThan(550);
  }

  @Test
  void errandsComeInTurn() {
    List<String> notes =
        ALL.stream()
            .filter(e -> e.data().has("note"))
            .map(e -> e.text("note").replaceAll("[0-9]+", "n"))
            .toList();
    for (int round = 0; round + 15 <= notes.size(); round += 15) {
      assertThat(new HashSet<>(notes.subList(round, round + 15))).hasSize(15);
    }
    assertThat(notes).hasSizeGreaterThan(60);
  }

  @Test
  void everybodySpeaksOfTheirOwnWork() {
    Map<String, String> marks =
        Map.of(
            "support queue is at", "support",
            "backups ran at", "operations",
            "bumped the", "engineering",
            "updated the screenshots", "design",
            "release notes are in", "product",
            "cdn has the new assets", "operations",
            "stack trace:", "engineering",
            "phone has been silent", "support",
            "i now own", "design");
    Map<String, Set<String>> said = new HashMap<>();
    for (Told event : texts()) {
      marks.keySet().stream()
          .filter(event.text("text")::startsWith)
          .forEach(m -> said.computeIfAbsent(m, x -> new HashSet<>()).add(event.text("role")));
    }
    marks.forEach((mark, role) -> assertThat(said.get(mark)).as(mark).containsExactly(role));
  }

  @Test
  void phasesHaveTheirMoods() {
    assertThat(share("reaction", "relief") / share("reaction", "incident")).isBetween(2.0, 4.0);
    assertThat(share("reply", "incident") / share("reply", "morning")).isBetween(1.1, 1.6);
    assertThat(share("presence", "incident") / share("presence", "relief")).isBetween(0.2, 0.8);
    assertThat(share("typing", "morning")).isBetween(0.4, 0.48);
    assertThat(share("message", "morning")).isBetween(0.2, 0.27);
    assertThat(emoji("release", "🚀")).isBetween(0.1, 0.25);
    assertThat(emoji("morning", "🚀")).isLessThan(0.06);
    assertThat(emoji("morning", "☕")).isBetween(0.02, 0.2);
    assertThat(emoji("incident", "😱")).isBetween(0.02, 0.12);
    assertThat(emoji("relief", "❤️")).isBetween(0.1, 0.3);
  }

  /// The share of one among all reactions of a phase.
  private static double emoji(String phase, String emoji) {
    List<Told> in = ALL.stream().filter(e -> e.isIn(phase) && e.type().equals("reaction")).toList();
    return in.stream().filter(e -> e.text("emoji").equals(emoji)).count() / (double) in.size();
  }

  private static double share(String type, String phase) {
    List<Told> in = ALL.stream().filter(e -> e.isIn(phase)).toList();
    return in.stream().filter(e -> e.type().equals(type)).count() / (double) in.size();
  }
}
