package io.fabula.generator.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.narrative.NarrativeReader;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What the lint finds, and where; each blueprint has one thing wrong with it.
class BlueprintLintTest {
  private static final String FINE =
      """
      {"blueprint": 1,
       "entities": {"lamp": {"count": 3, "start": "off", "states": {
         "off": {"actions": [{"event": "on", "to": "lit"}]},
         "lit": {"actions": [{"event": "out", "to": "off"}]}}}},
       "events": {
         "on": {"data": {"n": {"$int": [1, 5]}}},
         "out": {}}}
      """;

  private static final String NARRATIVE =
      """
      ---
      events:
        on: { schema: { type: object, properties: { n: { type: integer, maximum: 5 } } } }
        out:
      phases: [{ name: dusk, for: 1m }, { name: night, for: 1m }]
      ---
      Lamps.
      """;

  private static List<String> lint(String blueprint, String narrative) throws Exception {
    Narrative story = NarrativeReader.parse("lamps", "lamps.md", narrative);
    return BlueprintLint.review("b", blueprint, Optional.of(story)).findings().stream()
        .map(Finding::toString)
        .toList();
  }

  /// The fine blueprint with one thing changed.
  private static List<String> changed(String what, String into) throws Exception {
    assertThat(FINE).contains(what);
    return lint(FINE.replace(what, into), NARRATIVE);
  }

  @Test
  void nothingIsFoundWhereNothingIsWrong() throws Exception {
    assertThat(lint(FINE, NARRATIVE)).isEmpty();
    assertThat(BlueprintLint.review("b", FINE, Optional.empty()).playable()).isTrue();
  }

  @Test
  void whoWaitsMustBeMovedBySomebody() throws Exception {
    String waiting =
        "\"lit\": {\"waits\": true}, \"broken\": {\"actions\": [{\"event\": \"out\"}]}";
    String lit = "\"lit\": {\"actions\": [{\"event\": \"out\", \"to\": \"off\"}]}";

    // Given a state in which a lamp waits, and no event that moves a lamp
    assertThat(changed(lit, waiting))
        .anyMatch(f -> f.contains("who waits in the state 'lit' of 'lamp' waits for ever"))
        .anyMatch(f -> f.contains("the state 'broken' of 'lamp' can never be reached"));

    // When an event moves others there
    String moving =
        FINE.replace(lit, waiting)
            .replace(
                "{\"data\": {\"n\"",
                "{\"let\": {\"o\": {\"$pick\": \"lamp\"}}, \"set\": {\"o.state\": \"broken\"}, \"data\": {\"n\"");

    // Then nothing is wrong with it
    assertThat(lint(moving, NARRATIVE)).isEmpty();
  }

  @Test
  void whatBelongsToAnotherMayWaitUntilThatOneGoes() throws Exception {
    // Given a lamp with a switch that waits once it was pressed, and goes with the lamp
    String withSwitch =
        FINE.replace(
            "\"entities\": {",
            "\"entities\": {\"house\": {\"states\": {\"a\": {\"actions\": [{\"event\": \"out\", \"to\": \"b\"}]}, \"b\": {}}},"
                + "\"switch\": {\"of\": \"house\", \"fields\": {\"n\": 1}, \"states\": {"
                + "\"up\": {\"actions\": [{\"event\": \"out\", \"to\": \"down\"}]}, \"down\": {\"waits\": true}}},");

    assertThat(withSwitch).contains("switch");
    assertThat(lint(withSwitch, NARRATIVE)).isEmpty();
  }

  @Test
  void whatIsNoJsonIsOneFindingWithItsPlace() throws Exception {
    assertThat(lint("{\"blueprint\": 1,\n oops", NARRATIVE))
        .singleElement()
        .asString()
        .startsWith("b:2:")
        .contains("not JSON");
  }

  @Test
  void whatBreaksTheSchemaAndWhatCannotBeCompiledAreFoundTogether() throws Exception {
    assertThat(changed("\"to\": \"lit\"", "\"to\": \"glowing\", \"colour\": 1"))
        .anyMatch(f -> f.equals("b:3:46: no state 'glowing'"))
        .anyMatch(f -> f.contains("unknown key 'colour'"));
  }

  @Test
  void aStateThatNoActionLeadsToIsFound() throws Exception {
    assertThat(
            changed("\"lit\": {", "\"broken\": {\"actions\": [{\"event\": \"out\"}]},\n\"lit\": {"))
        .containsExactly(
            "b:4:4: the state 'broken' of 'lamp' can never be reached: no action that can happen"
                + " leads to it");
    assertThat(changed("\"event\": \"on\", \"to\"", "\"event\": \"on\", \"weight\": 0, \"to\""))
        .as("an action of weight 0 leads nowhere")
        .anyMatch(f -> f.contains("'lit' of 'lamp' can never be reached"))
        .anyMatch(f -> f.contains("'off' of 'lamp' can never be left, and it is no end"));
  }

  @Test
  void aStateThatNobodyLeavesAndThatIsNoEndIsFound() throws Exception {
    assertThat(
            changed(
                "\"event\": \"out\", \"to\"", "\"event\": \"out\", \"when\": \"false\", \"to\""))
        .anyMatch(f -> f.startsWith("b:4:4: the state 'lit' of 'lamp' can never be left"))
        .anyMatch(f -> f.contains("the world stands still after 3 events"));
  }

  @Test
  void whatIsOffInEveryPhaseNeverHappens() throws Exception {
    assertThat(
            changed(
                "\"out\": {}}}",
                "\"out\": {}}, \"phases\": {\"dusk\": {\"events\": {\"on\": 0}},"
                    + " \"night\": {\"events\": {\"on\": 0}}}}"))
        .anyMatch(f -> f.contains("'off' of 'lamp' can never be left"));
  }

  @Test
  void aWorldThatEndsBeforeItsStoryIsFound() throws Exception {
    String mortal =
        FINE.replace("\"count\": 3,", "\"count\": 3, \"renew\": false,")
            .replace("\"to\": \"off\"", "\"to\": \"gone\"")
            .replace("\"off\": {\"actions\"", "\"gone\": {}, \"off\": {\"actions\"");

    assertThat(lint(mortal, NARRATIVE.replace("---\nevents", "---\ncount: 50\nevents")))
        .containsExactly(
            "b:2:2: the world ends after 6 events: all have come to their end, and none is renewed,"
                + " and the story is to have 50");
    assertThat(lint(mortal, NARRATIVE))
        .containsExactly(
            "b:2:2: warning: the world ends after 6 events: all have come to their end, and none is"
                + " renewed, and the narrative names no end");
    assertThat(lint(mortal, NARRATIVE.replace("---\nevents", "---\ncount: 6\nevents"))).isEmpty();
  }

  @Test
  void whatThePairDisagreesOnIsFoundAtItsPlace() throws Exception {
    assertThat(changed("\"out\": {}}}", "\"out\": {}}, \"phases\": {\"dawn\": {}}}"))
        .containsExactly("b:7:27: the narrative has no phase 'dawn'; it has dusk, night");
    assertThat(lint(FINE.replace("\"out\"", "\"dim\""), NARRATIVE))
        .contains(
            "b:7:4: the narrative declares no event 'dim'; it has on, out",
            "b:5:2: declared events that never happen: out");
  }

  @Test
  void anEventThatBreaksItsSchemaIsFoundWhereItIsMade() throws Exception {
    assertThat(changed("[1, 5]", "[1, 6]"))
        .singleElement()
        .asString()
        .startsWith("b:6:25: on data/n: ")
        .containsPattern("\\(in [\\d,]+ of [\\d,]+ events of this type\\)");
  }

  @Test
  void faultsOfTheDataAreMeant() throws Exception {
    assertThat(
            changed(
                "\"blueprint\": 1,",
                "\"blueprint\": 1, \"faults\": {\"missing_field\": 0.5, \"malformed\": 0.4, \"late\": {\"chance\": 0.1}},"))
        .isEmpty();
  }

  @Test
  void faultsOfTheDataThatAreNoneAreFoundAtTheirPlace() throws Exception {
    assertThat(
            changed(
                "\"blueprint\": 1,",
                "\"blueprint\": 1, \"faults\": {\"misplaced\": 0.5, \"late\": {\"chance\": 3}},"))
        .anyMatch(f -> f.startsWith("b:1:") && f.contains("unknown key 'misplaced'"))
        .anyMatch(f -> f.startsWith("b:1:") && f.contains("chance must be from 0 to 1, not 3"));
  }

  @Test
  void oddsThatDoNotAddUpAreWarnings() throws Exception {
    assertThat(
            changed(
                "{\"$int\": [1, 5]}",
                "{\"$choice\": [{\"value\": 1, \"weight\": 0.5}, {\"value\": 2, \"weight\": 0.2}]}"))
        .containsExactly(
            "b:6:37: warning: the weights of $choice look like probabilities, but add up to 0.7 and"
                + " not to 1");
    assertThat(
            changed(
                "\"out\": {}", "\"out\": {\"data\": {\"note\": {\"$optional\": 30, \"of\": 1}}}"))
        .containsExactly(
            "b:7:43: warning: $optional: a probability is from 0 to 1, not 30; for 30 % write 0.3");
    assertThat(changed("\"event\": \"out\"", "\"event\": \"out\", \"when\": \"chance(2)\""))
        .anyMatch(f -> f.contains("warning: chance(2): a probability is from 0 to 1"));
    assertThat(changed("\"event\": \"out\"", "\"event\": \"out\", \"weight\": 0.1"))
        .as("one weight alone is no share")
        .isEmpty();
  }

  @Test
  void anEventThatNeverComesUpIsAWarning() throws Exception {
    String narrative = NARRATIVE.replaceAll("phases: .*\n", "");

    assertThat(
            lint(
                FINE.replace(
                    "{\"event\": \"out\", \"to\": \"off\"}",
                    "{\"event\": \"on\", \"to\": \"off\"}, {\"event\": \"out\", \"when\": \"now < 0\"}"),
                narrative))
        .containsExactly(
            "b:7:4: warning: 'out' has not happened once in 10,000 events: can its action ever be"
                + " chosen?");
  }
}
