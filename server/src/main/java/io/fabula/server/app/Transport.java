package io.fabula.server.app;

import io.fabula.server.config.FabulaConfig;
import io.javalin.config.JavalinConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;

/// How Javalin and Jetty carry our bytes.
final class Transport {
  private Transport() {}

  static void configure(
      JavalinConfig javalin, FabulaConfig.WebSocket socket, Optional<TlsConnector> tls) {
    javalin.startup.showJavalinBanner = false;
    javalin.startup.showOldJavalinVersionWarning = false;
    javalin.startup.startupWatcherEnabled = false;
    javalin.concurrency.useVirtualThreads = true;
    javalin.jetty.host = socket.host();
    javalin.jetty.port = socket.port();
    tls.ifPresent(
        connector ->
            javalin.jetty.addConnector(
                (server, http) -> connector.connect(server, http, socket.host(), socket.port())));
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
