package io.fabula.bench.scenario;

import io.fabula.bench.client.Crowd;
import io.fabula.bench.process.ServerProcess;
import io.fabula.bench.result.Goal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How long after its closing brace has been written by the model the first event is with the
/// client.
final class FirstEvent implements Scenario {
  private static final int[] BATCHES = {1, 10, 50};

  @Override
  public String name() {
    return "first-event";
  }

  @Override
  public String about() {
    return "from the closing brace that a model writes to the client's socket";
  }

  @Override
  public void run(Run run) throws IOException, InterruptedException {
    Map<Integer, List<Double>> waits = new LinkedHashMap<>();
    try (TokenStub model = TokenStub.start()) {
      Path stories = Files.createTempDirectory(run.lab().folder(), "stories");
      for (int batch : BATCHES) {
        Files.writeString(
            stories.resolve("tale-%d.md".formatted(batch)),
            "---%nrate: 1000%nbatch: %d%nevents: { step: {} }%n---%nShips call.%n"
                .formatted(batch));
      }
      String yaml =
          """
          provider: local
          providers:
            local: { type: openai-compatible, base_url: "%s", model: stub }
          """
              .formatted(model.baseUrl());
      try (ServerProcess fabula = run.lab().started(run.lab().serve(yaml, stories))) {
        // The first round warms up.
        for (int i = 0; i <= run.rounds(); i++) {
          run.said().accept("first event, round " + i);
          for (int batch : BATCHES) {
            double wait = measure(fabula, model, batch);
            if (i > 0) {
              waits.computeIfAbsent(batch, _ -> new ArrayList<>()).add(wait);
            }
          }
        }
      }
    }
    waits.forEach(
        (batch, list) ->
            run.add(
                this,
                "closing brace to socket, batch of %d".formatted(batch),
                "ms",
                list,
                new Goal.AtMost(20)));
  }

  private static double measure(ServerProcess fabula, TokenStub model, int batch)
      throws IOException {
    model.expect(batch);
    long[] came = new long[1];
    try (Crowd one =
        Crowd.connect(
            _ -> fabula.socket("/streams/tale-%d".formatted(batch)),
            1,
            1,
            (_, _, nanos) -> came[0] = came[0] == 0 ? nanos : came[0])) {
      one.receiveUntil(() -> one.heard() > 0);
    }
    return (came[0] - model.firstBrace()) / 1e6;
  }
}
