package io.fabula.server.app;

import io.fabula.server.config.EndpointConfig;
import io.fabula.server.config.FabulaConfig;
import io.fabula.server.config.Playback;
import io.fabula.server.handler.EchoEndpoint;
import io.fabula.server.handler.Endpoint;
import io.fabula.server.replay.ReplayEndpoint;
import io.fabula.server.replay.ReplayShelf;
import java.time.Clock;
import java.util.function.LongSupplier;

/// Makes the endpoints that the configuration names, and those of the replay folder.
final class ConfiguredEndpoints {
  private final FabulaConfig config;
  private final ReplayEndpoint.World world;

  /// @param connections how many there are
  /// @param seeds for clients that ask for none
  ConfiguredEndpoints(
      FabulaConfig config, LongSupplier connections, Clock clock, LongSupplier seeds) {
    this.config = config;
    this.world = new ReplayEndpoint.World(config.vocabulary(), connections, clock, seeds);
  }

  Endpoints all() {
    Endpoints endpoints =
        new Endpoints()
            .in(
                "/replays",
                new ReplayEndpoint(ReplayShelf.of(config.replays()), Playback.PLAIN, world));
    config.websocket().handlers().forEach(each -> endpoints.at(each.path(), endpoint(each)));
    return endpoints;
  }

  private Endpoint endpoint(EndpointConfig endpoint) {
    return switch (endpoint) {
      case EndpointConfig.Echo _ -> new EchoEndpoint();
      case EndpointConfig.Replay replay ->
          new ReplayEndpoint(
              ReplayShelf.only(replay.file(), replay.conversation()), replay.playback(), world);
    };
  }
}
