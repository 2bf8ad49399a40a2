package io.fabula.bench.scenario;

import io.fabula.bench.client.Crowd;
import io.fabula.bench.process.Jcmd;
import io.fabula.bench.process.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/// How many messages a second clients get from a server that sends as fast as it can.
final class Flood {
  private static final long WARM_UP = TimeUnit.SECONDS.toNanos(1);
  private static final long ROUND = TimeUnit.SECONDS.toNanos(2);
  private static final int AT_ONCE = 64;

  private Flood() {}

  /// Messages a second of all clients together, all of whom the server must keep.
  static double measure(URI uri, int clients) throws IOException {
    try (Crowd crowd = Crowd.connect(uri, clients, AT_ONCE)) {
      crowd.receive(WARM_UP);
      long before = crowd.frames();
      long start = System.nanoTime();
      crowd.receive(ROUND);
      double seconds = (System.nanoTime() - start) / 1e9;
      crowd.allMustBeThere();
      return (crowd.frames() - before) / seconds;
    }
  }

  /// Bytes that a server in a JVM allocates for each message that a client gets.
  static double allocated(ServerProcess server, URI uri, int clients)
      throws IOException, InterruptedException {
    Jcmd jvm = new Jcmd(server.usage());
    try (Crowd crowd = Crowd.connect(uri, clients, AT_ONCE)) {
      crowd.receive(WARM_UP);
      long before = crowd.frames();
      double allocated = jvm.allocatedBytes();
      crowd.receive(ROUND);
      long frames = crowd.frames() - before;
      return (jvm.allocatedBytes() - allocated) / frames;
    }
  }
}
