package io.fabula.bench.scenario;

import io.fabula.bench.client.Crowd;
import io.fabula.bench.client.RefusedException;
import io.fabula.bench.process.FreePort;
import io.fabula.bench.process.ServerProcess;
import io.fabula.bench.result.Goal;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// From the command to the first event on a socket, with and without the AOT cache.
final class StartUp implements Scenario {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
  private static final long RETRY = TimeUnit.MILLISECONDS.toNanos(2);

  @Override
  public String name() {
    return "start-up";
  }

  @Override
  public String about() {
    return "from ./fabula serve to the first event on a socket, beside no AOT cache and Mockoon";
  }

  @Override
  public void run(Run run) throws IOException, InterruptedException {
    List<Double> ours = new ArrayList<>();
    List<Double> without = new ArrayList<>();
    List<Double> mockoon = new ArrayList<>();
    List<Double> resident = new ArrayList<>();
    for (int i = 0; i < run.rounds(); i++) {
      run.said().accept("start-up, round " + (i + 1));
      ours.add(ours(run, "", resident));
      without.add(ours(run, "off", new ArrayList<>()));
      if (run.lab().hasNode()) {
        int port = FreePort.find();
        mockoon.add(
            first(run.lab().mockoon(port), "ws://127.0.0.1:%d/stream".formatted(port), _ -> {}));
      }
    }
    // Twice as fast is half the time.
    run.add(
        this,
        "serve to the first event",
        "s",
        ours,
        "without AOT cache",
        without,
        new Goal.PartOfReference(0.5));
    if (!mockoon.isEmpty()) {
      run.add(this, "serve to the first event", "s", ours, "Mockoon", mockoon, new Goal.None());
    }
    run.add(this, "resident memory at the first event", "MB", resident, new Goal.None());
  }

  private static double ours(Run run, String cache, List<Double> resident)
      throws IOException, InterruptedException {
    int port = FreePort.find();
    ProcessBuilder serve = run.lab().launcher(List.of("serve", "--port", Integer.toString(port)));
    serve.environment().put("FABULA_AOT", cache);
    return first(
        serve,
        "ws://127.0.0.1:%d/streams/exchange".formatted(port),
        usage -> resident.add(usage.residentKilobytes() / 1024.0));
  }

  /// Seconds from the start of a process to the first message of its socket.
  private static double first(
      ProcessBuilder command,
      String socket,
      java.util.function.Consumer<io.fabula.bench.process.Usage> then)
      throws IOException, InterruptedException {
    command.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    long start = System.nanoTime();
    Process process = command.start();
    try {
      while (System.nanoTime() - start < PATIENCE) {
        try (Crowd one = Crowd.connect(URI.create(socket), 1, 1)) {
          one.receiveUntil(() -> one.heard() > 0);
          double seconds = (System.nanoTime() - start) / 1e9;
          then.accept(new io.fabula.bench.process.Usage(process.pid()));
          return seconds;
        } catch (IOException | RefusedException e) {
          TimeUnit.NANOSECONDS.sleep(RETRY);
        }
      }
      throw new IOException("no event came from " + command.command());
    } finally {
      ServerProcess.stop(process);
    }
  }
}
