package io.fabula.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabula.providers.stub.ChatCompletionsStub;
import io.fabula.providers.stub.Request;
import io.fabula.providers.stub.ScriptedAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `fabula blueprint` as a process: what is written, what is said, and what is refused.
class BlueprintCommandTest {
  private static final String FINE =
      """
      {"blueprint": 1,
       "entities": {"ship": {"fields": {"name": {"$each": ["Mirabel"]}}, "actions": [{"event": "call"}]}},
       "events": {"call": {"data": {"ship": {"$ref": "name"}, "berth": {"$int": [1, 9]}}}}}
      """;
  private static final String FAULTY = FINE.replace("\"$ref\": \"name\"", "\"$ref\": \"nmae\"");

  @TempDir Path folder;

  private final List<String> answers = new CopyOnWriteArrayList<>();
  private final ChatCompletionsStub model =
      ChatCompletionsStub.open(
          _ ->
              ScriptedAnswer.start()
                  .token(answers.size() > 1 ? answers.removeFirst() : answers.getFirst())
                  .finish("stop")
                  .usage(1000, 200)
                  .done());

  @BeforeEach
  void files() throws IOException {
    Files.writeString(
        folder.resolve("fabula.yaml"),
        """
        narratives: .
        providers:
          stub: { type: openai-compatible, base_url: "%s", model: m1 }
        """
            .formatted(model.baseUrl()));
    Files.writeString(folder.resolve("harbour.md"), "---\nseed: 3\n---\nShips call.\n");
    answers.add(FINE);
  }

  @AfterEach
  void close() {
    model.close();
  }

  private FabulaProcess fabula(String... arguments) throws IOException, InterruptedException {
    return FabulaProcess.run(folder, Map.of(), arguments);
  }

  private String written() throws IOException {
    return Files.readString(folder.resolve("harbour.blueprint.json"));
  }

  @Test
  void aBlueprintIsWrittenAfterOneRoundOfRepairAndPlaysOffline() throws Exception {
    answers.addFirst("Sure!\n" + FAULTY);

    FabulaProcess done = fabula("blueprint", "harbour", "--provider", "stub");

    assertThat(done.exit()).as(done.err()).isZero();
    assertThat(done.lines()).singleElement().asString().endsWith("harbour.blueprint.json");
    assertThat(done.err())
        .contains("round 1, stub: 1 fault", "there is no 'nmae'; did you mean 'name'?")
        .contains("round 2, stub: no faults", "written by stub (m1) in 2 rounds")
        .contains("2,000 + 400 tokens");
    assertThat(model.requests()).extracting(Request::body).element(1).asString().contains("nmae");
    assertThat(written()).contains("\"by\": \"stub (m1)\"", "\"seed\": 3", "sha256:");
    assertThat(fabula("generate", "harbour", "--count", "3").lines()).hasSize(3);
    assertThat(fabula("blueprint", "harbour", "--check").exit()).isZero();
  }

  @Test
  void afterThreeFaultyDraftsNothingIsWritten() throws Exception {
    answers.addFirst(FAULTY);
    answers.removeLast();

    FabulaProcess failed =
        fabula("blueprint", "harbour", "--provider", "stub", "--draft", "last.json");

    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err())
        .contains("round 3, stub: 1 fault", "stub (m1) wrote no usable blueprint for 'harbour'");
    assertThat(model.requests()).hasSize(3);
    assertThat(folder.resolve("harbour.blueprint.json")).doesNotExist();
    assertThat(folder.resolve("last.json")).content().contains("nmae");
    try (var files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString())).noneMatch(f -> f.endsWith(".part"));
    }
  }

  @Test
  void whereNoModelIsNamedNothingIsAsked() throws Exception {
    FabulaProcess refused = fabula("blueprint", "harbour");

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("name a provider with --provider (stub)");
    assertThat(model.requests()).isEmpty();
  }

  @Test
  void whatIsThereIsReplacedOnlyWhereThatIsMeant() throws Exception {
    Files.writeString(folder.resolve("harbour.blueprint.json"), FINE);
    FabulaProcess own = fabula("blueprint", "harbour", "--provider", "stub");
    assertThat(own.exit()).isEqualTo(2);
    assertThat(own.err()).contains("was not written by a model; --force replaces it");
    assertThat(written()).isEqualTo(FINE);

    assertThat(fabula("blueprint", "harbour", "--provider", "stub", "--force").exit()).isZero();
    FabulaProcess again = fabula("blueprint", "harbour", "--provider", "stub");
    assertThat(again.exit()).isZero();
    assertThat(again.err()).contains("is up to date; --force writes another one");
    assertThat(model.requests()).hasSize(1);

    assertThat(fabula("blueprint", "harbour", "--provider", "stub", "--seed", "8").exit()).isZero();
    assertThat(written()).contains("\"seed\": 8");
    assertThat(model.requests()).hasSize(2);
  }

  @Test
  void anOlderBlueprintIsAFaultForTheCheckAndAWarningForWhoeverPlaysIt() throws Exception {
    assertThat(fabula("blueprint", "harbour", "--provider", "stub").exit()).isZero();
    Files.writeString(folder.resolve("harbour.md"), "---\nseed: 3\n---\nMany ships call.\n");

    FabulaProcess check = fabula("blueprint", "harbour", "--check");
    assertThat(check.exit()).isEqualTo(2);
    assertThat(check.out())
        .contains("harbour.blueprint.json:3:3: the blueprint is older than its narrative");
    assertThat(fabula("validate", "harbour.md").exit()).isEqualTo(2);
    FabulaProcess played = fabula("generate", "harbour", "--count", "3");
    assertThat(played.exit()).isZero();
    assertThat(played.lines()).hasSize(3);
    assertThat(played.err()).containsOnlyOnce("the blueprint is older than its narrative");
  }

  @Test
  void warningsAreShownAndFailNothing() throws Exception {
    Files.writeString(
        folder.resolve("harbour.blueprint.json"),
        FINE.replace("{\"$int\": [1, 9]}", "{\"$maybe\": 30, \"of\": 1}"));

    FabulaProcess check = fabula("validate", "harbour.md");

    assertThat(check.exit()).isZero();
    assertThat(check.out()).contains("warning: $maybe: a probability is from 0 to 1, not 30");
    assertThat(check.err()).contains("1 file, no faults, 1 warning");
  }

  @Test
  void aFaultyBlueprintDoesNotKeepAnotherFromBeingWritten() throws Exception {
    Files.writeString(folder.resolve("harbour.blueprint.json"), "{");

    assertThat(fabula("blueprint", "harbour", "--check").exit()).isEqualTo(2);
    assertThat(fabula("blueprint", "harbour", "--provider", "stub", "--force").exit()).isZero();
    assertThat(fabula("blueprint", "harbour", "--check").exit()).isZero();
  }

  @Test
  void theModeOnTheCommandLineStandsAboveTheNarratives() throws Exception {
    Files.writeString(folder.resolve("harbour.blueprint.json"), FINE);
    answers.set(
        0, "{\"events\":[{\"type\":\"call\",\"data\":{\"by\":\"model\"}}],\"digest\":\"\"}");

    FabulaProcess offline = fabula("generate", "harbour", "--count", "1", "--mode", "batches");
    assertThat(offline.exit()).isEqualTo(2);
    assertThat(offline.err()).contains("--mode batches needs a model");
    FabulaProcess batches =
        fabula("generate", "harbour", "--count", "1", "--mode", "batches", "--provider", "stub");
    assertThat(batches.out()).as(batches.err()).contains("\"by\":\"model\"");
    FabulaProcess world =
        fabula("generate", "harbour", "--count", "1", "--mode", "blueprint", "--provider", "stub");
    assertThat(world.out()).contains("Mirabel");
    assertThat(model.requests()).hasSize(1);
  }
}
