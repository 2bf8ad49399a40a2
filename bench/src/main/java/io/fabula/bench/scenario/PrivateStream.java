package io.fabula.bench.scenario;

import io.fabula.bench.process.ServerProcess;
import io.fabula.bench.reference.JavalinSend;
import io.fabula.bench.result.Goal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A story for one client, made while it is sent.
final class PrivateStream implements Scenario {
  @Override
  public String name() {
    return "private";
  }

  @Override
  public String about() {
    return "a story made for one client while it is sent, beside Javalin's send";
  }

  @Override
  public void run(Run run) throws IOException, InterruptedException {
    List<Double> ours = new ArrayList<>();
    List<Double> fresh = new ArrayList<>();
    List<Double> same = new ArrayList<>();
    List<Double> ws = new ArrayList<>();
    try (ServerProcess fabula = run.lab().fabula(SharedStreams.FAST);
        ServerProcess javalin = run.lab().java(JavalinSend.class, List.of())) {
      for (int i = 0; i <= run.rounds(); i++) {
        run.said().accept("private stream, round " + i);
        ours.add(Flood.measure(fabula.socket("/streams/ticks"), 1));
        fresh.add(Flood.measure(javalin.socket("/private"), 1));
        same.add(Flood.measure(javalin.socket("/same"), 1));
      }
    }
    if (run.lab().hasNode()) {
      try (ServerProcess node = run.lab().ws(1, "plain")) {
        for (int i = 0; i <= run.rounds(); i++) {
          run.said().accept("ws, round " + i);
          ws.add(Flood.measure(node.socket("/private"), 1));
        }
      }
    }
    String what = "private stream, 1 client";
    List<Double> measured = rest(ours);
    Goal goal = new Goal.TimesReference(5);
    run.add(this, what, "events/s", measured, "Javalin, made", rest(fresh), goal);
    run.add(this, what, "events/s", measured, "Javalin, one text", rest(same), goal);
    if (!ws.isEmpty()) {
      run.add(this, what, "events/s", measured, "ws, made", rest(ws), new Goal.None());
    }
  }

  /// Without the first round, which warms up.
  private static List<Double> rest(List<Double> values) {
    return values.subList(1, values.size());
  }
}
