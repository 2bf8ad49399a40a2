package io.fabula.bench.scenario;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// A provider that takes connections and never says anything.
final class DeafModel implements AutoCloseable {
  private static final int QUEUE = 1000;

  private final ServerSocket socket;

  private DeafModel(ServerSocket socket) {
    this.socket = socket;
  }

  static DeafModel start() throws IOException {
    return new DeafModel(new ServerSocket(0, QUEUE, InetAddress.getLoopbackAddress()));
  }

  String baseUrl() {
    return "http://127.0.0.1:%d/v1".formatted(socket.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
