package io.fabula.generator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.recording.Readings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ReplayFileTest {
  @TempDir Path folder;

  private Readings read(String jsonl) throws IOException {
    return Readings.of(folder, jsonl);
  }

  @Test
  void everythingALineCanSayIsRead() throws IOException {
    Readings read =
        read(
            """
            {"ts":0,"dir":"in","text":"hello"}
            {"ts":12.5,"binary":"AAEC/w==","waitFor":"^ok$","timeout":"5s"}
            {"ts":20,"dir":"out","text":"a\\tb \\u00fc \\ud83d\\ude00","generated":{"by":"claude","narrative":"chat"}}
            """);

    assertThat(read.faults()).isEmpty();
    assertThat(read.lines())
        .containsExactly(
            Line.of(Duration.ZERO, Direction.IN, new Message.Text("hello")),
            new Line(
                Duration.ofNanos(12_500_000),
                Direction.OUT,
                new Message.Binary(new byte[] {0, 1, 2, -1}),
                Optional.of(WaitFor.parse("^ok$").within(Duration.ofSeconds(5))),
                Optional.empty()),
            new Line(
                Duration.ofMillis(20),
                Direction.OUT,
                new Message.Text("a\tb ü 😀"),
                Optional.empty(),
                Optional.of(new Generated("claude", Optional.of("chat")))));
  }

  @Test
  void whatALineDoesNotSayIsTheUsual() throws IOException {
    Readings read =
        read(
            """
            {"text":"first"}
            {"ts":7,"text":"second"}
            {"text":"third"}
            """);

    assertThat(read.faults()).isEmpty();
    assertThat(read.lines()).extracting(line -> line.at().toMillis()).containsExactly(0L, 7L, 7L);
    assertThat(read.lines()).extracting(Line::direction).containsOnly(Direction.OUT);
  }

  @Test
  void everyFaultOfEveryLineIsToldWithItsPlace() throws IOException {
    Readings read =
        read(
            """
            {"ts":10,"text":"good"}
            {"ts":9,"dir":"up","tekst":"a","waitfor":"x"}
            {"ts":"soon","text":7,"binary":"??"}
            {"ts":11,"text":"ü","waitFor":"(","generated":{"bye":"me"}}
            {"ts":12,"dir":"in","text":"b","waitFor":"$.a","timeout":"never"}
            {"ts":13,"text":"c","timeout":"5s"}
            {"ts":14,"text":"d"} {"ts":15}
            {"ts":16,"text":"d",}

            [1]
            {"ts":17,"text":"half \\ud800"}
            {"ts":18,"ts":18,"text":"a","text":"b"}
            {"ts":18,"dir":"out"}
            {"ts":19,"text":"good too"}
            """);

    assertThat(read.faults())
        .containsExactly(
            "2:7: ts falls: 9 after 10 in line 1; sort the lines, or mend the number",
            "2:15: dir must be out or in, not 'up': the server's word or the client's",
            "2:20: unknown key 'tekst'; did you mean 'text'?",
            "2:32: unknown key 'waitfor'; did you mean 'waitFor'?",
            "3:7: ts must be a plain number of milliseconds from 0 to 1000000000000, with three"
                + " decimals at most, not text",
            "3:21: text must be text, not a number; put it in quotes, and quotes within it as \\\"",
            "3:23: a line has 'text' or 'binary', not both",
            "3:32: binary must be base64 (RFC 4648): Illegal base64 character 3f",
            "4:31: waitFor: not a pattern in RE2 syntax: error parsing regexp: missing closing ): `(`",
            "4:47: generated needs 'by', the name of who wrote the line",
            "4:48: unknown key 'bye'; did you mean 'by'?",
            "5:32: what the client said waits for nothing; put waitFor on the out line behind it",
            "5:58: timeout must be a duration of up to 24h, such as 250ms, 5s or 2m, not 'never'",
            "6:21: timeout without waitFor: nothing is waited for",
            "7:22: not JSON: something follows its end",
            "8:21: not JSON: unexpected character ('}' (code 125)): was expecting double-quote to"
                + " start field name",
            "9:1: a replay line is an object such as {\"ts\":0,\"text\":\"...\"}, not an empty line",
            "10:1: a replay line is an object such as {\"ts\":0,\"text\":\"...\"}, not a list",
            "11:17: text: half a character (U+D800) cannot be sent as text",
            "12:10: the key 'ts' stands twice",
            "12:29: the key 'text' stands twice",
            "13:1: a line needs 'text' or 'binary': what was said");
    assertThat(read.canonical())
        .isEqualTo(
            """
            {"ts":10,"dir":"out","text":"good"}
            {"ts":19,"dir":"out","text":"good too"}
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.0, 0",
    "0.001, 0.001",
    "12.340, 12.34",
    "1000000000000, 1000000000000",
    "999999999999.999, 999999999999.999",
    "5.1000, 5.1",
  })
  void timesAreExactToTheMicrosecond(String written, String canonical) throws IOException {
    Readings read = read("{\"ts\":%s,\"text\":\"\"}\n".formatted(written));

    assertThat(read.faults()).isEmpty();
    assertThat(read.canonical())
        .isEqualTo("{\"ts\":%s,\"dir\":\"out\",\"text\":\"\"}\n".formatted(canonical));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "-0",
        "0.0001",
        "1e3",
        "1E-3",
        "1000000000000.001",
        "99999999999999999999",
        "null",
        "true",
        "{}",
        "[[1]]"
      })
  void otherTimesAreFaults(String written) throws IOException {
    assertThat(read("{\"text\":\"a\",\"ts\":%s}".formatted(written)).faults())
        .singleElement()
        .asString()
        .startsWith("1:18: ts must be a plain number of milliseconds");
  }

  @Test
  void linesAreCopiedByteForByteHoweverTheyAreWritten() throws IOException {
    String odd =
        "  {\"text\" : \"\\u0061\",\"ts\":0.50 }\t\r\n{\"dir\":\"in\",\"text\":\"ü\"}\n"
            + "{\"text\":\"no end\"}";

    Readings read = read(odd);

    assertThat(read.faults()).isEmpty();
    assertThat(read.copied()).isEqualTo(odd.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aNewLineBehindACopyStandsOnALineOfItsOwn() throws IOException {
    Readings read = read("{\"text\":\"no end\"}");
    Path out = folder.resolve("out.jsonl");
    try (OutputStream stream = Files.newOutputStream(out)) {
      LineWriter writer = new LineWriter(stream);
      writer.copy(read.placed().getFirst());
      writer.write(Line.of(Duration.ofMillis(1), Direction.OUT, new Message.Text("new")));
      writer.finish();
    }

    assertThat(out)
        .hasContent("{\"text\":\"no end\"}\n{\"ts\":1,\"dir\":\"out\",\"text\":\"new\"}\n");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstLine() throws IOException {
    Readings read = read("\ufeff{\"text\":\"a\",\"x\":1}\n");

    assertThat(read.faults()).singleElement().asString().startsWith("1:13: unknown key 'x'");
    assertThat(read("\ufeff{\"text\":\"a\"}\n").copied()).asString().startsWith("{");
  }

  @Test
  void columnsCountCharactersAndNotBytes() throws IOException {
    assertThat(read("{\"text\":\"äöü€😀\",\"x\":1}").faults().getFirst())
        .startsWith("1:18: unknown");
  }

  @ParameterizedTest
  @CsvSource({"c3 28, 10", "ff, 10", "c0 af, 10", "ed a0 80, 10", "f4 90 80 80, 10"})
  void whatIsNotUtf8IsToldWhereItIs(String hex, int column) throws IOException {
    byte[] bad = java.util.HexFormat.ofDelimiter(" ").parseHex(hex);
    byte[] line = "{\"text\":\"X\"}\n{\"text\":\"good\"}\n".getBytes(StandardCharsets.UTF_8);
    byte[] file = new byte[line.length - 1 + bad.length];
    System.arraycopy(line, 0, file, 0, 9);
    System.arraycopy(bad, 0, file, 9, bad.length);
    System.arraycopy(line, 10, file, 9 + bad.length, line.length - 10);

    Readings read = Readings.of(folder, file);

    assertThat(read.faults())
        .containsExactly("1:%d: not UTF-8; save the file as UTF-8".formatted(column));
    assertThat(read.lines()).hasSize(1);
  }

  @Test
  void aLineThatIsTooLongIsPassedOverAndSaid() throws IOException {
    Path file = folder.resolve("long.jsonl");
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write("{\"text\":\"first\"}\n{\"text\":\"".getBytes(StandardCharsets.UTF_8));
      byte[] filler = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 60; i++) {
        out.write(filler);
      }
      out.write("\"}\n{\"text\":\"last\"}".getBytes(StandardCharsets.UTF_8));
    }

    Readings read = Readings.of(ReplayFile.of(file));

    assertThat(read.faults()).containsExactly("2:1: longer than 24 MiB, the most a line may have");
    assertThat(read.lines())
        .extracting(Line::message)
        .containsExactly(new Message.Text("first"), new Message.Text("last"));
    assertThat(read.placed().getLast().place().line()).isEqualTo(3);
  }

  @Test
  void aMessageOf16MebibytesFits() throws IOException {
    byte[] large = new byte[16 << 20];
    large[large.length - 1] = 7;
    String line = LineWriter.text(Line.of(Duration.ZERO, Direction.OUT, new Message.Binary(large)));

    Readings read = read(line);

    assertThat(read.faults()).isEmpty();
    assertThat(read.lines().getFirst().message()).isEqualTo(new Message.Binary(large));
  }

  @Test
  void depthAndKeysOfHostileLinesAreBounded() throws IOException {
    Readings read =
        read(
            "{\"a\":"
                + "[".repeat(100_000)
                + "\n{\""
                + "k".repeat(300_000)
                + "\":1}\n"
                + "{\"ts\":"
                + "9".repeat(5000)
                + "}\n{\"text\":\"still here\"}\n");

    assertThat(read.faults())
        .hasSizeGreaterThan(3)
        .allSatisfy(f -> assertThat(f).hasSizeLessThan(400));
    assertThat(read.lines()).hasSize(1);
  }

  @Test
  void aHopelessLineIsGivenUpEarly() throws IOException {
    StringBuilder line = new StringBuilder("{");
    for (int i = 0; i < 500_000; i++) {
      line.append("\"unknown").append(i).append("\":1,");
    }
    Readings read = read(line + "\"text\":\"a\"}\n{\"text\":\"good\"}\n");

    assertThat(read.faults()).hasSize(21);
    assertThat(read.faults().getLast()).endsWith("further faults of this message are not told");
    assertThat(read.lines()).hasSize(1);
  }

  @Test
  void anEmptyFileIsNoReplay() throws IOException {
    assertThat(read("").faults()).containsExactly("1:1: empty: a replay has one line at least");
  }

  @Test
  void aReadingMayEndAtTheFirstFault() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("bad.jsonl"), "{\"text\":\"a\"}\n{\"txt\":\"b\"}\n{\"text\":\"c\"}\n");
    try (Lines lines = ReplayFile.of(file).read()) {
      assertThat(lines.next()).isPresent();
      assertThatThrownBy(lines::next)
          .isInstanceOf(InvalidDocumentException.class)
          .hasMessage(file + ":2:2: unknown key 'txt'; did you mean 'text'?");
    }
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertThatThrownBy(() -> ReplayFile.of(folder.resolve("none.jsonl")).read())
        .hasMessageEndingWith("none.jsonl: no such file");
    assertThatThrownBy(() -> ReplayFile.of(folder).read())
        .hasMessageEndingWith("a folder, not a file");
  }

  @Test
  void aRecordingIsReadByManyAtATime() throws IOException {
    Path file =
        Files.writeString(folder.resolve("two.jsonl"), "{\"text\":\"a\"}\n{\"text\":\"b\"}\n");
    Recording recording = ReplayFile.of(file);
    try (Lines one = recording.read();
        Lines two = recording.read()) {
      assertThat(one.next()).isPresent();
      assertThat(one.next()).isPresent();
      assertThat(two.next().orElseThrow().line().message()).isEqualTo(new Message.Text("a"));
      assertThat(one.next()).isEmpty();
    }
    assertThat(recording.name()).isEqualTo("two");
    assertThat(recording.origin()).isEqualTo(Origin.UNKNOWN);
  }
}
