package io.fabula.server.app;

import io.fabula.server.config.RateLimit;
import io.fabula.server.connection.Ending;
import io.fabula.server.connection.Receiver;
import io.fabula.server.connection.WebSocketConnection;
import io.fabula.server.handler.Endpoint;
import io.fabula.server.handler.Peer;
import io.fabula.server.handler.Request;
import io.fabula.server.stream.Failures;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One client on a WebSocket, from its place to its end: what it says goes to its conversation,
/// within the rate limit, while its pulse is watched.
final class SocketClient implements Receiver {
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Clients clients;
  private final Heartbeat heartbeat;
  private final String id;
  private final String path;
  private final Optional<RateLimit> limit;
  private final Optional<Allowance> allowance;

  /// What is needed until the connection is open, and not kept.
  private @Nullable Arrival arrival;

  private Clients.@Nullable Client client;
  private Heartbeat.@Nullable Pulse pulse;

  /// A handshake that was let in.
  ///
  /// @param opening what begins now
  record Arrival(Request request, Endpoint.Opening opening) {}

  /// @param limit of messages, with the allowance that keeps count of it
  SocketClient(
      Clients clients,
      Heartbeat heartbeat,
      String id,
      Arrival arrival,
      Optional<RateLimit> limit,
      Optional<Allowance> allowance) {
    this.clients = clients;
    this.heartbeat = heartbeat;
    this.id = id;
    this.path = arrival.request().path();
    this.arrival = arrival;
    this.limit = limit;
    this.allowance = allowance;
  }

  @Override
  public void opened(WebSocketConnection connection) {
    Arrival arrived = arrival;
    if (arrived == null) {
      return;
    }
    arrival = null;
    Clients.Client met = clients.arrived(connection);
    client = met;
    pulse = heartbeat.watch(connection);
    try {
      met.begins(arrived.opening().begin(new Peer(id, arrived.request(), connection)));
    } catch (RuntimeException e) {
      connection.end(Failures.ending(path, e), GRACE);
    }
  }

  @Override
  public boolean atOnce() {
    Clients.Client met = client;
    return met != null && met.atOnce();
  }

  @Override
  public void text(String message) {
    said(met -> met.text(message));
  }

  @Override
  public void binary(byte[] message) {
    said(met -> met.binary(message));
  }

  /// Hands a message to the client's conversation.
  private interface Delivery {
    void to(Clients.Client client) throws InterruptedException;
  }

  private void said(Delivery message) {
    Clients.Client met = client;
    Heartbeat.Pulse beats = pulse;
    // What comes behind the end is not acted on: a script may have thrown this client out.
    if (met == null || beats == null || met.connection().hasEnded() || !allowed(met)) {
      return;
    }
    beats.busy(true);
    try {
      message.to(met);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      met.connection().end(Failures.ending(path, e), GRACE);
    } finally {
      beats.busy(false);
    }
  }

  /// Whether a message is within the rate limit, if there is one.
  private boolean allowed(Clients.Client met) {
    if (allowance.isEmpty() || allowance.get().take()) {
      return true;
    }
    clients.saidTooMuch();
    if (limit.stream().anyMatch(terms -> terms.action() == RateLimit.Action.CLOSE)) {
      allowance.get().end();
      met.connection().end(Ending.TOO_MANY, GRACE);
    }
    return false;
  }

  @Override
  public void ended() {
    Heartbeat.Pulse beats = pulse;
    if (beats != null) {
      beats.stop();
    }
    Clients.Client met = client;
    if (met == null) {
      return;
    }
    if (met.connection() instanceof WebSocketConnection socket) {
      socket.closed();
    }
    met.leave();
  }
}
