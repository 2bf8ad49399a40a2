package io.fabula.server.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The subprotocols (RFC 6455 section 1.9) that are spoken. Immutable.
///
/// @param everywhere at paths that name none of their own
/// @param at what is spoken at a path instead
public record Subprotocols(List<String> everywhere, Map<String, List<String>> at) {
  public Subprotocols {
    everywhere = List.copyOf(everywhere);
    at = Map.copyOf(at);
  }

  /// The first that the client offers and that is spoken at the path: a client names first what it
  /// likes best (RFC 6455 section 4.1).
  ///
  /// @param offered the client's `Sec-WebSocket-Protocol` headers, each a list with commas
  public Optional<String> choose(String path, List<String> offered) {
    List<String> spoken = at.getOrDefault(path, everywhere);
    for (String header : offered) {
      for (String offer : header.split(",", -1)) {
        if (spoken.contains(offer.strip())) {
          return Optional.of(offer.strip());
        }
      }
    }
    return Optional.empty();
  }
}
