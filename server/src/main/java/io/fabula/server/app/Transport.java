package io.fabula.server.app;

import io.fabula.server.config.FabulaConfig;
import io.javalin.config.JavalinConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;

/// How Javalin and Jetty carry our bytes.
final class Transport {
  /// Connections that may wait until they are accepted. The JDK's 50 are full when a load test
  /// opens 200 at once: the others then come back after a second (RFC 6298 section 2).
  private static final int ACCEPT_QUEUE = 4096;

  private Transport() {}

  static void configure(
      JavalinConfig javalin, FabulaConfig.WebSocket socket, Optional<TlsConnector> tls) {
    javalin.startup.showJavalinBanner = false;
    javalin.startup.showOldJavalinVersionWarning = false;
    javalin.startup.startupWatcherEnabled = false;
    javalin.concurrency.useVirtualThreads = true;
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
    javalin.jetty.modifyServer(Transport::jetty);
    List<ServletContextHandler> contexts = new ArrayList<>();
    javalin.jetty.modifyServletContextHandler(
        handler -> {
          handler.getSessionHandler().setUsingCookies(false);
          handler.setErrorHandler(new JsonErrors());
          contexts.add(handler);
        });
    javalin.jetty.modifyWebSocketServletFactory(
        factory -> {
          factory.setMaxTextMessageSize(socket.maxMessageSize());
          factory.setMaxBinaryMessageSize(socket.maxMessageSize());
          factory.setIdleTimeout(socket.idleTimeout());
          if (!socket.compression()) {
            contexts.forEach(Transport::neverCompress);
          }
        });
  }

  /// Jetty offers permessage-deflate to everyone who asks, and most clients ask.
  private static void neverCompress(ServletContextHandler context) {
    WebSocketServerComponents.getWebSocketComponents(context)
        .getExtensionRegistry()
        .unregister("permessage-deflate");
  }

  private static void jetty(Server server) {
    server.setStopTimeout(0);
    server.setErrorHandler(new JsonErrors());
  }
}
