package io.fabula.bench.scenario;

import io.fabula.bench.client.Crowd;
import io.fabula.bench.client.Samples;
import io.fabula.bench.process.ServerProcess;
import io.fabula.bench.result.Goal;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// How exactly rates are kept, and how late single events are.
final class Pacing implements Scenario {
  private static final double[] SLOW = {1, 10, 100};
  private static final double[] RATES = {1_000, 10_000, 100_000};
  private static final long TEN_SECONDS = TimeUnit.SECONDS.toNanos(10);
  private static final long SETTLE = TimeUnit.SECONDS.toNanos(3);
  private static final int CROWD = 1000;
  private static final double CROWD_RATE = 100;

  /// Percent.
  private static final Goal EXACT = new Goal.AtMost(0.1);

  private final Map<String, List<Double>> values = new LinkedHashMap<>();

  /// How late a bare loop was meanwhile, by what was measured.
  private final Map<String, List<Double>> bare = new LinkedHashMap<>();

  @Override
  public String name() {
    return "pacing";
  }

  @Override
  public String about() {
    return "how exactly 1 to 100,000 events a second are kept, alone and beside a flood";
  }

  @Override
  public void run(Run run) throws IOException, InterruptedException {
    values.clear();
    bare.clear();
    try (ServerProcess fabula = run.lab().fabula(SharedStreams.FAST)) {
      Flood.measure(fabula.socket("/streams/ticks"), 1);
      for (int i = 0; i < run.rounds(); i++) {
        run.said().accept("pacing, round " + (i + 1));
        slow(fabula);
        for (double rate : RATES) {
          one(fabula, rate, "");
        }
        crowd(fabula);
        try (Flooded _ = Flooded.start(fabula.socket("/streams/ticks"))) {
          one(fabula, 1_000, BESIDE);
          one(fabula, 100_000, BESIDE);
        }
      }
    }
    values.forEach((what, list) -> add(run, what, list));
  }

  private static final String BESIDE = ", beside a flood";

  /// What the machine itself is late by.
  static final String BARE = "a bare deadline loop";

  /// What a host took from this machine while something was measured.
  static final String TAKEN = "processor taken by the host, ";

  private void add(Run run, String what, List<Double> list) {
    List<Double> floor = bare.get(what);
    if (what.startsWith("error")) {
      run.add(this, what, "%", list, EXACT);
    } else if (what.startsWith(TAKEN)) {
      run.add(this, what, "%", list, new Goal.None());
    } else if (floor != null) {
      run.add(this, what, "ms", list, BARE, floor, goal(what));
    } else {
      run.add(this, what, "ms", list, new Goal.None());
    }
  }

  private static Goal goal(String what) {
    return what.contains(" 1,000/s")
        ? new Goal.AtMost(1)
        : what.contains("100,000/s") ? new Goal.AtMost(2) : new Goal.None();
  }

  private void keep(String what, double value) {
    values.computeIfAbsent(what, _ -> new ArrayList<>()).add(value);
  }

  private static URI paced(ServerProcess server, double rate) {
    return server.socket("/streams/ticks?rate=%d".formatted((long) rate));
  }

  private void slow(ServerProcess server) throws IOException {
    List<Schedule> schedules = Arrays.stream(SLOW).mapToObj(Schedule::new).toList();
    try (Crowd crowd =
        Crowd.connect(
            i -> paced(server, SLOW[i]),
            SLOW.length,
            1,
            (client, count, nanos) -> schedules.get(client).came(client, count, nanos))) {
      crowd.receive(TEN_SECONDS + TimeUnit.MILLISECONDS.toNanos(100));
      crowd.allMustBeThere();
    }
    for (int i = 0; i < SLOW.length; i++) {
      keep("error of the rate, %,d/s".formatted((long) SLOW[i]), schedules.get(i).error());
    }
  }

  private void one(ServerProcess server, double rate, String beside)
      throws IOException, InterruptedException {
    Paced paced = Paced.calmest(paced(server, rate), rate, TEN_SECONDS);
    Schedule schedule = paced.schedule();
    String at = "%,d/s%s".formatted((long) rate, beside);
    keep("error of the rate, " + at, schedule.error());
    Samples late = schedule.lateness();
    keep("lateness p50, " + at, late.percentile(0.5) / 1e6);
    keep("lateness p99, " + at, late.percentile(0.99) / 1e6);
    bare.computeIfAbsent("lateness p99, " + at, _ -> new ArrayList<>())
        .add(paced.bare().percentile(0.99) / 1e6);
    keep(TAKEN + at, paced.taken());
  }

  private void crowd(ServerProcess server) throws IOException {
    List<Schedule> schedules =
        IntStream.range(0, CROWD).mapToObj(_ -> new Schedule(CROWD_RATE)).toList();
    URI uri = paced(server, CROWD_RATE);
    boolean[] measuring = new boolean[1];
    try (Crowd crowd =
        Crowd.connect(
            _ -> uri,
            CROWD,
            16,
            (client, count, nanos) -> {
              if (measuring[0]) {
                schedules.get(client).came(client, count, nanos);
              }
            })) {
      // A thousand stories are begun first.
      crowd.receive(SETTLE);
      measuring[0] = true;
      crowd.receive(TEN_SECONDS);
      crowd.allMustBeThere();
    }
    keep(
        "error of the rate, 1,000 clients x 100/s, worst",
        schedules.stream().mapToDouble(Schedule::error).max().orElse(0));
    Samples late = new Samples(2 * CROWD * (int) CROWD_RATE * 10);
    schedules.forEach(schedule -> schedule.lateness().copyTo(late));
    keep("lateness p99, 1,000 clients x 100/s", late.percentile(0.99) / 1e6);
  }
}
