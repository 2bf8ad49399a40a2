package io.fabula.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The endpoints of a configuration.
class HandlerReaderTest {
  @TempDir Path folder;

  private List<EndpointConfig> handlers(String websocket) throws IOException {
    Path file = Files.writeString(folder.resolve("fabula.yaml"), "websocket:\n" + websocket);
    return ConfigReader.read(
            new ConfigReader.Flags(Optional.of(file), Optional.empty(), Map.of()), Map.of(), folder)
        .websocket()
        .handlers();
  }

  @Test
  void theDefaultEndpointEchoesBesideThoseOfTheFile() throws Exception {
    assertThat(
            handlers(
                """
                  path: /here
                  handlers:
                    - { path: /echo, type: echo }
                    - { path: /tape/one, file: tapes/one.har, speed: max, loop: true }
                """))
        .containsExactly(
            new EndpointConfig.Echo("/echo"),
            new EndpointConfig.Replay(
                "/tape/one",
                folder.resolve("tapes/one.har"),
                0,
                new Playback(Playback.MAX, Playback.End.LOOP),
                Optional.empty()),
            new EndpointConfig.Echo("/here"));
  }

  @Test
  void aHandlerMayStandAtTheDefaultPath() throws Exception {
    assertThat(handlers("  handlers: [{ path: /ws, type: replay, file: a.jsonl, hold: true }]"))
        .singleElement()
        .isEqualTo(
            new EndpointConfig.Replay(
                "/ws",
                folder.resolve("a.jsonl"),
                0,
                new Playback(1, Playback.End.HOLD),
                Optional.empty()));
  }

  @Test
  void aTransformIsFoundBesideTheFile() throws Exception {
    Path script = Files.writeString(folder.resolve("double.js"), "return message");

    assertThat(handlers("  handlers: [{ path: /ws, file: a.jsonl, transform: ./double.js }]"))
        .singleElement()
        .isEqualTo(
            new EndpointConfig.Replay(
                "/ws", folder.resolve("a.jsonl"), 0, Playback.PLAIN, Optional.of(script)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ type: echo }|needs a path",
        "{ path: echo, type: echo }|a path is made of /",
        "{ path: /a/../b, type: echo }|a path is made of /",
        "{ path: /streams/x, type: echo }|/streams/x is the server's own",
        "{ path: /a }|a handler needs a type",
        "{ path: /a, type: ecko }|did you mean 'echo'?",
        "{ path: /a, type: echo, loop: true }|unknown key 'loop'",
        "{ path: /a, type: replay }|a replay needs the 'file' to play",
        "{ path: /a, file: b, speed: 0 }|a speed is from 0.1 to 1000, or max",
        "{ path: /a, file: b, loop: true, hold: true }|has no end to hold at",
        "{ path: /a, file: b, sped: 2 }|did you mean 'speed'?",
        "{ path: /a, file: b, transform: none.js }|no such file: ",
        "{ path: /a, type: echo, transform: none.js }|unknown key 'transform'",
        "{ path: /a, type: echo }, { path: /a, type: echo }|another handler at /a"
      })
  void aFaultSaysWhereAndWhatWasMeant(String handlers, String message) {
    assertThatThrownBy(() -> handlers("  handlers: [" + handlers + "]"))
        .hasMessageContaining("fabula.yaml:2:")
        .hasMessageContaining(message);
  }

  @Test
  void twoThingsAtTheDefaultPathAreOneTooMany() {
    assertThatThrownBy(
            () -> handlers("  replay_file: a.jsonl\n  handlers: [{ path: /ws, type: echo }]"))
        .hasMessageContaining("fabula.yaml:2:")
        .hasMessageContaining("there is a handler at /ws already");
  }
}
