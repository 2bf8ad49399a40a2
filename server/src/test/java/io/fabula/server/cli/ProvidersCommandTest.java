package io.fabula.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabula.providers.stub.ChatCompletionsStub;
import io.fabula.providers.stub.ScriptedAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `fabula providers`, and model calls from the command line, as processes.
class ProvidersCommandTest {
  private static final String KEY = "canary-key-0123456789";

  @TempDir Path folder;

  private final ChatCompletionsStub well =
      ChatCompletionsStub.open(
          request ->
              request.body().contains("check a connection")
                  ? ScriptedAnswer.start()
                      .token("{\"reachable\":")
                      .token(" true}")
                      .finish("stop")
                      .usage(31, 7)
                      .done()
                  : ScriptedAnswer.of(
                      "{\"events\":[{\"type\":\"a\",\"data\":{\"n\":1}},"
                          + "{\"type\":\"a\",\"data\":{\"n\":2}}],\"digest\":\"\"}"));

  private final ChatCompletionsStub unwell =
      ChatCompletionsStub.open(
          request ->
              ScriptedAnswer.status(
                  401,
                  "{\"error\":{\"message\":\"bad key %s\"}}"
                      .formatted(request.header("authorization").orElse(""))));

  @AfterEach
  void close() {
    well.close();
    unwell.close();
  }

  private FabulaProcess fabula(String... arguments) throws IOException, InterruptedException {
    Files.writeString(
        folder.resolve("fabula.yaml"),
        """
        provider: good
        providers:
          good: { type: openai-compatible, base_url: "%s", model: m1, fallback: [bad] }
          bad: { type: openai-compatible, base_url: "%s", model: m2, api_key: "${KEY}" }
        budget: { tokens_per_day: 5000 }
        """
            .formatted(well.baseUrl(), unwell.baseUrl()));
    Files.writeString(folder.resolve("tale.md"), "---\ncount: 2\n---\nTwo steps.\n");
    return FabulaProcess.run(folder, Map.of("KEY", KEY), arguments);
  }

  @Test
  void aCheckAsksEachProviderAndTellsWhatItFound() throws Exception {
    FabulaProcess check = fabula("providers", "--check");

    assertThat(check.exit()).isEqualTo(1);
    assertThat(check.out())
        .containsPattern("good +yes +m1 +\\d+ ms +yes +31 \\+ 7")
        .containsPattern("bad +no +m2 +- +- +0 \\+ 0")
        .contains("bad: bad refused the API key (HTTP 401)");
    assertThat(check.out() + check.err()).doesNotContain(KEY);
    assertThat(well.requests()).hasSize(1);
    assertThat(unwell.requests()).hasSize(1);
  }

  @Test
  void oneProviderAloneCanBeCheckedWithAnyModel() throws Exception {
    FabulaProcess check = fabula("providers", "--check", "--provider", "good", "--model", "other");

    assertThat(check.exit()).isZero();
    assertThat(check.out()).containsPattern("good +yes +other").doesNotContain("bad");
    assertThat(well.requests().getFirst().body()).contains("\"model\":\"other\"");
    assertThat(unwell.requests()).isEmpty();
  }

  @Test
  void whatACallHasCostIsShownByTheNextCommand() throws Exception {
    assertThat(fabula("generate", "tale.md").exit()).isZero();

    FabulaProcess shown = fabula("providers");
    assertThat(shown.exit()).isZero();
    assertThat(shown.out())
        .containsPattern("\\* +good +openai-compatible +m1 .* bad")
        .containsPattern("good: 1 calls, [\\d,]+ tokens")
        .contains("of 5,000 tokens");
  }

  @Test
  void recordedAnswersArePlayedWithoutProviderAndKey() throws Exception {
    FabulaProcess recorded = run(Map.of("FABULA_CASSETTE_MODE", "record", "KEY", KEY));
    well.close();

    FabulaProcess played = run(Map.of("FABULA_CASSETTE_MODE", "replay"));

    assertThat(played.exit()).as(played.err()).isZero();
    assertThat(played.out()).isEqualTo(recorded.out()).contains("\"sequence\":2");
  }

  private FabulaProcess run(Map<String, String> environment)
      throws IOException, InterruptedException {
    fabula("--version");
    return FabulaProcess.run(
        folder, environment, "generate", "tale.md", "--start", "2026-11-20T12:00:00Z");
  }

  @Test
  void whatWasNotRecordedIsNotPlayed() throws Exception {
    assertThat(run(Map.of("FABULA_CASSETTE_MODE", "record", "KEY", KEY)).exit()).isZero();

    FabulaProcess missing =
        FabulaProcess.run(
            folder,
            Map.of("FABULA_CASSETTE_MODE", "replay"),
            "generate",
            "tale.md",
            "--model",
            "newer",
            "--provider",
            "good");

    assertThat(missing.exit()).isEqualTo(1);
    assertThat(missing.err()).contains("no recording of good (newer)", "differs in model");
  }
}
