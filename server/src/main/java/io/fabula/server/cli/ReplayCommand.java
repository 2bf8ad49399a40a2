package io.fabula.server.cli;

import io.fabula.generator.recording.Recordings;
import io.fabula.generator.replay.Lines;
import io.fabula.generator.replay.Recording;
import io.fabula.server.app.FabulaServer;
import io.fabula.server.config.EndpointConfig;
import io.fabula.server.config.FabulaConfig;
import io.fabula.server.config.Playback;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Serves a recording: every client hears it from its start.",
      "A HAR with several WebSockets is served at PATH, PATH/2, PATH/3, ..."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fabula replay session.jsonl",
      "  fabula replay capture.har --speed 10 --path /live",
      "  fabula replay ticks.jsonl --loop --speed max",
      "  fabula replay session.jsonl --transform double.js"
    })
final class ReplayCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin Setup setup = new Setup();

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "A replay (.jsonl), a session (.json) or a HAR (.har).")
  Path file = Path.of("");

  @Option(
      names = "--speed",
      paramLabel = "SPEED",
      description = "From 0.1 to 1000 times as fast as recorded, or max. Default 1.")
  String speed = "1";

  @Option(
      names = "--transform",
      paramLabel = "JS",
      description = "A script that changes what is sent: docs/scripts.md.")
  @Nullable Path transform;

  @Option(
      names = "--path",
      paramLabel = "PATH",
      description = "Where it is served. Default /ws, or websocket.path.")
  @Nullable String path;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on; 0 picks one. Default 8080.")
  @Nullable Integer port;

  @Option(names = "--loop", description = "Begins again after the last line.")
  boolean loop;

  @Option(names = "--hold", description = "Stays open after the last line.")
  boolean hold;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (loop && hold) {
      throw new IllegalArgumentException("--loop has no end to --hold at");
    }
    Playback playback =
        new Playback(
            Playback.speed(speed),
            loop ? Playback.End.LOOP : hold ? Playback.End.HOLD : Playback.End.CLOSE);
    List<Recording> recordings = playable();
    Map<String, String> flags = new LinkedHashMap<>();
    Optional.ofNullable(port).ifPresent(p -> flags.put("websocket.port", p.toString()));
    Optional.ofNullable(path).ifPresent(p -> flags.put("websocket.path", p));
    flags.put("websocket.replay_file", absolute().toString());
    FabulaConfig config = setup.config(flags);
    List<EndpointConfig> endpoints = endpoints(config, playback, recordings.size());
    Logging.configure(config.log());
    FabulaServer server = FabulaServer.start(config.withHandlers(endpoints), setup.provider());
    Serving.stopsAtSignal(server);
    print(server, endpoints, recordings);
    return Serving.untilSignal();
  }

  private Path absolute() {
    return file.toAbsolutePath().normalize();
  }

  /// What cannot be played at all is told before anything is served.
  private List<Recording> playable() throws IOException {
    List<Recording> recordings = Recordings.open(file);
    if (recordings.isEmpty()) {
      throw new IllegalArgumentException("no WebSocket messages in " + file);
    }
    for (Recording recording : recordings) {
      try (Lines lines = recording.read()) {
        lines.next();
      }
    }
    return recordings;
  }

  /// The configured ones, with the recordings at the default path and below it.
  private List<EndpointConfig> endpoints(FabulaConfig config, Playback playback, int recordings) {
    List<EndpointConfig> endpoints = new ArrayList<>();
    for (EndpointConfig endpoint : config.websocket().handlers()) {
      if (endpoint instanceof EndpointConfig.Replay replay && replay.file().equals(absolute())) {
        for (int i = 0; i < recordings; i++) {
          String at = i == 0 ? replay.path() : replay.path() + "/" + (i + 1);
          endpoints.add(
              new EndpointConfig.Replay(
                  at, replay.file(), i, playback, Optional.ofNullable(transform)));
        }
      } else {
        endpoints.add(endpoint);
      }
    }
    return endpoints;
  }

  private void print(
      FabulaServer server, List<EndpointConfig> endpoints, List<Recording> recordings) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("Fabula %s, replaying %s%n", Version.current(), file);
    for (EndpointConfig endpoint : endpoints) {
      if (endpoint instanceof EndpointConfig.Replay replay && replay.file().equals(absolute())) {
        String recorded =
            recordings.get(replay.conversation()).origin().url().map(u -> "  " + u).orElse("");
        out.printf("  %s%s%s%n", server.webSocketUrl(), replay.path(), recorded);
      }
    }
    out.flush();
  }
}
