package io.fabula.providers.cassette;

import static io.fabula.providers.cassette.Tapes.LOCAL;
import static io.fabula.providers.cassette.Tapes.PROMPT;
import static io.fabula.providers.cassette.Tapes.prompt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fabula.providers.Answer;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderException.Rejected;
import io.fabula.providers.ProviderSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MissTest {
  @TempDir private Path folder;
  private Tapes tapes = new Tapes(Path.of(""));

  @BeforeEach
  void inAFolderOfItsOwn() {
    tapes = new Tapes(folder);
  }

  private String missed(ProviderSettings settings, Prompt prompt) {
    Answer answer = tapes.replay(settings).ask(prompt);
    Throwable thrown = catchThrowable(answer::next);
    assertThat(thrown).isInstanceOf(Rejected.class);
    assertThat(catchThrowable(answer::next)).as("again").isSameAs(thrown);
    return String.valueOf(thrown.getMessage());
  }

  private static String key(ProviderSettings settings, Prompt prompt) {
    return Request.of(settings, prompt).key();
  }

  @Test
  void withoutAnyRecordingItSaysHowToRecord() {
    assertThat(missed(LOCAL, PROMPT))
        .isEqualTo(
            "no recording of local (llama) in %s; there is none at all, record with cassette.mode: record"
                .formatted(folder.resolve("local")));
  }

  @Test
  void itShowsTheFirstLineThatDiffers() throws Exception {
    tapes.record(LOCAL, prompt("a\nb\nc\nWrite the next 10 events."), "x");

    assertThat(missed(LOCAL, prompt("a\nb\nc\nWrite the next 20 events.")))
        .isEqualTo(
            "no recording of local (llama) in %s; the nearest, %s.json, differs in user, line 4:"
                    .formatted(
                        folder.resolve("local"),
                        key(LOCAL, prompt("a\nb\nc\nWrite the next 10 events.")))
                + " 'Write the next 20 events.' instead of 'Write the next 10 events.'");
  }

  @Test
  void aLineMoreIsADifference() throws Exception {
    tapes.record(LOCAL, prompt("a"), "x");

    assertThat(missed(LOCAL, prompt("a\nb"))).endsWith("user, line 2: 'b' instead of nothing");
  }

  @Test
  void fewerDifferentPartsAreNearerThanMoreOfTheSameText() throws Exception {
    var other = LOCAL.withOptions(Map.of("temperature", "1"));
    tapes.record(
        ProviderSettings.of("local", "ollama", "phi").withOptions(Map.of("a", "b")),
        prompt("abcdef!"),
        "x");
    tapes.record(other, prompt("abcdef"), "x");

    assertThat(missed(LOCAL, prompt("abcdef")))
        .contains(key(other, prompt("abcdef")))
        .endsWith("differs in options: nothing instead of '{temperature=1}'");
  }

  @Test
  void ofTheSamePartsTheLongestCommonTextIsNearest() throws Exception {
    tapes.record(LOCAL, prompt("ab"), "x");
    tapes.record(LOCAL, prompt("abcd"), "x");
    tapes.record(LOCAL, prompt("xbcde"), "x");

    assertThat(missed(LOCAL, prompt("abcde"))).contains(key(LOCAL, prompt("abcd")) + ".json");
  }

  @Test
  void allDifferentPartsAreNamed() throws Exception {
    tapes.record(LOCAL, PROMPT, "x");

    assertThat(
            missed(
                ProviderSettings.of("local", "ollama", "phi"),
                new Prompt("", PROMPT.user(), PROMPT.schema(), 5)))
        .endsWith("differs in model: 'phi' instead of 'llama', and in max_tokens, system");
  }

  @Test
  void whereItsProviderHasNoneAnothersIsShown() throws Exception {
    tapes.record(LOCAL, PROMPT, "x");

    assertThat(missed(ProviderSettings.of("cloud", "ollama", "llama"), PROMPT))
        .contains(folder.resolve("local").resolve(key(LOCAL, PROMPT) + ".json").toString())
        .endsWith("differs in provider: 'cloud' instead of 'local'");
  }

  @Test
  void itIsOneShortLineWithoutControlCharacters() throws Exception {
    String deep = "x".repeat(5000);
    tapes.record(LOCAL, prompt(deep + "A\u001b[31m\u202e\r" + deep), "x");

    String message = missed(LOCAL, prompt(deep + "B\u001b[31m\u202e\r" + deep));

    assertThat(message).doesNotContainPattern("[\\p{Cc}\\p{Cf}]").contains("xB [31m");
    assertThat(message.substring(message.indexOf("differs"))).hasSizeLessThan(200);
  }

  @Test
  void itShowsNoSecret() throws Exception {
    tapes.record(LOCAL, PROMPT, "x");

    assertThat(missed(LOCAL.withApiKey("sk-canary-0123"), prompt("key sk-canary-0123")))
        .doesNotContain("canary")
        .contains("'key ***'");
  }

  @Test
  void whatCannotBeReadIsNoNearest() throws Exception {
    tapes.record(LOCAL, PROMPT, "x");
    Files.writeString(folder.resolve("local/0000000000000000.json"), "{");

    assertThat(missed(LOCAL, prompt("y"))).contains(key(LOCAL, PROMPT) + ".json");
  }
}
