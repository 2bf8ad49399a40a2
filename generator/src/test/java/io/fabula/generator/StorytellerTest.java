package io.fabula.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Problem;
import io.fabula.generator.event.Event;
import io.fabula.generator.story.Telling;
import io.fabula.providers.fallback.Models;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
@SuppressWarnings("StringConcatToTextBlock")
class StorytellerTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final String WORLD =
      "{\"blueprint\":1,\"entities\":{\"e\":{\"actions\":[{\"event\":\"t\"}]}},\"events\":{\"t\":{\"data\":{\"n\":{\"$int\":[1,9]}}}}}";

  @TempDir Path folder;

  private final Storyteller storyteller =
      new Storyteller(
          Models.offline(), Optional.empty(), Clock.fixed(NOW, ZoneOffset.UTC), new Random(1));

  @BeforeEach
  void stories() throws Exception {
    Files.writeString(folder.resolve("tale.md"), "---\nseed: 3\n---\nA tale.");
    Files.writeString(folder.resolve("tale.blueprint.json"), WORLD);
    Files.writeString(folder.resolve("bare.md"), "No blueprint.");
    Files.writeString(folder.resolve("notes.txt"), "x");
  }

  @Test
  void aBlueprintIsToldFromNowWithTheNarrativesSeed() throws Exception {
    Story story = new Library(folder).find("tale");

    try (var timeline = storyteller.tell(story, Telling.PLAIN)) {
      Event first = timeline.next().orElseThrow();
      assertThat(first.timestamp()).isEqualTo(NOW);
      assertThat(timeline.seed()).isEqualTo(3);
    }
    assertThat(storyteller.repeatable(story)).isTrue();
  }

  @Test
  void aStoryThatNobodyCanTellSaysWhatWouldHelp() {
    Story story = new Library(folder).find("bare");

    assertThatThrownBy(() -> storyteller.tell(story, Telling.PLAIN))
        .isInstanceOf(UnplayableException.class)
        .hasMessageContaining("--provider")
        .hasMessageContaining("./fabula blueprint bare --provider NAME")
        .hasMessageContaining("bare.blueprint.json")
        .hasMessageContaining("declare 'events'");
    assertThatThrownBy(() -> storyteller.repeatable(story)).isInstanceOf(UnplayableException.class);
  }

  private Story declaring(String front) throws Exception {
    Files.writeString(folder.resolve("declared.md"), "---\n" + front + "\n---\nA tale.");
    return new Library(folder).find("declared");
  }

  @Test
  void withoutABlueprintTheDeclaredSchemasAreDrawnFrom() throws Exception {
    Story story =
        declaring(
            "events: { t: { schema: { type: object, required: [n], properties: { n: { type:"
                + " integer, minimum: 3, maximum: 3 } } } } }");

    assertThat(storyteller.repeatable(story)).isTrue();
    try (var timeline = storyteller.tell(story, Telling.PLAIN.withFrom(1000))) {
      Event first = timeline.next().orElseThrow();
      assertThat(first.sequence()).isEqualTo(1000);
      assertThat(first.type()).isEqualTo("t");
      assertThat(first.data()).isEqualTo("{\"n\":3}");
    }
    assertThat(StoryValidator.narrative(folder.resolve("declared.md"))).isEmpty();
  }

  @Test
  void typesWithoutAnySchemaAreNotEnoughAndABlueprintThatIsAskedForIsMissed() throws Exception {
    for (String front :
        new String[] {"events: { t: }", "mode: blueprint\nevents: { t: { schema: {} } }"}) {
      Story story = declaring(front);
      assertThatThrownBy(() -> storyteller.tell(story, Telling.PLAIN))
          .isInstanceOf(UnplayableException.class)
          .hasMessageContaining("has no blueprint");
      assertThat(StoryValidator.narrative(folder.resolve("declared.md"))).isEmpty();
    }
  }

  @Test
  void aSchemaThatNothingFulfilsIsAFaultAtItsPlace() throws Exception {
    String front =
        """
        events:
          fine: { schema: { type: object } }
          odd:
            schema:
              required: [n]
              properties:
                n: { type: integer, minimum: 9, maximum: 3 }\
        """;
    Story story = declaring(front);

    assertThatThrownBy(() -> storyteller.tell(story, Telling.PLAIN))
        .isInstanceOf(UnplayableException.class)
        .hasMessageStartingWith("'declared': " + folder.resolve("declared.md") + ":8:12: no 'odd'")
        .hasMessageContaining("can be drawn from its schema at /properties/n: no number lies in")
        .hasMessageEndingWith("or give it examples, enum or const to draw from");
    assertThat(StoryValidator.narrative(folder.resolve("declared.md")))
        .singleElement()
        .asString()
        .contains("declared.md:8:12: no 'odd' can be drawn");
    declaring("provider: openai\n" + front);
    assertThat(StoryValidator.narrative(folder.resolve("declared.md")))
        .as("a model writes it")
        .isEmpty();
  }

  @Test
  void theLibraryListsItsStoriesAndReadsThemAgainWhenTheyChange() throws Exception {
    Library library = new Library(folder);
    assertThat(library.names()).containsExactly("bare", "tale");
    Story before = library.find("bare");
    assertThat(library.find("bare")).isSameAs(before);

    Files.writeString(folder.resolve("bare.md"), "Something much longer.");

    assertThat(library.find("bare").narrative().prose()).isEqualTo("Something much longer.");
    assertThat(new Library(folder.resolve("none")).names()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../tale", "/etc/passwd", "..", "", "a/b", "tale\0", "C:\\x", "tale.md", "%2e%2e"})
  void noNameLeadsOutOfTheFolder(String name) {
    assertThat(new Library(folder).named(name)).isEmpty();
  }

  @Test
  void anUnknownNameComesWithTheNearest() {
    assertThatThrownBy(() -> new Library(folder).find("tael"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("did you mean 'tale'?");
  }

  @Test
  void validationFindsTheFaultsOfBothFilesAndOfBothTogether() throws Exception {
    assertThat(StoryValidator.narrative(folder.resolve("tale.md"))).isEmpty();

    Files.writeString(
        folder.resolve("tale.md"),
        "---\n"
            + "events: { t: { schema: { properties: { n: { maximum: 5 } } } }, never: }\n"
            + "---\n"
            + "A tale.");
    assertThat(StoryValidator.narrative(folder.resolve("tale.md")))
        .extracting(Problem::message)
        .anyMatch(m -> m.contains("never happen: never"))
        .anyMatch(m -> m.startsWith("t data/n"));

    Files.writeString(folder.resolve("tale.md"), "---\nraet: 1\n---\nx");
    Files.writeString(folder.resolve("tale.blueprint.json"), "{");
    assertThat(StoryValidator.blueprint(folder.resolve("tale.blueprint.json"))).hasSize(2);
  }

  @Test
  void aBlueprintOfAnyNameIsReadAsABlueprint() throws Exception {
    Path file = folder.resolve("world.json");
    Files.writeString(file, "{\"blueprint\":1}");

    assertThat(StoryValidator.blueprint(file)).isNotEmpty();
    assertThatThrownBy(() -> io.fabula.generator.blueprint.Blueprint.read(file))
        .isInstanceOf(InvalidDocumentException.class);
  }

  @Test
  void aLinkLeadsNobodyOutOfTheFolder() throws Exception {
    Path outside = Files.writeString(folder.resolve("secret.md"), "A secret.");
    Path shelf = Files.createDirectories(folder.resolve("shelf"));
    Files.createSymbolicLink(shelf.resolve("out.md"), outside);

    assertThat(new Library(shelf).named("out")).isEmpty();
  }
}
