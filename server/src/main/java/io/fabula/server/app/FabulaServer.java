package io.fabula.server.app;

import io.fabula.generator.Library;
import io.fabula.generator.Storyteller;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.providers.Providers;
import io.fabula.providers.fallback.Models;
import io.fabula.server.admin.ReplayAugmentation;
import io.fabula.server.cluster.Cluster;
import io.fabula.server.config.ConfigSource;
import io.fabula.server.config.FabulaConfig;
import io.fabula.server.connection.Rejected;
import io.fabula.server.interactive.Surroundings;
import io.fabula.server.replay.ReplayShelf;
import io.fabula.server.scheduling.BusyThreads;
import io.fabula.server.script.Limits;
import io.fabula.server.script.Scripts;
import io.fabula.server.stream.Commands;
import io.fabula.server.stream.Streams;
import io.fabula.server.tls.DevelopmentCertificate;
import io.javalin.Javalin;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server: all wiring. Started by its factory, stopped once by [#close].
public final class FabulaServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FabulaServer.class);

  /// How long clients have to take their ending when the server stops.
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  /// More streams than this that run flat out leave no machine time for anything else.
  private static final int BUSY_THREADS = 64;

  private final FabulaConfig config;
  private final Javalin javalin;
  private final Models models;
  private final Streams streams;
  private final Clients clients;
  private final Resources resources;
  private final Optional<TlsConnector> tls;

  private FabulaServer(
      FabulaConfig config,
      Javalin javalin,
      Models models,
      Streams streams,
      Clients clients,
      Resources resources,
      Optional<TlsConnector> tls) {
    this.config = config;
    this.javalin = javalin;
    this.models = models;
    this.streams = streams;
    this.clients = clients;
    this.resources = resources;
    this.tls = tls;
  }

  /// Starts a server; when this returns it accepts connections.
  ///
  /// @param provider stands above what narratives name
  /// @throws InvalidDocumentException where scripts of the configuration are missing or faulty
  /// @throws UncheckedIOException where it cannot listen
  public static FabulaServer start(FabulaConfig config, Optional<String> provider) {
    return start(config, provider, Optional.empty());
  }

  /// Starts a server; when this returns it accepts connections. Where the configuration says so,
  /// its endpoints change with its file.
  ///
  /// @param provider stands above what narratives name
  /// @throws InvalidDocumentException where the configuration or a script in it is faulty
  public static FabulaServer start(ConfigSource source, Optional<String> provider) {
    return start(source.read(), provider, Optional.of(source));
  }

  private static FabulaServer start(
      FabulaConfig config, Optional<String> provider, Optional<ConfigSource> source) {
    Clock clock = Clock.systemUTC();
    SecureRandom random = new SecureRandom();
    Resources resources = new Resources();
    Optional<TlsConnector> tls = TlsConnector.open(config.websocket().terms().tls(), clock);
    tls.ifPresent(resources::add);
    // The first call of a process loads a second's worth of classes.
    Providers.warmUp(config.providers().values());
    Models models = ConfiguredModels.open(config);
    Library library = new Library(config.narratives(), config.streams().defaults());
    BusyThreads busy = new BusyThreads(BUSY_THREADS);
    Streams streams =
        new Streams(
            library,
            new Storyteller(models, provider, clock, random),
            clock,
            new Streams.Limits(
                config.streams().maxRate(),
                config.streams().outbox(),
                config.streams().slowClientGrace()),
            busy,
            random);
    Admission admission = new Admission(config.websocket());
    Clients clients = new Clients(admission, FAREWELL);
    double maxRate = config.streams().maxRate();
    Commands commands = new Commands(maxRate);
    Cluster cluster = resources.add(Cluster.of(config.websocket().sharedState(), random));
    Scripts scripts = resources.add(Scripts.open(Limits.DEFAULT));
    Surroundings around =
        new Surroundings(
            config.vocabulary(),
            cluster.rooms(),
            cluster.state(),
            scripts,
            clients::count,
            clock,
            random::nextLong,
            config.streams().outbox());
    StreamEndpoint byName = new StreamEndpoint(streams, commands, maxRate);
    Function<FabulaConfig, Endpoints> endpoints =
        now ->
            new ConfiguredEndpoints(now, around.with(now.vocabulary()), busy, byName::only)
                .all()
                .in("/streams", byName);
    AtomicReference<Endpoints> present;
    try {
      present = new AtomicReference<>(endpoints.apply(config));
    } catch (InvalidDocumentException e) {
      resources.close();
      models.close();
      throw e;
    }
    Heartbeat heartbeat = resources.add(new Heartbeat(config.websocket().pingInterval()));
    Function<Server, SocketRoutes> sockets =
        server ->
            new SocketRoutes(
                server,
                present::get,
                admission,
                clients,
                config.websocket(),
                cluster.idPrefix(),
                heartbeat,
                System::nanoTime);
    StreamRoutes streamRoutes = new StreamRoutes(streams, admission, clients, maxRate);
    ReplayRoutes replays = new ReplayRoutes(config.replays());
    AdminRoutes admin =
        new AdminRoutes(
            config.adminToken(),
            new ReplayAugmentation(library, config.replays(), models, provider));
    HealthRoutes health = new HealthRoutes(clients);
    MetricsRoutes metrics = new MetricsRoutes(clients, streams.tally(), models);
    Javalin javalin =
        Javalin.create(
            javalinConfig -> {
              Transport.configure(javalinConfig, config.websocket(), tls, sockets);
              health.register(javalinConfig.routes);
              metrics.register(javalinConfig.routes);
              streamRoutes.register(javalinConfig.routes);
              replays.register(javalinConfig.routes);
              admin.register(javalinConfig.routes);
              // The first route that matches answers, so this one comes last.
              javalinConfig.routes.get("/*", StreamRoutes::unknown);
              javalinConfig.routes.exception(
                  HttpResponseException.class,
                  (refused, ctx) ->
                      JsonErrors.write(
                          new Rejected(refused.getStatus(), String.valueOf(refused.getMessage())),
                          ctx.res()));
              javalinConfig.routes.exception(
                  IOException.class,
                  (gone, _) -> LOG.atDebug().setCause(gone).log("a client left in mid-request"));
              javalinConfig.routes.exception(
                  Exception.class,
                  (unforeseen, ctx) -> {
                    LOG.atError().setCause(unforeseen).log("a request failed");
                    JsonErrors.write(
                        new Rejected(500, "internal error; the server's log says more"), ctx.res());
                  });
              javalinConfig.routes.exception(
                  Rejected.class, (rejected, ctx) -> JsonErrors.write(rejected, ctx.res()));
            });
    try {
      cluster.start();
      javalin.start();
    } catch (JavalinException e) {
      resources.close();
      models.close();
      throw new UncheckedIOException(
          "cannot listen on %s, port %d: %s"
              .formatted(config.websocket().host(), config.websocket().port(), innermost(e)),
          new IOException(e));
    }
    LOG.atInfo()
        .addKeyValue("host", config.websocket().host())
        .addKeyValue("port", javalin.port())
        .log("accepting connections");
    if (config.websocket().hotReload()) {
      source
          .map(from -> HotReload.start(from, now -> present.set(endpoints.apply(now))))
          .ifPresent(resources::add);
    }
    return new FabulaServer(config, javalin, models, streams, clients, resources, tls);
  }

  private static String innermost(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  /// What can be listened to, and what cannot and why; reads all narratives.
  public Offer offer() {
    Streams.Offer offer = streams.offer();
    return new Offer(
        offer.playable().stream().map(story -> story.narrative().name()).toList(), offer.faults());
  }

  /// What is in the folder of narratives.
  ///
  /// @param names of what can be listened to
  /// @param faults why a narrative cannot, by its name
  public record Offer(List<String> names, Map<String, String> faults) {
    /// Copies both; the faults keep their order.
    public Offer {
      names = List.copyOf(names);
      faults = Collections.unmodifiableMap(new LinkedHashMap<>(faults));
    }
  }

  /// What can be replayed by name.
  public List<String> replays() {
    return ReplayShelf.names(config.replays());
  }

  /// The port that it listens on, of interest where the configured one was 0.
  public int port() {
    return javalin.port();
  }

  /// Where it answers, as a person writes it.
  public String address() {
    String host = config.websocket().host();
    String shown = host.contains(":") ? "[" + host + "]" : host;
    return shown + ":" + port();
  }

  /// What paths are put behind to connect: `ws://localhost:8080`, or `wss:` with TLS.
  public String webSocketUrl() {
    return (tls.isPresent() ? "wss://" : "ws://") + address();
  }

  /// What paths are put behind to ask: `http://localhost:8080`, or `https:` with TLS.
  public String httpUrl() {
    return (tls.isPresent() ? "https://" : "http://") + address();
  }

  /// The certificate that was made for development, where one is in use.
  public Optional<DevelopmentCertificate> developmentCertificate() {
    return tls.flatMap(TlsConnector::development);
  }

  /// Refuses new connections, tells every client that it goes, and stops. Takes at most a few
  /// seconds.
  @Override
  public void close() {
    clients.sayFarewell();
    streams.close();
    models.close();
    javalin.stop();
    resources.close();
  }
}
