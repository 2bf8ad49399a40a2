package io.fabula.bench.scenario;

import io.fabula.bench.client.Crowd;
import io.fabula.bench.process.Jcmd;
import io.fabula.bench.process.ServerProcess;
import io.fabula.bench.reference.JavalinSend;
import io.fabula.bench.result.Goal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Ten thousand clients of whom nothing is heard: what they cost, how fast they come, and how long
/// it takes until all have heard one event.
final class IdleConnections implements Scenario {
  private static final int CLIENTS = 10_000;
  private static final int FIRST = 1_000;
  private static final int AT_ONCE = 128;
  private static final long SETTLE = TimeUnit.SECONDS.toNanos(1);
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public String about() {
    return "10,000 idle connections: memory, connections a second, one event to all";
  }

  /// What one server does, a value a round.
  private static final class Figures {
    private final List<Double> resident = new ArrayList<>();
    private final List<Double> heap = new ArrayList<>();
    private final List<Double> rate = new ArrayList<>();
    private final List<Double> oneEvent = new ArrayList<>();
  }

  @Override
  public void run(Run run) throws IOException, InterruptedException {
    Figures ours = new Figures();
    Figures javalin = new Figures();
    Figures ws = new Figures();
    for (int i = 0; i < run.rounds(); i++) {
      run.said().accept("idle connections, round " + (i + 1));
      try (ServerProcess fabula = run.lab().fabula(SharedStreams.FAST)) {
        measure(fabula, fabula.socket("/ws"), ours, true);
        ours.oneEvent.add(oneEvent(fabula.socket("/streams/seldom"), () -> {}));
      }
      try (ServerProcess bare = run.lab().java(JavalinSend.class, List.of())) {
        measure(bare, bare.socket("/echo"), javalin, true);
      }
      if (run.lab().hasNode()) {
        try (ServerProcess node = run.lab().ws(1, "plain")) {
          measure(node, node.socket("/idle"), ws, false);
          ws.oneEvent.add(oneEvent(node.socket("/idle"), () -> ask(node.http("/broadcast"))));
        }
      }
    }
    Goal none = new Goal.None();
    String kilobytes = "KB";
    String resident = "resident memory an idle connection";
    run.add(
        this, resident, kilobytes, ours.resident, "Javalin", javalin.resident, new Goal.AtMost(16));
    String heap = "heap an idle connection";
    run.add(this, heap, kilobytes, ours.heap, "Javalin", javalin.heap, none);
    String rate = "connections made, 128 at once";
    run.add(this, rate, "1/s", ours.rate, "Javalin", javalin.rate, none);
    if (!ws.rate.isEmpty()) {
      run.add(this, resident, kilobytes, ours.resident, "ws", ws.resident, none);
      run.add(this, rate, "1/s", ours.rate, "ws", ws.rate, none);
    }
    String oneEvent = "one event to 10,000 clients, first to last";
    if (ws.oneEvent.isEmpty()) {
      run.add(this, oneEvent, "ms", ours.oneEvent, none);
    } else {
      run.add(this, oneEvent, "ms", ours.oneEvent, "ws", ws.oneEvent, none);
    }
  }

  private static void measure(ServerProcess server, URI uri, Figures figures, boolean jvm)
      throws IOException, InterruptedException {
    try (Crowd first = Crowd.connect(uri, FIRST, AT_ONCE)) {
      first.receive(SETTLE);
    }
    Jcmd jcmd = new Jcmd(server.usage());
    double heap = jvm ? jcmd.liveBytes() : 0;
    double resident = server.usage().residentKilobytes();
    long start = System.nanoTime();
    try (Crowd all = Crowd.connect(uri, CLIENTS, AT_ONCE)) {
      figures.rate.add(CLIENTS * 1e9 / (System.nanoTime() - start));
      all.receive(SETTLE);
      all.allMustBeThere();
      if (jvm) {
        figures.heap.add((jcmd.liveBytes() - heap) / 1024 / CLIENTS);
      }
      figures.resident.add((server.usage().residentKilobytes() - resident) / CLIENTS);
    }
  }

  /// Has a server say something, while its clients go on reading.
  private static void ask(URI uri) {
    Thread.ofVirtual()
        .start(
            () -> {
              try (InputStream answer = uri.toURL().openStream()) {
                answer.readAllBytes();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  /// Milliseconds from the first client's hearing of an event to the last one's.
  ///
  /// @param there once all clients are
  private static double oneEvent(URI uri, Runnable there) throws IOException {
    long[] times = new long[2];
    int[] count = new int[CLIENTS];
    int[] heard = new int[1];
    boolean[] counting = new boolean[1];
    try (Crowd all =
        Crowd.connect(
            _ -> uri,
            CLIENTS,
            AT_ONCE,
            (client, messages, nanos) -> {
              if (counting[0] && count[client] == 0) {
                count[client] = messages;
                times[0] = heard[0] == 0 ? nanos : times[0];
                times[1] = nanos;
                heard[0]++;
              }
            })) {
      // Not in the middle of an event.
      long before;
      do {
        before = all.frames();
        all.receive(SETTLE);
      } while (all.frames() > before);
      counting[0] = true;
      there.run();
      long end = System.nanoTime() + PATIENCE;
      all.receiveUntil(() -> heard[0] == CLIENTS || System.nanoTime() > end);
      all.allMustBeThere();
      if (heard[0] < CLIENTS) {
        throw new IOException("only %d of %d clients heard the event".formatted(heard[0], CLIENTS));
      }
      return (times[1] - times[0]) / 1e6;
    }
  }
}
