package io.fabula.bench.scenario;

import io.fabula.bench.client.EchoClients;
import io.fabula.bench.client.Samples;
import io.fabula.bench.process.ServerProcess;
import io.fabula.bench.result.Goal;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Round trips: one client that waits for each answer, and a hundred.
final class Echoes implements Scenario {
  private static final int PAYLOAD = 200;
  private static final int MOST = 2_000_000;
  private static final long WARM_UP = TimeUnit.SECONDS.toNanos(5);
  private static final long ROUND = TimeUnit.SECONDS.toNanos(3);
  private static final int CROWD = 100;

  @Override
  public String name() {
    return "echo";
  }

  @Override
  public String about() {
    return "round trips of an echo, one client and a hundred, beside ws and Mockoon";
  }

  /// What one server does, a value a round.
  private static final class Trips {
    private final List<Double> p50 = new ArrayList<>();
    private final List<Double> p99 = new ArrayList<>();
    private final List<Double> rate = new ArrayList<>();

    private void measure(URI uri) throws IOException {
      Samples samples = new Samples(MOST);
      try (EchoClients one = EchoClients.connect(uri, 1, PAYLOAD)) {
        one.talk(ROUND, samples);
      }
      p50.add(samples.percentile(0.5) / 1e3);
      p99.add(samples.percentile(0.99) / 1e3);
      try (EchoClients many = EchoClients.connect(uri, CROWD, PAYLOAD)) {
        rate.add(many.talk(ROUND, new Samples(0)) / (ROUND / 1e9));
      }
    }
  }

  private static void warmUp(URI uri) throws IOException {
    for (int clients : new int[] {1, CROWD}) {
      try (EchoClients some = EchoClients.connect(uri, clients, PAYLOAD)) {
        some.talk(WARM_UP, new Samples(0));
      }
    }
  }

  @Override
  public void run(Run run) throws IOException, InterruptedException {
    Trips ours = new Trips();
    if (!run.lab().hasNode()) {
      try (ServerProcess fabula = run.lab().fabula("")) {
        rounds(run, List.of(fabula.socket("/ws")), List.of(ours));
      }
      run.add(this, "echo p50, 1 client", "us", ours.p50, new Goal.None());
      run.add(this, "echo p99, 1 client", "us", ours.p99, new Goal.None());
      run.add(this, "echo, 100 clients", "trips/s", ours.rate, new Goal.None());
      return;
    }
    Trips ws = new Trips();
    Trips mockoon = new Trips();
    try (ServerProcess fabula = run.lab().fabula("");
        ServerProcess node = run.lab().ws(1, "plain");
        ServerProcess mock = run.lab().mockoon()) {
      rounds(
          run,
          List.of(fabula.socket("/ws"), node.socket("/echo"), mock.socket("/echo")),
          List.of(ours, ws, mockoon));
    }
    Goal notAbove = new Goal.PartOfReference(1);
    run.add(this, "echo p50, 1 client", "us", ours.p50, "ws", ws.p50, notAbove);
    run.add(this, "echo p99, 1 client", "us", ours.p99, "ws", ws.p99, notAbove);
    Goal half = new Goal.TimesReference(1.5);
    run.add(this, "echo, 100 clients", "trips/s", ours.rate, "ws", ws.rate, half);
    Goal none = new Goal.None();
    run.add(this, "echo, 100 clients", "trips/s", ours.rate, "Mockoon", mockoon.rate, none);
  }

  private static void rounds(Run run, List<URI> servers, List<Trips> trips) throws IOException {
    run.said().accept("echo, warming up");
    for (URI server : servers) {
      warmUp(server);
    }
    for (int i = 0; i < run.rounds(); i++) {
      run.said().accept("echo, round " + (i + 1));
      for (int j = 0; j < servers.size(); j++) {
        trips.get(j).measure(servers.get(j));
      }
    }
  }
}
