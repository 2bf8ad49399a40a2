package io.fabula.generator.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.replay.Origin;
import io.fabula.generator.replay.Recording;
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

@Timeout(60)
class SessionFileTest {
  @TempDir Path folder;

  private Path session(String json) throws IOException {
    return Files.writeString(folder.resolve("tape.json"), json);
  }

  private List<String> faults(String json) throws IOException {
    Review review = new Review(100);
    Recordings.review(session(json), Format.SESSION, review, _ -> {});
    return review.faults().stream()
        .map(fault -> fault.place().line() + ":" + fault.place().column() + ": " + fault.message())
        .toList();
  }

  @Test
  void theGuidesExampleIsRead() throws IOException {
    Recording recording =
        Recordings.open(
                session(
                    """
                    {
                      "metadata": {
                        "recorded_at": "2024-01-15T10:30:00Z",
                        "duration_ms": 5000,
                        "message_count": 42
                      },
                      "messages": [
                        {
                          "timestamp_ms": 0,
                          "direction": "incoming",
                          "type": "text",
                          "data": "{\\"type\\": \\"subscribe\\", \\"channel\\": \\"orders\\"}"
                        },
                        {
                          "timestamp_ms": 50,
                          "direction": "outgoing",
                          "type": "text",
                          "data": "{\\"type\\": \\"subscribed\\", \\"channel\\": \\"orders\\"}"
                        }
                      ]
                    }
                    """))
            .getFirst();

    assertThat(recording.name()).isEqualTo("tape");
    assertThat(recording.origin().start()).contains(Instant.parse("2024-01-15T10:30:00Z"));
    assertThat(Readings.of(recording).canonical())
        .isEqualTo(
            """
            {"ts":0,"dir":"in","text":"{\\"type\\": \\"subscribe\\", \\"channel\\": \\"orders\\"}"}
            {"ts":50,"dir":"out","text":"{\\"type\\": \\"subscribed\\", \\"channel\\": \\"orders\\"}"}
            """);
  }

  @Test
  void whatOnlyFabulaKnowsIsReadFromItsOwnKeys() throws IOException {
    Recording recording =
        Recordings.open(
                session(
                    """
                    {"messages": [
                    {"timestamp_ms": 0.5, "direction": "outgoing", "type": "binary", "data": "AAE=",
                     "_fabula": {"waitFor": "$.a", "timeout": "2m", "generated": {"by": "me", "narrative": "n"}}},
                    {"timestamp_ms": 1, "direction": "incoming", "type": "ping", "data": ""},
                    {"direction": "incoming", "data": "last"}],
                    "metadata": {"recorded_at": "2026-01-01T01:00:00.000001+01:00", "_fabula": {
                      "url": "wss://a.example/x",
                      "request_headers": [{"name": "Host", "value": "a.example"}],
                      "close": {"code": 4001, "reason": "full", "at_ms": 7.25}}}}
                    """))
            .getFirst();

    assertThat(recording.origin())
        .isEqualTo(
            new Origin(
                Optional.of("wss://a.example/x"),
                Optional.of(Instant.parse("2026-01-01T00:00:00.000001Z")),
                List.of(new Origin.Header("Host", "a.example")),
                List.of(),
                Optional.of(
                    new Origin.Close(4001, "full", Optional.of(Duration.ofNanos(7_250_000))))));
    Readings read = Readings.of(recording);
    assertThat(read.faults()).isEmpty();
    assertThat(read.omitted()).containsExactly("4:1: a ping");
    assertThat(read.canonical())
        .isEqualTo(
            """
            {"ts":0.5,"dir":"out","binary":"AAE=","waitFor":"$.a","timeout":"2m","generated":{"by":"me","narrative":"n"}}
            {"ts":1,"dir":"in","text":"last"}
            """);
  }

  @Test
  void everyFaultIsToldWithItsPlace() throws IOException {
    assertThat(
            faults(
                """
                {"metdata": {}, "metadata": {"recorded_at": "noon", "mesage_count": 1, "duration_ms": -1,
                "_fabula": {"uri": "a", "request_headers": {}, "close": 7}},
                "messages": [
                {"timestamp_ms": 5, "direction": "incomming", "type": "txt", "data": 7, "size": 1},
                {"timestamp_ms": 10, "direction": "incoming", "data": "ok"},
                {"timestamp_ms": 9, "direction": "outgoing", "data": "ü", "data": "b"},
                {"timestamp_ms": "x", "type": "binary", "data": "a?"},
                {"timestamp_ms": 11, "direction": "incoming", "type": "text"},
                7,
                {"timestamp_ms": 12, "direction": "outgoing", "data": "a", "_fabula": {"timeout": "1s"}}]}
                """))
        .containsExactly(
            "1:2: unknown key 'metdata'; did you mean 'metadata'?",
            "1:45: recorded_at must be an instant such as 2026-11-20T12:00:00Z, not 'noon'",
            "1:53: unknown key 'mesage_count'; did you mean 'message_count'?",
            "1:87: duration_ms must be a plain number of milliseconds from 0 to 1000000000000, with"
                + " three decimals at most, not -1",
            "2:13: unknown key 'uri'; did you mean 'url'?",
            "2:44: request_headers must be a list, not an object",
            "2:57: close must be an object, not a number",
            "4:34: direction must be one of incoming, outgoing, not 'incomming'; did you mean"
                + " 'incoming'?",
            "4:55: type must be one of text, binary, ping, pong, close, not 'txt'; did you mean"
                + " 'text'?",
            "4:70: data must be text, not a number",
            "4:73: unknown key 'size'; known are timestamp_ms, direction, type, data, _fabula",
            "6:18: timestamp_ms falls: 9 after 10 in line 5; sort the messages, or mend the number",
            "6:59: the key 'data' stands twice",
            "7:1: a message needs 'direction': incoming or outgoing",
            "7:18: timestamp_ms must be a plain number of milliseconds from 0 to 1000000000000,"
                + " with three decimals at most, not text",
            "7:49: data must be base64 (RFC 4648): Illegal base64 character 3f",
            "8:1: a message needs 'data': what was said",
            "9:1: a message must be an object, not a number",
            "10:72: timeout without waitFor: nothing is waited for");
  }

  @Test
  void whatIsNoSessionIsSaid() throws IOException {
    assertThat(faults("{\"metadata\":{}}"))
        .containsExactly("1:1: a session needs 'messages', the list of what was said");
    assertThat(faults("{\"messages\":{}}"))
        .containsExactly("1:13: messages must be a list, not an object");
    assertThat(faults("7")).containsExactly("1:1: a session must be an object");
    assertThat(faults("{\"messages\":[]} {}"))
        .containsExactly("1:17: not JSON: something follows its end");
    assertThatThrownBy(() -> Recordings.open(folder.resolve("none.json")))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageEndingWith("none.json: no such file");
  }
}
