package io.fabula.server.connection;

import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.WebSocketConnection;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.eclipse.jetty.websocket.core.server.internal.AbstractHandshaker;
import org.eclipse.jetty.websocket.core.server.internal.RFC6455Negotiation;
import org.eclipse.jetty.websocket.core.server.internal.WebSocketNegotiation;
import org.eclipse.jetty.websocket.core.util.WebSocketUtils;

/// Turns HTTP requests into WebSockets (RFC 6455 section 4.2.2), by Jetty's core and without the
/// servlets above it: a connection then holds nothing of its request. For any thread.
public final class SocketUpgrade {
  private final Limits limits;
  private final WebSocketComponents components;
  private final Handshaker handshaker = new Handshaker();

  /// Bounds of each connection.
  ///
  /// @param message bytes of a message from a client
  /// @param idle how long nothing may come or go
  /// @param compression whether permessage-deflate is spoken (RFC 7692)
  public record Limits(int message, Duration idle, boolean compression) {}

  /// For the connections of one server, before it starts.
  public SocketUpgrade(Server server, Limits limits) {
    this.limits = limits;
    this.components = WebSocketServerComponents.ensureWebSocketComponents(server);
    if (!limits.compression()) {
      // Jetty offers it to everyone who asks, and most clients ask.
      components.getExtensionRegistry().unregister("permessage-deflate");
    }
  }

  /// Answers a handshake that is without fault.
  ///
  /// @param subprotocol which is promised to the client
  /// @param callback is failed where the client does not get the answer
  /// @return whether it was answered: not where the request is no handshake to Jetty
  public boolean upgrade(
      Request request,
      Response response,
      Callback callback,
      Optional<String> subprotocol,
      Receiver receiver) {
    WebSocketNegotiator negotiator =
        (_, answer, _) -> {
          subprotocol.ifPresent(answer::setAcceptedSubProtocol);
          return new MessageReader(receiver, limits.message());
        };
    return handshaker.upgradeRequest(
        negotiator, request, response, callback, components, this::configure);
  }

  private void configure(Configuration session) {
    session.setIdleTimeout(limits.idle());
    session.setMaxTextMessageSize(limits.message());
    session.setMaxBinaryMessageSize(limits.message());
  }

  /// What Jetty's own handshaker does, with a connection of ours.
  private static final class Handshaker extends AbstractHandshaker {
    @Override
    protected WebSocketNegotiation newNegotiation(
        Request request, Response response, Callback callback, WebSocketComponents components) {
      return new RFC6455Negotiation(request, response, callback, components);
    }

    @Override
    protected WebSocketConnection createWebSocketConnection(
        Request request, WebSocketCoreSession session) {
      ConnectionMetaData meta = request.getConnectionMetaData();
      Connector connector = meta.getConnector();
      Wire wire =
          new Wire(
              meta.getConnection().getEndPoint(),
              connector.getExecutor(),
              connector.getScheduler(),
              connector.getByteBufferPool(),
              session);
      session.setWebSocketConnection(wire);
      return wire;
    }

    @Override
    protected void prepareResponse(Response response, WebSocketNegotiation negotiation) {
      response.setStatus(HttpStatus.SWITCHING_PROTOCOLS_101);
      HttpFields.Mutable headers = response.getHeaders();
      headers.put(HttpHeader.UPGRADE, "websocket");
      headers.put(HttpHeader.CONNECTION, HttpHeader.UPGRADE.asString());
      String key = ((RFC6455Negotiation) negotiation).getKey();
      headers.put(HttpHeader.SEC_WEBSOCKET_ACCEPT, WebSocketUtils.hashKey(key));
    }
  }
}
