package io.fabula.server.app;

import io.fabula.server.config.FabulaConfig;
import io.fabula.server.connection.Rejected;
import io.fabula.server.connection.WebSocketConnection;
import io.fabula.server.handler.Endpoint;
import io.fabula.server.handler.Peer;
import io.fabula.server.handler.Request;
import io.fabula.server.stream.Failures;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsConnectContext;
import io.javalin.websocket.WsContext;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// All WebSockets: from the handshake to the end, whatever the endpoint.
final class SocketRoutes {
  private static final String OPENING = "fabula.opening";
  private static final String REQUEST = "fabula.request";
  private static final String CLIENT = "fabula.client";
  private static final String ENTERED = "fabula.entered";
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Supplier<Endpoints> endpoints;
  private final Admission admission;
  private final Clients clients;
  private final boolean enabled;
  private final Duration pingInterval;
  private final String idPrefix;
  private final AtomicLong ids = new AtomicLong();

  /// @param endpoints those that there are at the moment
  /// @param idPrefix of the ids of connections; a number follows
  SocketRoutes(
      Supplier<Endpoints> endpoints,
      Admission admission,
      Clients clients,
      FabulaConfig.WebSocket config,
      String idPrefix) {
    this.endpoints = endpoints;
    this.admission = admission;
    this.clients = clients;
    this.idPrefix = idPrefix;
    this.enabled = config.enabled();
    this.pingInterval = config.pingInterval();
  }

  void register(RoutesConfig routes) {
    routes.wsBeforeUpgrade(this::beforeUpgrade);
    routes.wsAfterUpgrade(this::afterUpgrade);
    routes.ws("/*", this::socket);
  }

  /// All checks, while an HTTP status can still be given.
  private void beforeUpgrade(Context ctx) {
    try {
      // Javalin has made an HTTP session, which nobody needs.
      Optional.ofNullable(ctx.req().getSession(false)).ifPresent(session -> session.invalidate());
      Handshake.check(ctx.req());
      if (!enabled) {
        throw new Rejected(404, "WebSockets are switched off (websocket.enabled)");
      }
      admission.checkOrigin(
          Optional.ofNullable(ctx.header("Origin")), Optional.ofNullable(ctx.header("Host")));
      Request request = new Request(ctx.path(), ctx.queryParamMap(), headers(ctx));
      Endpoint.Opening opening = endpoints.get().find(ctx.path()).admit(request);
      clients.enter();
      ctx.attribute(ENTERED, true);
      ctx.attribute(REQUEST, request);
      ctx.attribute(OPENING, opening);
      // Javalin echoes the first subprotocol offered; none is spoken here.
      ctx.res().setHeader("Sec-WebSocket-Protocol", null);
    } catch (Rejected rejected) {
      JsonErrors.write(rejected, ctx.res());
      throw rejected;
    }
  }

  private static Map<String, String> headers(Context ctx) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String name : Collections.list(ctx.req().getHeaderNames())) {
      headers.put(name, ctx.req().getHeader(name));
    }
    return headers;
  }

  /// A handshake that failed after all gives its place back.
  private void afterUpgrade(Context ctx) {
    boolean upgraded = ctx.res().getStatus() == HttpServletResponse.SC_SWITCHING_PROTOCOLS;
    if (!upgraded && ctx.attribute(ENTERED) != null) {
      clients.stayedAway();
    }
  }

  private void socket(WsConfig ws) {
    ws.onConnect(this::connected);
    ws.onMessage(ctx -> said(ctx, client -> client.text(ctx.message())));
    ws.onBinaryMessage(
        ctx ->
            said(
                ctx,
                client -> {
                  // Jetty takes its buffer back.
                  byte[] message = new byte[ctx.data().remaining()];
                  ctx.data().get(message);
                  client.binary(message);
                }));
    ws.onClose(SocketRoutes::left);
    ws.onError(SocketRoutes::left);
  }

  /// Hands a message to the client's conversation.
  private interface Delivery {
    void to(Clients.Client client) throws InterruptedException;
  }

  private static void said(WsContext ctx, Delivery message) {
    client(ctx)
        .ifPresent(
            client -> {
              try {
                message.to(client);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (RuntimeException e) {
                client.connection().end(Failures.ending(path(ctx), e), GRACE);
              }
            });
  }

  private static Optional<Clients.Client> client(WsContext ctx) {
    return Optional.ofNullable(ctx.attribute(CLIENT));
  }

  private static String path(WsContext ctx) {
    Request request = ctx.attribute(REQUEST);
    return request == null ? "" : request.path();
  }

  private static void left(WsContext ctx) {
    client(ctx)
        .ifPresent(
            client -> {
              if (client.connection() instanceof WebSocketConnection socket) {
                socket.closed();
              }
              client.leave();
            });
  }

  private void connected(WsConnectContext ctx) {
    WebSocketConnection connection = new WebSocketConnection(ctx.session);
    Clients.Client client = clients.arrived(connection);
    ctx.attribute(CLIENT, client);
    if (!pingInterval.isZero()) {
      ctx.enableAutomaticPings(pingInterval.toMillis(), TimeUnit.MILLISECONDS);
    }
    Request request = ctx.attribute(REQUEST);
    Endpoint.Opening opening = ctx.attribute(OPENING);
    if (request == null || opening == null) {
      return;
    }
    try {
      client.begins(opening.begin(new Peer(idPrefix + ids.incrementAndGet(), request, connection)));
    } catch (RuntimeException e) {
      connection.end(Failures.ending(request.path(), e), GRACE);
    }
  }
}
