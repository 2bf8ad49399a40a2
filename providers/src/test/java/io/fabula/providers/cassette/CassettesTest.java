package io.fabula.providers.cassette;

import static io.fabula.providers.cassette.Tapes.LOCAL;
import static io.fabula.providers.cassette.Tapes.PROMPT;
import static io.fabula.providers.cassette.Tapes.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabula.providers.Answer;
import io.fabula.providers.LanguageModel;
import io.fabula.providers.ProviderException.Cancelled;
import io.fabula.providers.ProviderException.Misconfigured;
import io.fabula.providers.ProviderException.Retriable;
import io.fabula.providers.Usage;
import io.fabula.providers.cassette.Cassettes.Mode;
import io.fabula.providers.cassette.Cassettes.Speed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CassettesTest {
  @TempDir private Path folder;
  private Tapes tapes = new Tapes(Path.of(""));

  @BeforeEach
  void inAFolderThatIsMissing() {
    tapes = new Tapes(folder.resolve("cassettes"));
  }

  @Test
  void offIsTheModelItself() {
    LanguageModel real = Tapes.saying("a");

    assertThat(tapes.model(Mode.OFF, real)).isSameAs(real);
  }

  @Test
  void whatIsRecordedIsPlayedByteForByteWithoutAModel() throws Exception {
    // A character cut in two, a carriage return, a control character.
    String[] pieces = {"{\"a\":", "\"\ud83d", "\ude00é\r\n\u0001\"", "}"};
    tapes.record(LOCAL, PROMPT, pieces);

    Answer first = tapes.replay(LOCAL).ask(PROMPT);

    assertThat(first.usage()).isEqualTo(Usage.NONE);
    assertThat(read(first)).containsExactly(pieces);
    assertThat(first.usage()).isEqualTo(Tapes.USAGE);
    assertThat(first.next()).as("after the end").isEmpty();
    assertThat(read(tapes.replay(LOCAL).ask(PROMPT))).containsExactly(pieces);
  }

  @Test
  void recordingHandsOnWhatTheModelSays() throws Exception {
    Answer answer = tapes.model(Mode.RECORD, Tapes.saying("a", "b")).ask(PROMPT);

    assertThat(read(answer)).containsExactly("a", "b");
    assertThat(answer.usage()).isEqualTo(Tapes.USAGE);
  }

  @Test
  void recordingAgainReplacesWhatIsThere() throws Exception {
    tapes.record(LOCAL, PROMPT, "old");

    tapes.record(LOCAL, PROMPT, "new");

    assertThat(read(tapes.replay(LOCAL).ask(PROMPT))).containsExactly("new");
  }

  @Test
  void autoOpensTheModelOnceAndOnlyForWhatIsNotRecorded() throws Exception {
    tapes.record(LOCAL, PROMPT, "recorded");
    List<String> opened = new ArrayList<>();
    LanguageModel auto =
        Cassettes.of(Mode.AUTO, tapes.dir(), Speed.FULL)
            .around(
                LOCAL,
                () -> {
                  opened.add("once");
                  return Tapes.saying("called");
                });

    assertThat(read(auto.ask(PROMPT))).containsExactly("recorded");
    assertThat(opened).isEmpty();
    assertThat(read(auto.ask(Tapes.prompt("other")))).containsExactly("called");
    assertThat(read(auto.ask(Tapes.prompt("another")))).containsExactly("called");
    assertThat(opened).containsExactly("once");
    assertThat(read(tapes.replay(LOCAL).ask(Tapes.prompt("other")))).containsExactly("called");
  }

  @Test
  void autoSaysWhyTheModelCannotBeOpened() {
    LanguageModel auto =
        Cassettes.of(Mode.AUTO, tapes.dir(), Speed.FULL)
            .around(
                LOCAL,
                () -> {
                  throw new IllegalArgumentException("provider local needs an api_key");
                });

    Answer answer = auto.ask(PROMPT);

    assertThatThrownBy(answer::next)
        .isInstanceOf(Misconfigured.class)
        .hasMessage("provider local needs an api_key");
  }

  private void leaveAfterTheFirstPiece(Mode mode) throws Exception {
    Answer answer = tapes.model(mode, Tapes.saying("a", "b")).ask(PROMPT);
    answer.next();
    answer.close();
  }

  @Test
  void anAnswerThatWasLeftIsPlayedToThatPlace() throws Exception {
    leaveAfterTheFirstPiece(Mode.RECORD);
    Answer answer = tapes.replay(LOCAL).ask(PROMPT);

    assertThat(answer.next()).contains("a");
    assertThatThrownBy(answer::next)
        .isInstanceOf(Retriable.class)
        .hasMessage("The recording " + tapes.onlyFile() + " ends here: its reader left.");
    assertThatThrownBy(answer::next).as("again").isInstanceOf(Retriable.class);
  }

  @Test
  void anAnswerThatWasLeftReplacesNoWholeOne() throws Exception {
    tapes.record(LOCAL, PROMPT, "x", "y");

    leaveAfterTheFirstPiece(Mode.RECORD);

    assertThat(read(tapes.replay(LOCAL).ask(PROMPT))).containsExactly("x", "y");
  }

  @Test
  void aWholeAnswerReplacesOneThatWasLeft() throws Exception {
    leaveAfterTheFirstPiece(Mode.RECORD);

    tapes.record(LOCAL, PROMPT, "x", "y");

    assertThat(read(tapes.replay(LOCAL).ask(PROMPT))).containsExactly("x", "y");
  }

  @Test
  void autoCallsTheModelWhereARecordingProvedTooShort() throws Exception {
    leaveAfterTheFirstPiece(Mode.AUTO);
    LanguageModel auto = tapes.model(Mode.AUTO, Tapes.saying("whole"));
    Answer left = auto.ask(PROMPT);
    assertThat(left.next()).contains("a");
    assertThatThrownBy(left::next).isInstanceOf(Retriable.class);

    assertThat(read(auto.ask(PROMPT))).containsExactly("whole");
    assertThat(read(tapes.replay(LOCAL).ask(PROMPT))).containsExactly("whole");
  }

  @Test
  void anAnswerThatBrokeOffBreaksOffAtTheSamePlace() throws Exception {
    Answer answer = tapes.model(Mode.RECORD, Tapes.cutAfter("a")).ask(PROMPT);
    assertThat(answer.next()).contains("a");
    assertThatThrownBy(answer::next).isInstanceOf(Retriable.class);

    Answer played = tapes.replay(LOCAL).ask(PROMPT);

    assertThat(played.next()).contains("a");
    assertThatThrownBy(played::next).isInstanceOf(Retriable.class);
  }

  @Test
  void anAnswerThatFailedBeforeItsFirstTextIsNotRecorded() {
    Answer answer = tapes.model(Mode.RECORD, Tapes.cutAfter()).ask(PROMPT);

    assertThatThrownBy(answer::next).isInstanceOf(Retriable.class);

    assertThat(tapes.dir()).doesNotExist();
  }

  @Test
  void anAnswerClosedBeforeItBeganIsNotRecorded() {
    tapes.model(Mode.RECORD, Tapes.saying("a")).ask(PROMPT).close();

    assertThat(tapes.dir()).doesNotExist();
  }

  @Test
  void anInterruptedReaderStillRecords() throws Exception {
    Answer answer = tapes.model(Mode.RECORD, Tapes.saying("a", "b")).ask(PROMPT);
    answer.next();

    Thread.currentThread().interrupt();
    answer.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(tapes.onlyFile()).content().contains("\"left\"");
  }

  @Test
  void aPlayedAnswerThatIsClosedIsCancelled() throws Exception {
    tapes.record(LOCAL, PROMPT, "a", "b");
    Answer answer = tapes.replay(LOCAL).ask(PROMPT);
    answer.next();

    answer.close();

    assertThatThrownBy(answer::next).isInstanceOf(Cancelled.class);
    assertThatThrownBy(answer::next).as("again").isInstanceOf(Cancelled.class);
  }

  @Test
  void aFolderThatCannotBeWrittenCostsTheRecordingAndNotTheAnswer() throws Exception {
    Files.writeString(tapes.dir(), "a file in its place");

    Answer answer = tapes.model(Mode.RECORD, Tapes.saying("a")).ask(PROMPT);

    assertThat(read(answer)).containsExactly("a");
  }
}
