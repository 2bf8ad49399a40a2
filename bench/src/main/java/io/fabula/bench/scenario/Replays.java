package io.fabula.bench.scenario;

import io.fabula.bench.client.Crowd;
import io.fabula.bench.process.ServerProcess;
import io.fabula.bench.result.Goal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A recording of a gigabyte, played as fast as its client takes it.
final class Replays implements Scenario {
  private static final long GIGABYTE = 1_000_000_000L;
  static final String SMALL = "-Xmx64m";

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public String about() {
    return "a recording of 1 GB played with speed=max, in a heap of 64 MB";
  }

  @Override
  public void run(Run run) throws IOException, InterruptedException {
    List<Double> speed = new ArrayList<>();
    List<Double> messages = new ArrayList<>();
    List<Double> peak = new ArrayList<>();
    Path folder = Files.createTempDirectory(run.lab().folder(), "replays");
    run.said().accept("writing a recording of 1 GB");
    Recordings.make(folder.resolve("harbour.jsonl"), GIGABYTE);
    for (int i = 0; i < run.rounds(); i++) {
      run.said().accept("replay, round " + (i + 1));
      Played played = play(run, folder, "harbour");
      speed.add(played.megabytesASecond());
      messages.add(played.messagesASecond());
      peak.add(played.peakMegabytes());
    }
    Files.delete(folder.resolve("harbour.jsonl"));
    run.add(this, "replay of 1 GB, speed=max", "MB/s", speed, new Goal.None());
    run.add(this, "replay of 1 GB, speed=max", "events/s", messages, new Goal.None());
    run.add(this, "replay of 1 GB, peak resident memory", "MB", peak, new Goal.None());
  }

  /// How a recording was played once, from the first message to the last.
  record Played(double megabytesASecond, double messagesASecond, double peakMegabytes) {}

  static Played play(Run run, Path folder, String name) throws IOException, InterruptedException {
    ProcessBuilder serve = run.lab().serve("replays: " + folder + "\n");
    serve.environment().put("FABULA_JAVA_OPTS", SMALL);
    try (ServerProcess fabula = run.lab().started(serve);
        Crowd one = Crowd.connect(fabula.socket("/replays/" + name + "?speed=max"), 1, 1)) {
      long start = System.nanoTime();
      one.receiveUntil(() -> one.gone() > 0);
      double seconds = (System.nanoTime() - start) / 1e9;
      if (!one.closeCodes().equals(List.of(1000))) {
        throw new IOException("the replay ended with " + one.closeCodes());
      }
      return new Played(
          Files.size(folder.resolve(name + ".jsonl")) / 1e6 / seconds,
          one.frames() / seconds,
          fabula.usage().peakKilobytes() / 1024.0);
    }
  }
}
