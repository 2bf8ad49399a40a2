package io.fabula.server.app;

import io.fabula.server.config.FabulaConfig;
import io.fabula.server.config.RateLimit;
import io.fabula.server.connection.Ending;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// All WebSockets: from the handshake to the end, whatever the endpoint.
final class SocketRoutes {
  private static final String OPENING = "fabula.opening";
  private static final String REQUEST = "fabula.request";
  private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol";
  private static final String CLIENT = "fabula.client";
  private static final String PULSE = "fabula.pulse";
  private static final String ALLOWANCE = "fabula.allowance";
  private static final String ENTERED = "fabula.entered";
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Supplier<Endpoints> endpoints;
  private final Admission admission;
  private final Clients clients;
  private final FabulaConfig.WebSocket config;
  private final String idPrefix;
  private final Heartbeat heartbeat;
  private final LongSupplier nanos;
  private final AtomicLong ids = new AtomicLong();

  /// @param endpoints those that there are at the moment
  /// @param idPrefix of the ids of connections; a number follows
  /// @param nanos the clock of rate limits, in nanoseconds
  SocketRoutes(
      Supplier<Endpoints> endpoints,
      Admission admission,
      Clients clients,
      FabulaConfig.WebSocket config,
      String idPrefix,
      Heartbeat heartbeat,
      LongSupplier nanos) {
    this.endpoints = endpoints;
    this.admission = admission;
    this.clients = clients;
    this.config = config;
    this.idPrefix = idPrefix;
    this.heartbeat = heartbeat;
    this.nanos = nanos;
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
      if (!config.enabled()) {
        throw new Rejected(404, "WebSockets are switched off (websocket.enabled)");
      }
      admission.checkOrigin(
          Optional.ofNullable(ctx.header("Origin")), Optional.ofNullable(ctx.header("Host")));
      Request request = new Request(ctx.path(), ctx.queryParamMap(), headers(ctx));
      Endpoints present = endpoints.get();
      Endpoint.Opening opening = present.find(ctx.path()).admit(request);
      clients.enter();
      ctx.attribute(ENTERED, true);
      ctx.attribute(REQUEST, request);
      ctx.attribute(OPENING, opening);
      // Javalin has promised the first that was offered.
      ctx.res().setHeader(SUBPROTOCOL, subprotocol(present, ctx).orElse(null));
    } catch (Rejected rejected) {
      JsonErrors.write(rejected, ctx.res());
      throw rejected;
    }
  }

  private static Optional<String> subprotocol(Endpoints present, Context ctx) {
    return present
        .subprotocols()
        .choose(ctx.path(), Collections.list(ctx.req().getHeaders(SUBPROTOCOL)));
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

  private void said(WsContext ctx, Delivery message) {
    client(ctx)
        // What comes behind the end is not acted on: a script may have thrown this client out.
        .filter(client -> !client.connection().hasEnded() && allowed(ctx, client))
        .ifPresent(
            client -> {
              Optional<Heartbeat.Pulse> pulse = Optional.ofNullable(ctx.attribute(PULSE));
              pulse.ifPresent(p -> p.busy(true));
              try {
                message.to(client);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (RuntimeException e) {
                client.connection().end(Failures.ending(path(ctx), e), GRACE);
              } finally {
                pulse.ifPresent(p -> p.busy(false));
              }
            });
  }

  /// Whether a message is within the rate limit, if there is one.
  private boolean allowed(WsContext ctx, Clients.Client client) {
    Allowance allowance = ctx.attribute(ALLOWANCE);
    if (allowance == null || allowance.take()) {
      return true;
    }
    clients.saidTooMuch();
    if (config.terms().rateLimit().stream()
        .anyMatch(limit -> limit.action() == RateLimit.Action.CLOSE)) {
      allowance.end();
      client.connection().end(Ending.TOO_MANY, GRACE);
    }
    return false;
  }

  private static Optional<Clients.Client> client(WsContext ctx) {
    return Optional.ofNullable(ctx.attribute(CLIENT));
  }

  private static String path(WsContext ctx) {
    Request request = ctx.attribute(REQUEST);
    return request == null ? "" : request.path();
  }

  private static void left(WsContext ctx) {
    Heartbeat.Pulse pulse = ctx.attribute(PULSE);
    if (pulse != null) {
      pulse.stop();
    }
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
    ctx.attribute(PULSE, heartbeat.watch(connection));
    config
        .terms()
        .rateLimit()
        .ifPresent(limit -> ctx.attribute(ALLOWANCE, new Allowance(limit, nanos)));
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
