package io.fabula.server.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.function.Function;
import redis.embedded.RedisServer;

/// A real Redis on a port of its own, which can go and come back.
public final class TestRedis implements AutoCloseable {
  private final int port;
  private final List<String> settings;
  private RedisServer server;

  private TestRedis(int port, List<String> settings) throws IOException {
    this.port = port;
    this.settings = settings;
    this.server = started(port, settings);
  }

  /// Starts one.
  ///
  /// @param settings as in its configuration file
  public static TestRedis start(String... settings) throws IOException {
    return new TestRedis(freePort(), List.of(settings));
  }

  /// A port on which nobody listens.
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static RedisServer started(int port, List<String> settings) throws IOException {
    var builder = RedisServer.newRedisServer().port(port).bind("127.0.0.1").setting("save \"\"");
    settings.forEach(builder::setting);
    RedisServer server = builder.build();
    server.start();
    return server;
  }

  public int port() {
    return port;
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /// Ends it, with all that it remembers.
  public void stop() throws IOException {
    server.stop();
  }

  /// Starts it again, on the same port.
  public void restart() throws IOException {
    server = started(port, settings);
  }

  /// Asks it something, as an operator would.
  public <T> T ask(Function<RedisCommands<String, String>, T> question) {
    RedisURI uri = RedisURI.create(url());
    RedisClient client = RedisClient.create(uri);
    try (var connection = client.connect()) {
      return question.apply(connection.sync());
    } finally {
      client.shutdown();
    }
  }

  /// Makes it answer nobody for a while.
  ///
  /// @return ends when it is awake again
  @CanIgnoreReturnValue
  public Thread asleep(int seconds) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.getOutputStream().write("DEBUG SLEEP %d\r\n".formatted(seconds).getBytes(US_ASCII));
    return Thread.ofVirtual().start(() -> awaitAnswer(socket));
  }

  private static void awaitAnswer(Socket socket) {
    try (socket) {
      int first = socket.getInputStream().read();
      if (first != '+') {
        throw new IllegalStateException("Redis did not sleep");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.stop();
  }
}
