package io.fabula.server.config;

import io.fabula.generator.document.Problem;
import io.fabula.generator.narrative.Defaults;
import io.fabula.generator.template.Vocabulary;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.budget.Limits;
import io.fabula.providers.cassette.Cassettes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All settings, checked. Immutable.
///
/// @param provider of narratives that name none
/// @param providers by name, without `offline`
/// @param narratives folder of the narratives
/// @param replays folder of the replays
/// @param vocabulary of all templates: which variables of the environment they may read
/// @param adminToken what administrators show; without it only this machine is served
/// @param warnings what is odd about it, such as tokens that nobody knows
public record FabulaConfig(
    WebSocket websocket,
    String provider,
    Map<String, ProviderSettings> providers,
    Path narratives,
    Path replays,
    Streams streams,
    Spending spending,
    Cassette cassette,
    Vocabulary vocabulary,
    Optional<String> adminToken,
    Log log,
    List<Problem> warnings) {

  public FabulaConfig {
    warnings = List.copyOf(warnings);
    providers = Map.copyOf(providers);
  }

  /// The same with these endpoints at the paths beside the server's own.
  public FabulaConfig withHandlers(List<EndpointConfig> handlers) {
    WebSocket socket =
        new WebSocket(
            websocket.host,
            websocket.port,
            websocket.maxConnections,
            websocket.maxMessageSize,
            websocket.pingInterval,
            websocket.idleTimeout,
            websocket.allowedOrigins,
            websocket.compression,
            websocket.enabled,
            websocket.hotReload,
            handlers,
            websocket.sharedState,
            websocket.terms);
    return new FabulaConfig(
        socket,
        provider,
        providers,
        narratives,
        replays,
        streams,
        spending,
        cassette,
        vocabulary,
        adminToken,
        log,
        warnings);
  }

  /// Keeps the token out of logs.
  @Override
  public String toString() {
    return "FabulaConfig[%s, %s, %s, %s]".formatted(websocket, provider, narratives, streams);
  }

  /// The socket.
  ///
  /// @param maxConnections WebSocket and SSE connections at a time
  /// @param maxMessageSize bytes of a message from a client
  /// @param pingInterval between pings; zero for none
  /// @param idleTimeout after which a silent connection is cut; pings and pongs count as life
  /// @param allowedOrigins beside the server's own; `*` for all
  /// @param enabled whether there are WebSockets at all
  /// @param hotReload whether a changed file takes effect while the server runs
  /// @param handlers what is at the paths beside the server's own; the default endpoint is among
  ///   them
  /// @param compression whether permessage-deflate (RFC 7692) is offered: it saves bytes and costs
  ///   processor time and memory for each connection
  /// @param sharedState the Redis through which servers share state and rooms; none where both are
  ///   this server's own
  /// @param terms on which clients are served
  public record WebSocket(
      String host,
      int port,
      int maxConnections,
      int maxMessageSize,
      Duration pingInterval,
      Duration idleTimeout,
      Set<String> allowedOrigins,
      boolean compression,
      boolean enabled,
      boolean hotReload,
      List<EndpointConfig> handlers,
      Optional<RedisSettings> sharedState,
      SocketTerms terms) {
    public WebSocket {
      handlers = List.copyOf(handlers);
      allowedOrigins = Set.copyOf(allowedOrigins);
    }
  }

  /// Bounds of all streams.
  ///
  /// @param maxRate the highest rate a stream may have, in events a second
  /// @param outbox bytes that may wait for one client
  /// @param slowClientGrace how long a slow client has to take its close frame
  /// @param defaults what holds where a narrative says nothing
  public record Streams(double maxRate, long outbox, Duration slowClientGrace, Defaults defaults) {}

  /// What models may cost.
  ///
  /// @param ledger where it is written down what they have cost
  public record Spending(Limits limits, Path ledger) {}

  /// Whether models' answers are recorded or played.
  ///
  /// @param dir where the recordings are
  public record Cassette(Cassettes.Mode mode, Path dir, Cassettes.Speed speed) {
    /// Whether recordings stand in for calls, so that a key may be missing.
    public boolean plays() {
      return mode == Cassettes.Mode.REPLAY || mode == Cassettes.Mode.AUTO;
    }
  }

  /// What is logged.
  ///
  /// @param json one JSON object a line
  public record Log(String level, boolean json) {}
}
