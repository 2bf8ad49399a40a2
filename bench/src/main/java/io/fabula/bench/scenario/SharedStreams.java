package io.fabula.bench.scenario;

import io.fabula.bench.process.ServerProcess;
import io.fabula.bench.result.Goal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// One story for all, at the highest rate that can be asked for.
final class SharedStreams implements Scenario {
  static final String FAST =
      "streams: { max_rate: 1000000 }\nwebsocket: { max_connections: 20000, ping_interval: 0 }\n";

  @Override
  public String name() {
    return "shared";
  }

  @Override
  public String about() {
    return "one story to 100 and 1,000 clients at the highest rate, beside ws";
  }

  @Override
  public void run(Run run) throws IOException, InterruptedException {
    measure(run, 100, new Goal.TimesReference(5));
    measure(run, 1000, new Goal.TimesReference(4));
  }

  private void measure(Run run, int clients, Goal goal) throws IOException, InterruptedException {
    String what = "shared stream, %,d clients".formatted(clients);
    List<Double> ours = new ArrayList<>();
    if (!run.lab().hasNode()) {
      try (ServerProcess fabula = run.lab().fabula(FAST)) {
        for (int i = 0; i <= run.rounds(); i++) {
          run.said().accept(what);
          ours.add(Flood.measure(fabula.socket("/streams/ticks-shared"), clients));
        }
      }
      run.add(this, what, "events/s", ours.subList(1, ours.size()), new Goal.None());
      return;
    }
    List<Double> plain = new ArrayList<>();
    List<Double> corked = new ArrayList<>();
    List<Double> allocated = new ArrayList<>();
    try (ServerProcess fabula = run.lab().fabula(FAST);
        ServerProcess ws = run.lab().ws(clients, "plain");
        ServerProcess wsCorked = run.lab().ws(clients, "corked")) {
      // The first round warms up.
      for (int i = 0; i <= run.rounds(); i++) {
        run.said().accept(what + ", round " + i);
        ours.add(Flood.measure(fabula.socket("/streams/ticks-shared"), clients));
        plain.add(Flood.measure(ws.socket("/broadcast"), clients));
        corked.add(Flood.measure(wsCorked.socket("/broadcast"), clients));
        allocated.add(Flood.allocated(fabula, fabula.socket("/streams/ticks-shared"), clients));
      }
    }
    List<Double> measured = ours.subList(1, ours.size());
    run.add(this, what, "events/s", measured, "ws", plain.subList(1, plain.size()), goal);
    run.add(
        this,
        what,
        "events/s",
        measured,
        "ws, corked by hand",
        corked.subList(1, corked.size()),
        new Goal.None());
    run.add(
        this,
        "allocated for an event delivered, %,d clients".formatted(clients),
        "bytes",
        allocated.subList(1, allocated.size()),
        new Goal.None());
  }
}
