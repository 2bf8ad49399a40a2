package io.fabula.generator.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.replay.Lines;
import io.fabula.generator.replay.Message;
import io.fabula.generator.replay.Millis;
import io.fabula.generator.replay.Origin;
import io.fabula.generator.replay.Recording;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// HARs as five tools write them, and as nobody should.
@Timeout(60)
class HarFileTest {
  private static final Path SAMPLES = Path.of("src/test/resources/recordings");

  @TempDir Path folder;

  private static List<Recording> sample(String tool, Review review) throws IOException {
    return Recordings.open(SAMPLES.resolve(tool + ".har"), Format.HAR, review);
  }

  private Readings messages(String messages) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("one.har"),
            """
            {"log":{"entries":[{"startedDateTime":"2026-01-01T00:00:00Z",
            "request":{"url":"ws://a/"},"_resourceType":"websocket","_webSocketMessages":[
            %s
            ]}]}}
            """
                .formatted(messages));
    return Readings.of(Recordings.open(file).getFirst());
  }

  @Test
  void chromesMessagesStandBeforeTheirAddressAndItsErrorsAreNoMessages() throws IOException {
    Review review = new Review(10);
    List<Recording> recordings = sample("chrome", review);

    assertThat(review.faults()).isEmpty();
    assertThat(review.omissions())
        .extracting(Review.Omission::what)
        .containsExactly("an HTTP exchange that is no WebSocket");
    Recording recording = recordings.getFirst();
    assertThat(recording.name()).isEqualTo("chrome");
    assertThat(recording.origin().url())
        .contains("wss://kiosk.example/live?table=12&api_key=k-1c9a0b7d55");
    assertThat(recording.origin().start()).contains(Instant.parse("2026-03-02T09:14:07.812Z"));
    assertThat(recording.origin().requestHeaders()).hasSize(7);
    assertThat(recording.origin().responseHeaders()).hasSize(3);
    Readings read = Readings.of(recording);
    assertThat(read.faults()).isEmpty();
    assertThat(read.omitted()).singleElement().asString().endsWith(": an error");
    assertThat(read.canonical())
        .isEqualTo(
            """
            {"ts":100.345,"dir":"in","text":"{\\"op\\":\\"login\\",\\"token\\":\\"kiosk-4711-secret-word\\"}"}
            {"ts":138.001,"dir":"out","text":"{\\"op\\":\\"welcome\\",\\"table\\":12}"}
            {"ts":1688,"dir":"in","text":"{\\"op\\":\\"order\\",\\"items\\":[\\"Käsespätzle\\",\\"🍋\\"]}"}
            {"ts":1919,"dir":"out","binary":"AAECAwT/"}
            """);
  }

  @Test
  void mitmproxysUpgradesAreHttpRequestsWithSevenDecimals() throws IOException {
    Recording recording = sample("mitmproxy", new Review(10)).getFirst();

    assertThat(recording.origin().url()).contains("https://telemetry.example/ocpp/CP-0017");
    assertThat(recording.origin().start()).contains(Instant.parse("2026-03-02T09:20:00.250Z"));
    Readings read = Readings.of(recording);
    assertThat(read.omitted())
        .hasSize(2)
        .allMatch(what -> what.endsWith("a fraction of a microsecond"));
    assertThat(read.lines())
        .extracting(line -> Millis.text(line.at().toNanos() / 1000))
        .containsExactly("251.235", "360", "59750", "59875");
    assertThat(read.lines().get(2).message())
        .isEqualTo(
            new Message.Binary(new byte[] {(byte) 0xde, (byte) 0xad, (byte) 0xbe, (byte) 0xef}));
  }

  @Test
  void playwrightsSocketsAreSeveralAndItsTimesMayBeMilliseconds() throws IOException {
    Review review = new Review(10);
    List<Recording> recordings = sample("playwright", review);

    assertThat(recordings)
        .extracting(Recording::name)
        .containsExactly("playwright-1", "playwright-2", "playwright-3");
    assertThat(review.omissions())
        .extracting(Review.Omission::what)
        .containsExactly("a WebSocket connection without recorded messages");
    assertThat(Readings.of(recordings.get(0)).canonical())
        .isEqualTo(
            """
            {"ts":50,"dir":"in","text":"{\\"here\\":\\"Nils\\"}"}
            {"ts":80.5,"dir":"out","text":"{\\"here\\":[\\"Nils\\",\\"Asta\\"]}"}
            """);
    Readings second = Readings.of(recordings.get(1));
    assertThat(second.omitted())
        .singleElement()
        .asString()
        .endsWith("a time that falls (the one before is taken)");
    assertThat(second.canonical())
        .isEqualTo(
            """
            {"ts":100,"dir":"out","binary":"gQAAAP8="}
            {"ts":100,"dir":"out","text":""}
            {"ts":200,"dir":"in","text":"undo"}
            """);
    assertThat(Readings.of(recordings.get(2)).lines()).isEmpty();
  }

  @Test
  void devProxysCloseFrameIsTheEnd() throws IOException {
    Recording recording = sample("devproxy", new Review(10)).getFirst();

    assertThat(recording.origin().close())
        .contains(new Origin.Close(1000, "bye", Optional.of(Duration.ofMillis(5020))));
    Readings read = Readings.of(recording);
    assertThat(read.faults()).isEmpty();
    assertThat(read.lines()).hasSize(3);
    assertThat(read.omitted().stream().map(what -> what.replaceFirst("^[^ ]* ", "")))
        .containsExactly("a ping", "a pong", "a close frame");
    assertThat(read.placed().getFirst().place().line()).isEqualTo(59);
  }

  @Test
  void httpToolkitSaysHowItEndedAndWritesLocalTime() throws IOException {
    Recording recording = sample("httptoolkit", new Review(10)).getFirst();

    assertThat(recording.origin().start()).contains(Instant.parse("2026-03-02T12:00:00Z"));
    assertThat(recording.origin().close())
        .contains(
            new Origin.Close(4001, "room is full", Optional.of(Duration.ofNanos(3_020_500_000L))));
    assertThat(Readings.of(recording).canonical())
        .isEqualTo(
            """
            {"ts":43.1,"dir":"in","text":"PING 1"}
            {"ts":61.2,"dir":"out","text":"PONG 1"}
            {"ts":1500,"dir":"out","binary":"SGk="}
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"receive\",\"time\":1767225600.5,\"opcode\":2,\"data\":\"a?\"} | 3:57: data of a binary message must be base64: Illegal base64 character 3f",
        "{\"type\":\"sent\",\"time\":1767225600.5,\"data\":\"a\"} | 3:1: type must be send (by the client) or receive, not 'sent'",
        "{\"time\":1767225600.5,\"data\":\"a\"} | 3:1: type must be send (by the client) or receive, not nothing",
        "{\"type\":\"send\",\"time\":\"noon\",\"data\":\"a\"} | 3:23: time must be seconds since 1970, not text",
        "{\"type\":\"send\",\"time\":-5,\"data\":\"a\"} | 3:23: time must be seconds since 1970, not -5",
        "{\"type\":\"send\",\"time\":1e99999999,\"data\":\"a\"} | 3:23: time must be seconds since 1970, not 1e99999999",
        "{\"type\":\"send\",\"time\":1e12,\"data\":{\"a\":[1]}} | 3:35: data must be text, not an object",
        "{\"type\":\"send\",\"time\":1767225600,\"opcode\":\"1\",\"data\":\"a\"} | 3:43: opcode must be a small number, not text",
        "[] | 3:1: a message must be an object, not a list",
        "{\"type\":\"receive\",\"time\":1767225600,\"data\":\"ü\",\"_fabula\":{\"waitfor\":\"a\"}} | 3:59: unknown key 'waitfor'; did you mean 'waitFor'?",
        "{\"type\":\"send\",\"time\":1767225600,\"data\":\"a\",\"_fabula\":{\"waitFor\":\"a\"}} | 3:56: what the client said waits for nothing; put waitFor on the out line behind it",
      })
  void aMessageThatIsNoneIsAFaultAtItsPlace(String message, String fault) throws IOException {
    Readings read =
        messages(message + ",\n{\"type\":\"receive\",\"time\":1767225601,\"data\":\"b\"}");

    assertThat(read.faults()).containsExactly(fault);
    assertThat(read.lines()).hasSize(1);
  }

  @Test
  void whatIsMissingOrNullIsTheUsual() throws IOException {
    Readings read =
        messages(
            """
            {"type":"receive","time":1767225600.25,"opcode":null,"data":null,"_fabula":null,"note":null},
            {"type":"receive","opcode":2,"data":"-_8="},
            {"type":"receive","time":null,"data":"half \\ud83d","size":7}
            """);

    assertThat(read.faults()).isEmpty();
    assertThat(read.canonical())
        .isEqualTo(
            """
            {"ts":250,"dir":"out","text":""}
            {"ts":250,"dir":"out","binary":"+/8="}
            {"ts":250,"dir":"out","text":"half \ufffd"}
            """);
    assertThat(read.omitted())
        .containsExactly(
            "4:1: a message without a time (that of the one before is taken)",
            "5:59: the key 'size' of a message",
            "5:1: a message without a time (that of the one before is taken)",
            "5:1: half a character (U+FFFD is taken)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"log\":{}} | not a HAR: there is no list 'entries' under 'log'",
        "{\"metadata\":{},\"messages\":[]} | not a HAR: there is no list 'entries' under 'log'",
        "[] | a HAR must be an object",
        "{\"log\":{\"entries\":[{\"_webSocketMessages\":[{\"type\":\"send\" | not JSON: unexpected end-of-input",
        "`` | a HAR must be an object",
      })
  void whatIsNoHarIsSaid(String text, String fault) throws IOException {
    Path file = Files.writeString(folder.resolve("bad.har"), text);

    assertThatThrownBy(() -> Recordings.open(file))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageStartingWith(file + ":1:")
        .hasMessageContaining(fault);
  }

  @Test
  void anUpgradeWithoutATimeBeginsWithItsFirstMessage() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("untimed.har"),
            """
            {"log":{"entries":[{"startedDateTime":"yesterday","_webSocketMessages":[
            {"type":"receive","time":1767225600.5,"data":"a"},
            {"type":"receive","time":1767225601,"data":"b"}]}]}}
            """);

    Recording recording = Recordings.open(file, Format.HAR, new Review(0)).getFirst();

    assertThat(recording.origin().start()).contains(Instant.parse("2026-01-01T00:00:00.5Z"));
    assertThat(Readings.of(recording).lines())
        .extracting(line -> line.at().toMillis())
        .containsExactly(0L, 500L);
  }

  @Test
  void aFileThatHasChangedIsNotReadAtItsOldPlaces() throws IOException {
    Path file = Files.copy(SAMPLES.resolve("chrome.har"), folder.resolve("copy.har"));
    Recording recording = Recordings.open(file).getFirst();
    Files.writeString(file, "{}");

    assertThatThrownBy(recording::read)
        .isInstanceOf(IOException.class)
        .hasMessage(file + " has changed since it was opened; open it again");
  }

  @Test
  void aLargeHarNeedsNoMemoryForWhatIsPassedOver() throws IOException {
    Path file = folder.resolve("large.har");
    String body = "x".repeat(1 << 20);
    int bodies = (int) (Runtime.getRuntime().maxMemory() >> 20) / 8 + 64;
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("{\"log\":{\"entries\":[");
      // One response that no string could hold, and messages at both ends of the file.
      out.write(socket("first") + ",{\"response\":{\"content\":{\"text\":\"");
      for (int i = 0; i < Math.min(bodies, 300); i++) {
        out.write(body);
      }
      out.write("\"}}}," + socket("last") + "]}}");
    }

    List<Recording> recordings = Recordings.open(file);

    assertThat(recordings).hasSize(2);
    try (Lines lines = recordings.getLast().read()) {
      assertThat(lines.next().orElseThrow().line().message().toString()).contains("last");
    }
  }

  private static String socket(String text) {
    return "{\"startedDateTime\":\"2026-01-01T00:00:00Z\",\"_webSocketMessages\":[{\"type\":\"receive\",\"time\":1767225600,\"data\":\"%s\"}]}"
        .formatted(text);
  }
}
