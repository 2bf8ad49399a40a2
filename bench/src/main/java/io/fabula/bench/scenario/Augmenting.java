package io.fabula.bench.scenario;

import io.fabula.bench.process.ServerProcess;
import io.fabula.bench.process.Usage;
import io.fabula.bench.result.Goal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A thousand messages put into a recording of a gigabyte, without a model and in a heap of 64 MB.
final class Augmenting implements Scenario {
  private static final long GIGABYTE = 1_000_000_000L;

  @Override
  public String name() {
    return "augment";
  }

  @Override
  public String about() {
    return "1,000 messages merged into a recording of 1 GB, in a heap of 64 MB";
  }

  @Override
  public void run(Run run) throws IOException, InterruptedException {
    Path file = run.lab().folder().resolve("tape.jsonl");
    Path rich = run.lab().folder().resolve("rich.jsonl");
    run.said().accept("writing a recording of 1 GB");
    Recordings.make(file, GIGABYTE);
    List<Double> merge = new ArrayList<>();
    List<Double> whole = new ArrayList<>();
    List<Double> peak = new ArrayList<>();
    for (int i = 0; i < run.rounds(); i++) {
      run.said().accept("augment, round " + (i + 1));
      Files.deleteIfExists(rich);
      List<Double> seconds = augment(file, rich, peak);
      double megabytes = Files.size(rich) / 1e6;
      merge.add(megabytes / seconds.get(2));
      whole.add(megabytes / seconds.stream().mapToDouble(Double::doubleValue).sum());
    }
    Files.delete(file);
    Files.delete(rich);
    run.add(this, "augment 1 GB, merge", "MB/s", merge, new Goal.AtLeast(200));
    run.add(this, "augment 1 GB, from learning to merging", "MB/s", whole, new Goal.None());
    run.add(this, "augment 1 GB, peak resident memory", "MB", peak, new Goal.None());
  }

  private static List<Double> augment(Path file, Path rich, List<Double> peak)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                Replays.SMALL,
                "-cp",
                System.getProperty("java.class.path"),
                AugmentProgram.class.getName(),
                file.toString(),
                rich.toString(),
                "1000")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long most = 0;
    Usage usage = new Usage(process.pid());
    while (!process.waitFor(50, java.util.concurrent.TimeUnit.MILLISECONDS)) {
      most = Math.max(most, usage.peakKilobytes());
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.exitValue() != 0) {
      ServerProcess.stop(process);
      throw new IOException("augmenting ended with " + process.exitValue());
    }
    peak.add(most / 1024.0);
    return List.of(said.strip().split(" ", -1)).stream().map(Double::parseDouble).toList();
  }
}
