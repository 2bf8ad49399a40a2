package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The 247 core cases of the Autobahn suite against an echo endpoint, as bytes on sockets.
class ConformanceTest {
  private static final int AT_A_TIME = 16;

  /// The suite itself leaves it open what these are answered.
  private static final Set<String> INFORMATIONAL = Set.of("7.1.6");

  @TempDir Path folder;

  @Test
  void anEchoSpeaksTheProtocolAsTheSuiteDemands() throws Exception {
    List<ConformanceCase> cases = ConformanceCase.all();
    List<Future<Optional<String>>> verdicts = new ArrayList<>();

    try (TestServer server =
            Guide.configured(
                folder,
                "websocket: {max_message_size: 262144, handlers: [{path: /echo, type: echo}]}");
        ExecutorService players = Executors.newFixedThreadPool(AT_A_TIME)) {
      for (ConformanceCase each : cases) {
        verdicts.add(players.submit(() -> ConformancePlayer.play(server.port(), "/echo", each)));
      }
    }

    assertThat(cases).hasSize(247);
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      if (!INFORMATIONAL.contains(cases.get(i).id())) {
        verdicts.get(i).get().ifPresent(faults::add);
      }
    }
    assertThat(faults).isEmpty();
  }
}
