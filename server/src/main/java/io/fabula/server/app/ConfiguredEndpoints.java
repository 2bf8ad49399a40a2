package io.fabula.server.app;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Problems;
import io.fabula.server.config.EndpointConfig;
import io.fabula.server.config.FabulaConfig;
import io.fabula.server.config.Playback;
import io.fabula.server.handler.EchoEndpoint;
import io.fabula.server.handler.Endpoint;
import io.fabula.server.interactive.InteractiveEndpoint;
import io.fabula.server.interactive.Surroundings;
import io.fabula.server.replay.ReplayEndpoint;
import io.fabula.server.replay.ReplayShelf;
import io.fabula.server.replay.TransformFile;
import io.fabula.server.scheduling.BusyThreads;

/// Makes the endpoints that the configuration names, and those of the replay folder.
final class ConfiguredEndpoints {
  private final FabulaConfig config;
  private final ReplayEndpoint.World world;
  private final Surroundings around;
  private final StreamMaker streams;

  /// Makes an endpoint that plays a narrative.
  interface StreamMaker {
    Endpoint stream(EndpointConfig.Stream stream);
  }

  ConfiguredEndpoints(
      FabulaConfig config, Surroundings around, BusyThreads busy, StreamMaker streams) {
    this.config = config;
    this.around = around;
    this.streams = streams;
    this.world =
        new ReplayEndpoint.World(
            config.vocabulary(), around.connections(), around.clock(), around.seeds(), busy);
  }

  /// @throws InvalidDocumentException where scripts are missing or faulty, with every fault
  Endpoints all() {
    Endpoints endpoints =
        new Endpoints(config.websocket().terms().subprotocols())
            .in(
                "/replays",
                new ReplayEndpoint(ReplayShelf.of(config.replays()), Playback.PLAIN, world));
    Problems faults = new Problems();
    for (EndpointConfig each : config.websocket().handlers()) {
      try {
        endpoints.at(each.path(), endpoint(each));
      } catch (InvalidDocumentException e) {
        e.problems().forEach(fault -> faults.add(fault.place(), fault.message()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    faults.throwIfAny();
    return endpoints;
  }

  private Endpoint endpoint(EndpointConfig endpoint) throws InterruptedException {
    return switch (endpoint) {
      case EndpointConfig.Echo _ -> new EchoEndpoint();
      case EndpointConfig.Interactive interactive ->
          InteractiveEndpoint.compile(interactive.features(), interactive.initial(), around);
      case EndpointConfig.Stream stream -> streams.stream(stream);
      case EndpointConfig.Replay replay ->
          replay
              .transform()
              .map(file -> plain(replay).changedBy(TransformFile.open(file, around.scripts())))
              .orElseGet(() -> plain(replay));
    };
  }

  private ReplayEndpoint plain(EndpointConfig.Replay replay) {
    return new ReplayEndpoint(
        ReplayShelf.only(replay.file(), replay.conversation()), replay.playback(), world);
  }
}
