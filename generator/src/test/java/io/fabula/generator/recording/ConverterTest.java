package io.fabula.generator.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.replay.Line;
import io.fabula.generator.replay.LineWriter;
import io.fabula.generator.replay.ReplayFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class ConverterTest {
  private static final Path SAMPLES = Path.of("src/test/resources/recordings");
  private static final Path SHIPPED = Path.of("../replays");
  private static final Instant START = Instant.parse("2026-11-20T12:00:00.000250Z");

  @TempDir Path folder;

  private Converter.Result convert(Path in, Path out) throws IOException {
    return convert(in, out, false);
  }

  private static Converter.Result convert(Path in, Path out, boolean keepSecrets)
      throws IOException {
    return Converter.convert(
        new Conversion(
            in,
            Format.of(in).orElseThrow(),
            out,
            Format.of(out).orElseThrow(),
            Optional.empty(),
            Optional.empty(),
            keepSecrets),
        _ -> {});
  }

  static Stream<Path> shipped() throws IOException {
    try (Stream<Path> files = Files.list(SHIPPED)) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList().stream();
    }
  }

  @Test
  void fiveReplaysShip() throws IOException {
    assertThat(shipped()).hasSizeGreaterThanOrEqualTo(5);
    assertThat(SHIPPED.resolve("handshake.jsonl"))
        .hasContent(
            """
            {"ts":0,"dir":"out","text":"HELLO {{uuid}}","waitFor":"^CLIENT_READY$"}
            {"ts":10,"dir":"out","text":"{\\"type\\":\\"welcome\\",\\"sessionId\\":\\"{{uuid}}\\"}"}
            {"ts":20,"dir":"out","text":"{\\"data\\":{{randInt 1 100}}}","waitFor":"^ACK$"}
            """);
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void whatShipsGoesThroughEveryFormatWithoutLosingAByte(Path replay) throws IOException {
    Readings read = Readings.of(ReplayFile.of(replay));
    assertThat(read.faults()).isEmpty();
    assertThat(replay).hasContent(read.canonical());

    for (String through : List.of("a.har", "a.json")) {
      Path back = folder.resolve("back.jsonl");
      Converter.Result there = convert(replay, folder.resolve(through));
      convert(folder.resolve(through), back);

      assertThat(there.told()).allMatch(line -> line.startsWith("assumed: "));
      assertThat(back).hasSameBinaryContentAs(replay);
    }
  }

  @Test
  void anyConversationGoesThroughEveryFormatWithoutLosingAByte() throws IOException {
    for (long seed = 0; seed < 300; seed++) {
      List<Line> lines = new RandomRecording(seed).lines();
      Path jsonl = write(lines, "seed-%d.jsonl".formatted(seed));
      assertThat(Readings.of(ReplayFile.of(jsonl)).lines()).as("seed %d", seed).isEqualTo(lines);

      Path har = folder.resolve("a.har");
      Path session = folder.resolve("a.json");
      Path back = folder.resolve("back.jsonl");
      Converter.convert(
          new Conversion(
              jsonl,
              Format.JSONL,
              har,
              Format.HAR,
              Optional.of("wss://a.example/x?y=1"),
              Optional.of(START),
              true),
          _ -> {});
      convert(har, session, true);
      convert(session, back, true);
      assertThat(back).as("seed %d, HAR and session", seed).hasSameBinaryContentAs(jsonl);

      Path again = folder.resolve("again.har");
      convert(session, again, true);
      assertThat(again).as("seed %d, HAR again", seed).hasSameBinaryContentAs(har);

      convert(jsonl, session, true);
      convert(session, back, true);
      assertThat(back).as("seed %d, session", seed).hasSameBinaryContentAs(jsonl);
    }
  }

  private Path write(List<Line> lines, String name) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      LineWriter writer = new LineWriter(out);
      for (Line line : lines) {
        writer.write(line);
      }
      writer.finish();
    }
    return file;
  }

  @Test
  void aHarHasAllThatImportersDemand() throws IOException {
    Path har = folder.resolve("chat.har");
    convert(SHIPPED.resolve("chat.jsonl"), har);

    String text = Files.readString(har);
    assertThat(text).doesNotContain("null");
    JsonNode log = new ObjectMapper().readTree(text).path("log");
    assertThat(log.path("version").asText()).isEqualTo("1.2");
    assertThat(log.path("creator").path("name").asText()).isEqualTo("Fabula");
    JsonNode entry = log.path("entries").path(0);
    for (String number :
        List.of(
            "/time",
            "/request/headersSize",
            "/request/bodySize",
            "/response/status",
            "/response/headersSize",
            "/response/bodySize",
            "/response/content/size",
            "/timings/send",
            "/timings/wait",
            "/timings/receive",
            "/_webSocketMessages/0/time",
            "/_webSocketMessages/0/opcode")) {
      assertThat(entry.at(number).isNumber()).as(number).isTrue();
    }
    for (String list : List.of("/request/headers", "/response/headers", "/_webSocketMessages")) {
      assertThat(entry.at(list).isArray()).as(list).isTrue();
    }
    assertThat(entry.at("/request/method").asText()).isEqualTo("GET");
    assertThat(entry.at("/request/url").asText()).isEqualTo("ws://localhost:8080/replays/chat");
    assertThat(entry.at("/request/httpVersion").asText()).isEqualTo("HTTP/1.1");
    assertThat(entry.at("/response/httpVersion").asText()).isEqualTo("HTTP/1.1");
    assertThat(entry.at("/response/status").asInt()).isEqualTo(101);
    assertThat(entry.at("/cache").isObject()).isTrue();
    assertThat(Instant.parse(entry.at("/startedDateTime").asText())).isEqualTo(Instant.EPOCH);
    assertThat(entry.at("/_resourceType").asText()).isEqualTo("websocket");
    assertThat(entry.at("/_webSocketMessages/0/type").asText()).isEqualTo("send");
    assertThat(entry.at("/_webSocketMessages/1/type").asText()).isEqualTo("receive");
  }

  @Test
  void aSessionHasTheGuidesKeys() throws IOException {
    Path session = folder.resolve("s.json");
    Path replay =
        Files.writeString(
            folder.resolve("s.jsonl"),
            "{\"ts\":0,\"dir\":\"in\",\"text\":\"a\"}\n{\"ts\":50.5,\"binary\":\"AAE=\"}\n");

    Converter.Result result = convert(replay, session);

    assertThat(session)
        .hasContent(
            """
            {
              "metadata": {
                "recorded_at": "1970-01-01T00:00:00.000Z",
                "duration_ms": 50.5,
                "message_count": 2
              },
              "messages": [
                { "timestamp_ms": 0, "direction": "incoming", "type": "text", "data": "a" },
                { "timestamp_ms": 50.5, "direction": "outgoing", "type": "binary", "data": "AAE=" }
              ]
            }
            """);
    assertThat(result.told())
        .containsExactly("assumed: recorded at 1970-01-01T00:00:00Z (--start)");
  }

  @ParameterizedTest
  @CsvSource({"chrome", "mitmproxy", "devproxy", "httptoolkit"})
  void whatOtherToolsRecordedHoldsInEveryFormat(String tool) throws IOException {
    Path source = SAMPLES.resolve(tool + ".har");
    Path direct = folder.resolve("direct.jsonl");
    convert(source, direct);
    convert(source, folder.resolve("a.json"));
    convert(folder.resolve("a.json"), folder.resolve("a.har"));
    convert(folder.resolve("a.har"), folder.resolve("around.jsonl"));

    assertThat(folder.resolve("around.jsonl")).hasSameBinaryContentAs(direct);
    assertThat(Recordings.open(folder.resolve("a.har")).getFirst().origin().close())
        .isEqualTo(Recordings.open(source).getFirst().origin().close());
  }

  @Test
  void severalSocketsBecomeSeveralFiles() throws IOException {
    Converter.Result result =
        convert(SAMPLES.resolve("playwright.har"), folder.resolve("tape.jsonl"));

    assertThat(result.written())
        .containsExactly(folder.resolve("tape-1.jsonl"), folder.resolve("tape-2.jsonl"));
    assertThat(Files.readAllLines(folder.resolve("tape-1.jsonl"))).hasSize(2);
    assertThat(Files.readAllLines(folder.resolve("tape-2.jsonl"))).hasSize(3);
    assertThat(result.told())
        .contains(
            "lost: a WebSocket connection without recorded messages (line 199)",
            "lost: a conversation without messages");
  }

  @Test
  void whatTheTargetCannotHoldIsTold() throws IOException {
    assertThat(convert(SAMPLES.resolve("chrome.har"), folder.resolve("a.jsonl")).told())
        .containsExactly(
            "lost: an HTTP exchange that is no WebSocket (line 20)",
            "lost: an error (line 118)",
            "lost: JSONL has no place for the address"
                + " wss://kiosk.example/live?table=12&api_key=***, the start"
                + " 2026-03-02T09:14:07.812Z, the headers of the handshake",
            "hidden: secrets in the address",
            "hidden: the values of 2 headers",
            "hidden: secrets in 1 message");
    assertThat(convert(SAMPLES.resolve("httptoolkit.har"), folder.resolve("b.har")).told())
        .containsExactly("hidden: the values of 1 header");
  }

  @Test
  void flagsStandAboveWhatWasRecorded() throws IOException {
    Path har = folder.resolve("a.har");
    Converter.convert(
        new Conversion(
            SAMPLES.resolve("mitmproxy.har"),
            Format.HAR,
            har,
            Format.HAR,
            Optional.of("wss://elsewhere.example/"),
            Optional.of(START),
            false),
        _ -> {});

    assertThat(Recordings.open(har).getFirst().origin().url()).contains("wss://elsewhere.example/");
    assertThat(Recordings.open(har).getFirst().origin().start()).contains(START);
    convert(SAMPLES.resolve("mitmproxy.har"), har);
    assertThat(Recordings.open(har).getFirst().origin().url())
        .contains("wss://telemetry.example/ocpp/CP-0017");
    assertThatThrownBy(
            () ->
                new Conversion(
                    har,
                    Format.HAR,
                    har,
                    Format.HAR,
                    Optional.of("http://a/"),
                    Optional.empty(),
                    false))
        .hasMessage("an address of a WebSocket begins with ws:// or wss://, not 'http://a/'");
  }

  @Test
  void aFaultySourceLeavesNothingBehindAndTheTargetAsItWas() throws IOException {
    Path target = Files.writeString(folder.resolve("out.har"), "old");
    Path source =
        Files.writeString(
            folder.resolve("in.jsonl"), "{\"text\":\"a\"}\n" + "{\"txt\":1}\n".repeat(150));

    assertThatThrownBy(() -> convert(source, target))
        .isInstanceOf(InvalidDocumentException.class)
        .satisfies(e -> assertThat(((InvalidDocumentException) e).problems()).hasSize(101))
        .hasMessageStartingWith(source + ":2:2: unknown key 'txt'; did you mean 'text'?")
        .hasMessageEndingWith(source + ": and 50 more faults");
    assertThat(target).hasContent("old");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactlyInAnyOrder(source, target);
    }
  }

  @Test
  void aTargetThatCannotBeWrittenIsSaid() {
    assertThatThrownBy(
            () -> convert(SAMPLES.resolve("chrome.har"), folder.resolve("none/out.jsonl")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no folder " + folder.resolve("none"));
  }

  @Test
  void aHarWithoutMessagesSaysWhatItHolds() throws IOException {
    Path har =
        Files.writeString(
            folder.resolve("http.har"),
            "{\"log\":{\"entries\":[{\"request\":{}},{\"_resourceType\":\"websocket\"},{}]}}");

    assertThatThrownBy(() -> convert(har, folder.resolve("out.jsonl")))
        .hasMessage(
            har
                + ": no WebSocket messages in it, but: an HTTP exchange that is no WebSocket (2"
                + " times, first in line 1); a WebSocket connection without recorded messages (line"
                + " 1)");
  }
}
