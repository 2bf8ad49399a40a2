package io.fabula.server.app;

import io.fabula.server.config.Subprotocols;
import io.fabula.server.connection.Rejected;
import io.fabula.server.handler.Endpoint;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The WebSocket paths of the server: some exact, some for all names in a folder. Immutable once
/// the server has started.
final class Endpoints {
  private final Map<String, Endpoint> exact = new LinkedHashMap<>();
  private final Map<String, Endpoint> folders = new LinkedHashMap<>();
  private final Subprotocols subprotocols;

  /// @param subprotocols what is spoken at the paths
  Endpoints(Subprotocols subprotocols) {
    this.subprotocols = subprotocols;
  }

  /// What is spoken at the paths.
  Subprotocols subprotocols() {
    return subprotocols;
  }

  /// An endpoint at one path.
  Endpoints at(String path, Endpoint endpoint) {
    exact.put(path, endpoint);
    return this;
  }

  /// An endpoint for each name in a folder, such as `/streams`.
  Endpoints in(String folder, Endpoint endpoint) {
    folders.put(folder, endpoint);
    return this;
  }

  /// What is at a path.
  ///
  /// @throws Rejected with 404
  Endpoint find(String path) {
    int slash = path.lastIndexOf('/');
    return Optional.ofNullable(exact.get(path))
        .or(() -> Optional.ofNullable(folders.get(path.substring(0, Math.max(0, slash)))))
        .orElseThrow(
            () -> new Rejected(404, "no WebSocket at this path; GET /streams lists the streams"));
  }
}
