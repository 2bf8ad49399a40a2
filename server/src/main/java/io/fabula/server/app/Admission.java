package io.fabula.server.app;

import io.fabula.server.config.FabulaConfig;
import io.fabula.server.connection.Rejected;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/// Decides who may connect: by origin, by the host that was asked for, and by what is free. For any
/// thread.
final class Admission {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final FabulaConfig.WebSocket config;
  private final Semaphore places;

  Admission(FabulaConfig.WebSocket config) {
    this.config = config;
    this.places = new Semaphore(config.maxConnections());
  }

  /// Checks where a request comes from. Browsers send an Origin (RFC 6455 section 10.2), others
  /// pass. A server on a loopback address answers only to loopback names, or a page could reach it
  /// through a name of its own that leads here.
  ///
  /// @param host the Host header
  /// @throws Rejected with 403
  void checkOrigin(Optional<String> origin, Optional<String> host) {
    if (config.allowedOrigins().contains("*")) {
      return;
    }
    if (LOOPBACK.contains(bracketed(config.host())) && host.isPresent() && !local(host.get())) {
      throw new Rejected(
          403,
          "this server answers to localhost only, not to '%s'".formatted(shortened(host.get())));
    }
    if (origin.isEmpty()
        || config.allowedOrigins().contains(origin.get())
        || Optional.of(authority(origin.get())).equals(host.map(h -> h.toLowerCase(Locale.ROOT)))) {
      return;
    }
    throw new Rejected(
        403,
        "the origin '%s' is not allowed; websocket.allowed_origins lists those that are"
            .formatted(shortened(origin.get())));
  }

  private boolean local(String host) {
    String name = host.toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "");
    return LOOPBACK.contains(name)
        || name.endsWith(".localhost")
        || config.allowedOrigins().stream().anyMatch(origin -> authority(origin).equals(host));
  }

  private static String bracketed(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  private static String authority(String origin) {
    try {
      String authority = URI.create(origin).getRawAuthority();
      return authority == null ? "" : authority.toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static String shortened(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "...";
  }

  /// Takes a place for a connection, which is to be given back with [#leave].
  ///
  /// @throws Rejected with 503
  void enter() {
    if (!places.tryAcquire()) {
      throw new Rejected(
          503, "all %d connections are taken; try again later".formatted(config.maxConnections()));
    }
  }

  void leave() {
    places.release();
  }

  /// Connections at this moment.
  int present() {
    return config.maxConnections() - places.availablePermits();
  }
}
