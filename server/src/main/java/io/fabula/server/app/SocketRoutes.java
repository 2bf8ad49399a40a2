package io.fabula.server.app;

import io.fabula.server.config.FabulaConfig;
import io.fabula.server.connection.Rejected;
import io.fabula.server.connection.SocketUpgrade;
import io.fabula.server.handler.Endpoint;
import io.fabula.server.handler.Query;
import io.fabula.server.handler.Request;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All WebSockets: from the handshake to the end, whatever the endpoint. Stands before Javalin,
/// which gets everything that is no handshake.
final class SocketRoutes extends Handler.Wrapper {
  private static final Logger LOG = LoggerFactory.getLogger(SocketRoutes.class);

  private final Supplier<Endpoints> endpoints;
  private final Admission admission;
  private final Clients clients;
  private final FabulaConfig.WebSocket config;
  private final String idPrefix;
  private final Heartbeat heartbeat;
  private final LongSupplier nanos;
  private final SocketUpgrade upgrade;
  private final AtomicLong ids = new AtomicLong();

  /// @param server whose handler it will be
  /// @param endpoints those that there are at the moment
  /// @param idPrefix of the ids of connections; a number follows
  /// @param nanos the clock of rate limits, in nanoseconds
  SocketRoutes(
      Server server,
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
    this.upgrade =
        new SocketUpgrade(
            server,
            new SocketUpgrade.Limits(
                config.maxMessageSize(), config.idleTimeout(), config.compression()));
  }

  @Override
  public boolean handle(
      org.eclipse.jetty.server.Request request, Response response, Callback callback)
      throws Exception {
    if (!request.getHeaders().contains(HttpHeader.SEC_WEBSOCKET_VERSION)) {
      return super.handle(request, response, callback);
    }
    Place place = new Place();
    try {
      letIn(request, response, callback, place);
    } catch (Rejected rejected) {
      place.giveBack();
      JsonErrors.write(rejected, response, callback);
    } catch (RuntimeException e) {
      place.giveBack();
      LOG.atError().setCause(e).log("a handshake failed");
      JsonErrors.write(
          new Rejected(500, "internal error; the server's log says more"), response, callback);
    }
    return true;
  }

  /// All checks, while an HTTP status can still be given.
  private void letIn(
      org.eclipse.jetty.server.Request handshake,
      Response response,
      Callback callback,
      Place place) {
    Handshake.check(handshake);
    if (!config.enabled()) {
      throw new Rejected(404, "WebSockets are switched off (websocket.enabled)");
    }
    admission.checkOrigin(
        Optional.ofNullable(handshake.getHeaders().get(HttpHeader.ORIGIN)),
        Optional.ofNullable(handshake.getHeaders().get(HttpHeader.HOST)));
    Request request = request(handshake);
    Endpoints present = endpoints.get();
    Endpoint.Opening opening = present.find(request.path()).admit(request);
    Optional<String> subprotocol =
        present
            .subprotocols()
            .choose(
                request.path(),
                handshake.getHeaders().getValuesList(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL));
    place.take();
    SocketClient client =
        new SocketClient(
            clients,
            heartbeat,
            idPrefix + ids.incrementAndGet(),
            new SocketClient.Arrival(request, opening),
            config.terms().rateLimit(),
            config.terms().rateLimit().map(limit -> new Allowance(limit, nanos)));
    Callback answered =
        Callback.from(
            callback::succeeded,
            failure -> {
              place.giveBack();
              callback.failed(failure);
            });
    if (!upgrade.upgrade(handshake, response, answered, subprotocol, client)) {
      throw Rejected.badRequest("this is no WebSocket handshake (RFC 6455 section 4.2.1)");
    }
  }

  private static Request request(org.eclipse.jetty.server.Request handshake) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (HttpField field : handshake.getHeaders()) {
      headers.putIfAbsent(field.getName(), field.getValue());
    }
    HttpURI uri = handshake.getHttpURI();
    String query = Optional.ofNullable(uri.getQuery()).orElse("");
    return new Request(uri.getPath(), Query.parse(query), headers);
  }

  /// The place of a client that has not come yet; one that has gives it back itself.
  private final class Place {
    private final AtomicBoolean taken = new AtomicBoolean();

    private void take() {
      clients.enter();
      taken.set(true);
    }

    private void giveBack() {
      if (taken.getAndSet(false)) {
        clients.stayedAway();
      }
    }
  }
}
