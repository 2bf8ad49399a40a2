package io.fabula.bench.scenario;

import io.fabula.bench.client.Crowd;
import io.fabula.bench.client.Samples;
import io.fabula.bench.process.ServerProcess;
import io.fabula.bench.result.Goal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// What others notice: answers of health and administration while a stream runs flat out, and a
/// paced stream beside a slow client, a script that never ends, and a provider that never answers.
final class UnderLoad implements Scenario {
  private static final int ASKED = 200;
  private static final long THREE_SECONDS = TimeUnit.SECONDS.toNanos(3);
  private static final double RATE = 1_000;

  private final Map<String, List<Double>> answers = new LinkedHashMap<>();
  private final Map<String, List<Double>> late = new LinkedHashMap<>();
  private final Map<String, List<Double>> bare = new LinkedHashMap<>();
  private final Map<String, List<Double>> taken = new LinkedHashMap<>();

  @Override
  public String name() {
    return "load";
  }

  @Override
  public String about() {
    return "health, administration and pacing beside a flood, a slow client, a script bomb, a dead provider";
  }

  @Override
  public void run(Run run) throws IOException, InterruptedException {
    answers.clear();
    late.clear();
    bare.clear();
    taken.clear();
    Path stories = stories(run);
    try (DeafModel model = DeafModel.start();
        ServerProcess fabula = run.lab().started(run.lab().serve(yaml(model.baseUrl()), stories))) {
      Flood.measure(fabula.socket("/streams/ticks"), 1);
      for (int i = 0; i < run.rounds(); i++) {
        run.said().accept("under load, round " + (i + 1));
        measure(fabula);
      }
    }
    answers.forEach((what, list) -> run.add(this, what, "ms", list, new Goal.AtMost(50)));
    late.forEach(
        (what, list) ->
            run.add(
                this,
                what,
                "ms",
                list,
                Pacing.BARE,
                Objects.requireNonNull(bare.get(what)),
                new Goal.AtMost(1)));
    taken.forEach((what, list) -> run.add(this, what, "%", list, new Goal.None()));
  }

  private static Path stories(Run run) throws IOException {
    Path stories = Files.createTempDirectory(run.lab().folder(), "stories");
    Path shipped = run.lab().home().resolve("bench").resolve("narratives");
    for (String name : List.of("ticks", "ticks-shared")) {
      for (String ending : List.of(".md", ".blueprint.json")) {
        Files.copy(shipped.resolve(name + ending), stories.resolve(name + ending));
      }
    }
    Files.writeString(
        stories.resolve("dead.md"), "---\nprovider: deaf\n---\nNobody ever tells this.\n");
    return stories;
  }

  private static String yaml(String deaf) {
    return """
        streams: { max_rate: 1000000 }
        websocket:
          max_connections: 20000
          handlers:
            - path: /bomb
              rules:
                - { match: { type: go }, handler: "while (true) {}" }
        providers:
          deaf: { type: openai-compatible, base_url: "%s", model: none }
        """
        .formatted(deaf);
  }

  private void measure(ServerProcess fabula) throws IOException, InterruptedException {
    try (Flooded _ = Flooded.start(fabula.socket("/streams/ticks"))) {
      answers(fabula, "beside a private flood");
    }
    try (Flooded _ = Flooded.start(fabula.socket("/streams/ticks-shared"))) {
      answers(fabula, "beside a shared flood");
    }
    paced(fabula, "alone");
    try (Crowd _ = Crowd.connect(fabula.socket("/streams/ticks"), 10, 10)) {
      paced(fabula, "beside 10 clients that do not read");
    }
    AtomicBoolean enough = new AtomicBoolean();
    Thread bombs = Thread.ofPlatform().start(() -> Bombs.send(fabula.socket("/bomb"), enough));
    try {
      paced(fabula, "beside scripts that never end");
    } finally {
      enough.set(true);
      bombs.join();
    }
    try (Crowd _ = Crowd.connect(fabula.socket("/streams/dead"), 20, 20)) {
      paced(fabula, "beside a provider that never answers");
    }
  }

  private void answers(ServerProcess fabula, String beside)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (String path : List.of("/health/ready", "/metrics", "/streams")) {
        Samples samples = new Samples(ASKED);
        HttpRequest request = HttpRequest.newBuilder(fabula.http(path)).build();
        for (int i = 0; i < ASKED; i++) {
          long start = System.nanoTime();
          HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
          samples.add(System.nanoTime() - start);
          if (answer.statusCode() != 200) {
            throw new IOException(path + " answers " + answer.statusCode());
          }
        }
        keep(answers, "%s p99, %s".formatted(path, beside), samples.percentile(0.99) / 1e6);
      }
    }
  }

  private void paced(ServerProcess fabula, String beside) throws IOException, InterruptedException {
    URI uri = fabula.socket("/streams/ticks?rate=1000");
    Paced paced = Paced.calmest(uri, RATE, THREE_SECONDS);
    String what = "lateness p99, 1,000/s, " + beside;
    keep(late, what, paced.schedule().lateness().percentile(0.99) / 1e6);
    keep(bare, what, paced.bare().percentile(0.99) / 1e6);
    keep(taken, Pacing.TAKEN + beside, paced.taken());
  }

  private static void keep(Map<String, List<Double>> to, String what, double value) {
    to.computeIfAbsent(what, _ -> new ArrayList<>()).add(value);
  }
}
