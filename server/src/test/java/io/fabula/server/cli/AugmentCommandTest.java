package io.fabula.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabula.providers.stub.ChatCompletionsStub;
import io.fabula.providers.stub.ScriptedAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `fabula augment` as a process: what is written where, what is said, and what is refused.
class AugmentCommandTest {
  private static final int BUDGET = 3;

  @TempDir Path folder;

  private final AtomicInteger calls = new AtomicInteger();
  private final ChatCompletionsStub model =
      ChatCompletionsStub.open(
          _ ->
              calls.incrementAndGet() == BUDGET
                  ? ScriptedAnswer.status(401, "{\"error\":{\"message\":\"no such key\"}}")
                  : ScriptedAnswer.start()
                      .token(
                          "{\"events\":[{\"message\":{\"type\":\"call\",\"ship\":\"Otter %d\"}}]}"
                              .formatted(calls.get()))
                      .finish("stop")
                      .usage(1000, 20)
                      .done());

  private Path tape = Path.of("");

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
    Files.writeString(folder.resolve("harbour.md"), "Ships call.\n");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      lines.append(
          "{ \"ts\": %d, \"text\": \"{\\\"type\\\":\\\"call\\\",\\\"ship\\\":\\\"Mirabel %d\\\"}\" }\r\n"
              .formatted(i * 100, i));
    }
    // No line end at the end.
    tape = Files.writeString(folder.resolve("tape.jsonl"), lines.toString().stripTrailing());
  }

  @AfterEach
  void close() {
    model.close();
  }

  private FabulaProcess fabula(String... arguments) throws IOException, InterruptedException {
    return FabulaProcess.run(folder, Map.of(), arguments);
  }

  @Test
  void offlineARecordingGetsMessagesAndLosesThemAgain() throws Exception {
    byte[] before = Files.readAllBytes(tape);

    FabulaProcess done =
        fabula("augment", "tape.jsonl", "--narrative", "harbour", "--count", "9", "--in-place");

    assertThat(done.exit()).as(done.err()).isZero();
    assertThat(done.out()).isEmpty();
    assertThat(done.err()).contains("9 messages put into");
    assertThat(Files.readString(tape))
        .contains("\"generated\":{\"by\":\"offline\",\"narrative\":\"harbour\"}");
    FabulaProcess stripped = fabula("augment", "tape.jsonl", "--strip", "--in-place");
    assertThat(stripped.exit()).as(stripped.err()).isZero();
    assertThat(stripped.err()).contains("9 generated messages taken out");
    assertThat(Files.readAllBytes(tape)).isEqualTo(before);
  }

  @Test
  void dataGoesToStandardOutputAndTheSameSeedGivesTheSame() throws Exception {
    FabulaProcess one = fabula("augment", "tape.jsonl", "--narrative", "harbour", "--seed", "5");
    FabulaProcess two = fabula("augment", "tape.jsonl", "--narrative", "harbour", "--seed", "5");

    assertThat(one.exit()).as(one.err()).isZero();
    assertThat(one.lines()).hasSize(33);
    assertThat(two.out()).isEqualTo(one.out());
  }

  @Test
  void aRunThatFailsSaysHowFarItCameAndIsGoneOnWith() throws Exception {
    String[] arguments = {
      "augment",
      "tape.jsonl",
      "--narrative",
      "harbour",
      "--provider",
      "stub",
      "--count",
      "4",
      "--at",
      "call",
      "-o",
      "rich.jsonl"
    };
    FabulaProcess failed = fabula(arguments);

    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.err())
        .contains("stopped at 2 of 4 messages, kept in")
        .contains("rich.jsonl.part; 'resume' goes on from there");
    assertThat(folder.resolve("rich.jsonl")).doesNotExist();
    String[] again = Arrays.copyOf(arguments, arguments.length + 1);
    again[arguments.length] = "--resume";
    FabulaProcess done = fabula(again);
    assertThat(done.exit()).as(done.err()).isZero();
    assertThat(done.err())
        .contains("4 messages put into 4 places of tape.jsonl, 2 of them from the earlier run")
        .contains("2,000 + 40 tokens");
    assertThat(calls.get()).isEqualTo(5);
    assertThat(Files.readString(folder.resolve("rich.jsonl")))
        .contains("Otter 1", "Otter 2", "Otter 4", "Otter 5", "\"by\":\"stub (m1)\"");
    assertThat(folder.resolve("rich.jsonl.part")).doesNotExist();
  }

  @Test
  void aDryRunPrintsPlacesAndTokensAndAsksNobody() throws Exception {
    FabulaProcess dry =
        fabula(
            "augment",
            "tape.jsonl",
            "--narrative",
            "harbour",
            "--provider",
            "stub",
            "--at",
            "/Mirabel 2[0-9]/",
            "--count",
            "12",
            "--dry-run");

    assertThat(dry.exit()).as(dry.err()).isZero();
    assertThat(dry.lines()).hasSize(11);
    assertThat(dry.lines().getFirst()).startsWith("tape.jsonl:21: 1 message behind it, at 20");
    assertThat(dry.lines().getLast())
        .matches("12 messages in 10 places, 10 calls of about [\\d,]+ \\+ [\\d,]+ tokens in all");
    assertThat(calls.get()).isZero();
  }

  @Test
  void whatCannotBeMeantIsRefused() throws Exception {
    assertRefused("is the recording itself", "-o", "tape.jsonl", "--narrative", "harbour");
    assertRefused("give one of them", "-o", "x.jsonl", "--in-place", "--narrative", "harbour");
    assertRefused("--narrative is needed", "-o", "x.jsonl");
    assertRefused("--resume needs -o or --in-place", "--narrative", "harbour", "--resume");
    assertRefused("its types are call", "--narrative", "harbour", "--at", "cal");
    assertRefused("no narrative 'harbor'", "--narrative", "harbor");
    assertRefused("count must be from 1", "--narrative", "harbour", "--count", "0");
    assertRefused("not a JSONPath", "--narrative", "harbour", "--at", "$[");
    FabulaProcess missing = fabula("augment", "no.jsonl", "--narrative", "harbour");
    assertThat(missing.exit()).isEqualTo(2);
    assertThat(missing.err()).contains("no.jsonl: no such file");
  }

  private void assertRefused(String why, String... more) throws Exception {
    String[] arguments = new String[more.length + 2];
    arguments[0] = "augment";
    arguments[1] = "tape.jsonl";
    System.arraycopy(more, 0, arguments, 2, more.length);
    byte[] before = Files.readAllBytes(tape);
    FabulaProcess refused = fabula(arguments);
    assertThat(refused.exit()).as(refused.err()).isEqualTo(2);
    assertThat(refused.err()).contains(why);
    assertThat(refused.out()).isEmpty();
    assertThat(Files.readAllBytes(tape)).isEqualTo(before);
  }
}
