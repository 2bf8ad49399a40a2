package io.fabula.server.app;

import io.fabula.server.config.FabulaConfig;
import io.javalin.config.JavalinConfig;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// How Javalin and Jetty carry our bytes.
final class Transport {
  /// Connections that may wait until they are accepted. The JDK's 50 are full when a load test
  /// opens 200 at once: the others then come back after a second (RFC 6298 section 2).
  private static final int ACCEPT_QUEUE = 4096;

  private Transport() {}

  /// @param sockets what answers handshakes, before Javalin gets to see them
  static void configure(
      JavalinConfig javalin,
      FabulaConfig.WebSocket socket,
      Optional<TlsConnector> tls,
      Function<Server, SocketRoutes> sockets) {
    javalin.startup.showJavalinBanner = false;
    javalin.startup.showOldJavalinVersionWarning = false;
    javalin.startup.startupWatcherEnabled = false;
    javalin.jetty.threadPool = threads();
    javalin.jetty.host = socket.host();
    javalin.jetty.port = socket.port();
    javalin.jetty.addConnector(
        (server, http) -> {
          ServerConnector connector =
              tls.map(secure -> secure.connect(server, http))
                  .orElseGet(() -> new ServerConnector(server, new HttpConnectionFactory(http)));
          connector.setHost(socket.host());
          connector.setPort(socket.port());
          connector.setAcceptQueueSize(ACCEPT_QUEUE);
          return connector;
        });
    javalin.jetty.modifyServer(
        server -> {
          server.setStopTimeout(0);
          server.setErrorHandler(new JsonErrors());
          server.insertHandler(sockets.apply(server));
        });
    javalin.jetty.modifyServletContextHandler(
        handler -> {
          handler.getSessionHandler().setUsingCookies(false);
          handler.setErrorHandler(new JsonErrors());
        });
  }

  /// Platform threads for what never blocks, which is to accept and to select, and virtual ones for
  /// requests. No reserved threads: with some, Jetty runs a request on the thread that has selected
  /// it, and one that lasts, of server-sent events, would keep it.
  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setName("http");
    threads.setDaemon(true);
    threads.setReservedThreads(0);
    threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("http-"));
    return threads;
  }
}
