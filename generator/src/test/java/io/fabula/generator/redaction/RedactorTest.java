package io.fabula.generator.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabula.generator.recording.Conversion;
import io.fabula.generator.recording.Converter;
import io.fabula.generator.recording.Format;
import io.fabula.generator.replay.Direction;
import io.fabula.generator.replay.Line;
import io.fabula.generator.replay.Message;
import io.fabula.generator.replay.Origin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RedactorTest {
  private static final Path SAMPLES = Path.of("src/test/resources/recordings");

  @TempDir Path folder;

  private static String hide(Redactor redactor, String text) {
    Line line = redactor.hide(Line.of(Duration.ZERO, Direction.OUT, new Message.Text(text)));
    return ((Message.Text) line.message()).text();
  }

  private static String hide(String text) {
    return hide(new Redactor(Origin.UNKNOWN), text);
  }

  private static Origin origin(String url, Origin.Header... headers) {
    return new Origin(
        Optional.of(url), Optional.empty(), List.of(headers), List.of(), Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"chrome", "mitmproxy", "devproxy", "httptoolkit", "playwright"})
  void noSecretOfASampleReachesAnyFormat(String tool) throws Exception {
    for (String name : List.of("out.har", "out.json", "out.jsonl")) {
      Path in = SAMPLES.resolve(tool + ".har");
      Converter.Result result =
          Converter.convert(
              new Conversion(
                  in,
                  Format.HAR,
                  folder.resolve(tool + name),
                  Format.of(Path.of(name)).orElseThrow(),
                  Optional.empty(),
                  Optional.empty(),
                  false),
              _ -> {});
      for (Path written : result.written()) {
        assertThat(Files.readString(written) + result.told())
            .doesNotContain("kiosk-4711", "k-1c9a0b7d55", "5f1d0c77", "b1946ac9", "m1tm-t0ken")
            .doesNotContain("c2lnbmF0dXJl", "eyJzdWIi", "lobby-key-0099");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"password\":\"hunter2\",\"user\":\"ida\"} | {\"password\":\"***\",\"user\":\"ida\"}",
        "{ \"a\": [ { \"apiKey\" : \"x\" } ], \"n\": 1.50 } | { \"a\": [ { \"apiKey\" : \"***\" } ], \"n\": 1.50 }",
        "{\"access_token\":\"abcdefgh1\"} | {\"access_token\":\"***\"}",
        "{\"tokens\":[\"abcdefgh1\",\"abcdefgh2\"]} | {\"tokens\":[\"***\",\"***\"]}",
        "{\"client-secret\":\"\\u0041\\\"b\",\"x\":\"ü\"} | {\"client-secret\":\"***\",\"x\":\"ü\"}",
        "login eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.AbC_dEf-1 ok | login *** ok",
        "Authorization: Bearer abcdef123456== | Authorization: Bearer ***",
        "key sk-proj-abcdef0123456789 | key ***",
        "ghp_0123456789abcdefghijklmnopqrstuvwxyz! | ***!",
        "AKIAIOSFODNN7EXAMPLE | ***",
        "open wss://a/b?token=abcdefgh12&x=1 | open wss://a/b?token=***&x=1",
        "a -----BEGIN RSA PRIVATE KEY-----\\nMIIE\\n-----END RSA PRIVATE KEY----- b | a *** b",
      })
  void whatIsRecognisablyASecretIsHiddenAndNothingElse(String text, String hidden) {
    assertThat(hide(text.replace("\\n", "\n"))).isEqualTo(hidden);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"token\":\"ETH\",\"price\":2000}",
        "{\"token\":\"{{uuid}}\",\"password\":\"{{env.PW}}\"}",
        "{\"nextPageToken\":\"CAUQAA-0123456789\"}",
        "{\"password\":null,\"secret\":7,\"apiKey\":\"\"}",
        "{\"key\":\"ArrowUp\",\"publicKey\":\"MFkwEwYHKoZI\"}",
        "{\"token\":\"not whole",
        "the bearer of bad news, sk-1, eyJ, task-list-for-everybody",
        "",
      })
  void whatIsNoneStays(String text) {
    assertThat(hide(text)).isEqualTo(text);
  }

  @Test
  void whatTheHandshakeDeclaresIsHiddenWhereverItShows() {
    Origin origin =
        origin(
            "wss://ida:pass-word-1@a.example/x?ticket=tick%2Fet-77&lang=en",
            new Origin.Header("authorization", "Basic aWRhOnBhc3M="),
            new Origin.Header("X-Session-Key", "session-key-1"),
            new Origin.Header("Cookie", "lang=en-US; sid=0123456789abcdef0123"),
            new Origin.Header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="));
    Redactor redactor = new Redactor(origin);

    Origin hidden = redactor.hide(origin);
    assertThat(hidden.url()).contains("wss://***@a.example/x?ticket=***&lang=en");
    assertThat(hidden.requestHeaders())
        .extracting(Origin.Header::value)
        .containsExactly("***", "***", "***", "dGhlIHNhbXBsZSBub25jZQ==");
    assertThat(hide(redactor, "you are session-key-1 with tick/et-77 and 0123456789abcdef0123"))
        .isEqualTo("you are *** with *** and ***");
    assertThat(hide(redactor, "speak en-US")).isEqualTo("speak en-US");
    assertThat(redactor.told())
        .containsExactly(
            "hidden: secrets in the address",
            "hidden: the values of 3 headers",
            "hidden: secrets in 1 message");
  }

  @Test
  void binaryMessagesStayAndAreTold() {
    Redactor redactor = new Redactor(Origin.UNKNOWN);
    byte[] bytes = "\u0001Bearer abcdef123456".getBytes(StandardCharsets.ISO_8859_1);
    Line line = Line.of(Duration.ZERO, Direction.IN, new Message.Binary(bytes));

    assertThat(redactor.hide(line)).isSameAs(line);
    assertThat(redactor.told())
        .containsExactly("not hidden: 1 binary message holds what looks like a secret");
  }

  @Test
  void secretsStayWhereThatIsWanted() throws Exception {
    Path out = folder.resolve("kept.har");
    Converter.Result result =
        Converter.convert(
            new Conversion(
                SAMPLES.resolve("chrome.har"),
                Format.HAR,
                out,
                Format.HAR,
                Optional.empty(),
                Optional.empty(),
                true),
            _ -> {});

    assertThat(Files.readString(out)).contains("kiosk-4711-secret-word", "api_key=k-1c9a0b7d55");
    assertThat(result.told()).noneMatch(line -> line.startsWith("hidden"));
  }

  @Test
  void noTextStallsTheSearch() {
    String base64 = Base64.getEncoder().encodeToString(new byte[600_000]);
    Stream.of(
            "eyJ-".repeat(200_000),
            "eyJhhhhhhhhh.".repeat(60_000),
            "Bearer ".repeat(100_000),
            "sk-" + base64,
            "{\"a\":".repeat(200_000),
            "[\"" + "?token=".repeat(100_000),
            "-----BEGIN PRIVATE KEY".repeat(40_000))
        .forEach(text -> assertThat(hide(text)).isNotNull());
  }

  @Test
  void numbersAndTheBeginningsOfLongMessagesHideTheirSecretsToo() {
    assertThat(hide("{\"pin\": 1234, \"n\": 5, \"password\": 12345}"))
        .isEqualTo("{\"pin\": \"***\", \"n\": 5, \"password\": \"***\"}");
    assertThat(hide("{\"password\":\"abc\",\"text\":\"cut of"))
        .isEqualTo("{\"password\":\"***\",\"text\":\"cut of");
    assertThat(hide("{\"a\":1,\"token\":\"0123456789abc")).isEqualTo("{\"a\":1,\"token\":\"***");
  }
}
