package io.fabula.bench.scenario;

import io.fabula.bench.client.Crowd;
import io.fabula.bench.client.Samples;
import io.fabula.bench.plot.Axis;
import io.fabula.bench.plot.Chart;
import io.fabula.bench.plot.Panels;
import io.fabula.bench.plot.Point;
import io.fabula.bench.plot.Series;
import io.fabula.bench.process.ServerProcess;
import io.fabula.bench.result.Goal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// How cost grows: with clients, rate, the length of a narrative, the size of a recording. Draws
/// what it measures.
final class Growth implements Scenario {
  private static final int[] CLIENTS = {1, 10, 100, 1_000, 10_000};
  private static final int MOST_OF_WS = 1_000;
  private static final long[] RATES = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};
  private static final int[] KILOBYTES = {1, 4, 16, 64, 250};
  private static final long[] MEGABYTES = {1, 10, 100, 1_000};
  private static final long THREE_SECONDS = TimeUnit.SECONDS.toNanos(3);

  /// Enough for a picture.
  private static final int MOST_ROUNDS = 2;

  private int rounds;
  private final Map<Place, List<Double>> values = new LinkedHashMap<>();

  /// Where on which curve a value belongs.
  private record Place(String curve, long x, String unit) {
    private String text() {
      return "%s %,d".formatted(curve, x);
    }
  }

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public String about() {
    return "clients 1 to 10,000, rates 1 to 1,000,000, narratives, recordings; draws a picture";
  }

  @Override
  public void run(Run run) throws IOException, InterruptedException {
    values.clear();
    rounds = Math.min(MOST_ROUNDS, run.rounds());
    clients(run);
    rates(run);
    narratives(run);
    recordings(run);
    values.forEach(
        (place, list) -> run.add(this, place.text(), place.unit(), list, new Goal.None()));
    Files.writeString(run.lab().home().resolve("docs").resolve("growth.svg"), Panels.svg(charts()));
  }

  private List<Chart> charts() {
    Axis clients = new Axis("clients", true);
    Axis perSecond = new Axis("events delivered a second", true);
    Axis rate = new Axis("events a second asked for", true);
    return List.of(
        new Chart(
            "A shared story: events delivered",
            clients,
            perSecond,
            series(Map.of("Fabula", "shared, clients", "ws", "ws, clients"))),
        new Chart(
            "A private story: how late events are",
            rate,
            new Axis("lateness, milliseconds", true),
            series(Map.of("p50", "p50, rate", "p99", "p99, rate"))),
        new Chart(
            "Time to the first event",
            new Axis("length of the narrative, kilobytes", true),
            new Axis("milliseconds", true),
            series(Map.of("Fabula", "first event, kilobytes"))),
        new Chart(
            "A recording played with speed=max",
            new Axis("size of the recording, megabytes", true),
            new Axis("MB a second; MB resident", true),
            series(Map.of("speed", "replay, megabytes", "memory", "replay memory, megabytes"))));
  }

  private List<Series> series(Map<String, String> prefixes) {
    return prefixes.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> new Series(entry.getKey(), points(entry.getValue())))
        .filter(series -> !series.points().isEmpty())
        .toList();
  }

  private List<Point> points(String curve) {
    return values.entrySet().stream()
        .filter(entry -> entry.getKey().curve().equals(curve))
        .map(entry -> new Point(entry.getKey().x(), Math.max(0.001, median(entry.getValue()))))
        .toList();
  }

  private static double median(List<Double> list) {
    return list.stream().sorted().toList().get(list.size() / 2);
  }

  private void keep(String curve, long x, String unit, double value) {
    values.computeIfAbsent(new Place(curve, x, unit), _ -> new ArrayList<>()).add(value);
  }

  private void clients(Run run) throws IOException, InterruptedException {
    for (int clients : CLIENTS) {
      try (ServerProcess fabula = run.lab().fabula(SharedStreams.FAST)) {
        Flood.measure(fabula.socket("/streams/ticks-shared"), Math.min(100, clients));
        for (int i = 0; i < rounds; i++) {
          run.said().accept("growth, %,d clients".formatted(clients));
          keep(
              "shared, clients",
              clients,
              "events/s",
              Flood.measure(fabula.socket("/streams/ticks-shared"), clients));
        }
      }
      if (run.lab().hasNode() && clients <= MOST_OF_WS) {
        try (ServerProcess ws = run.lab().ws(clients, "plain")) {
          for (int i = 0; i < rounds; i++) {
            keep(
                "ws, clients",
                clients,
                "events/s",
                Flood.measure(ws.socket("/broadcast"), clients));
          }
        }
      }
    }
  }

  private void rates(Run run) throws IOException, InterruptedException {
    try (ServerProcess fabula = run.lab().fabula(SharedStreams.FAST)) {
      Flood.measure(fabula.socket("/streams/ticks"), 1);
      for (long rate : RATES) {
        for (int i = 0; i < rounds; i++) {
          run.said().accept("growth, %,d events/s".formatted(rate));
          Schedule schedule =
              Paced.measure(
                      fabula.socket("/streams/ticks?rate=" + rate), (double) rate, THREE_SECONDS)
                  .schedule();
          Samples late = schedule.lateness();
          keep("p50, rate", rate, "ms", late.percentile(0.5) / 1e6);
          keep("p99, rate", rate, "ms", late.percentile(0.99) / 1e6);
          keep("error of the rate, rate", rate, "%", schedule.error());
        }
      }
    }
  }

  private void narratives(Run run) throws IOException, InterruptedException {
    Path stories = Files.createTempDirectory(run.lab().folder(), "stories");
    Path shipped = run.lab().home().resolve("bench").resolve("narratives");
    String prose = "Bottles are washed, filled and capped, and then they leave the hall again.\n";
    for (int kilobytes : KILOBYTES) {
      String name = "long-" + kilobytes;
      Files.writeString(
          stories.resolve(name + ".md"),
          "---\nrate: 1000\n---\n# Long\n\n" + prose.repeat(kilobytes * 1024 / prose.length()));
      Files.copy(
          shipped.resolve("ticks.blueprint.json"), stories.resolve(name + ".blueprint.json"));
    }
    try (ServerProcess fabula = run.lab().started(run.lab().serve("", stories))) {
      for (int i = 0; i < 4 * rounds; i++) {
        for (int kilobytes : KILOBYTES) {
          long start = System.nanoTime();
          try (Crowd one = Crowd.connect(fabula.socket("/streams/long-" + kilobytes), 1, 1)) {
            one.receiveUntil(() -> one.heard() > 0);
          }
          if (i >= 2 * rounds) {
            keep("first event, kilobytes", kilobytes, "ms", (System.nanoTime() - start) / 1e6);
          }
        }
      }
    }
  }

  private void recordings(Run run) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(run.lab().folder(), "replays");
    for (long megabytes : MEGABYTES) {
      Path file = folder.resolve("size-" + megabytes + ".jsonl");
      Recordings.make(file, megabytes * 1_000_000);
      for (int i = 0; i < rounds; i++) {
        run.said().accept("growth, a recording of %,d MB".formatted(megabytes));
        Replays.Played played = Replays.play(run, folder, "size-" + megabytes);
        keep("replay, megabytes", megabytes, "MB/s", played.megabytesASecond());
        keep("replay memory, megabytes", megabytes, "MB", played.peakMegabytes());
      }
      Files.delete(file);
    }
  }
}
