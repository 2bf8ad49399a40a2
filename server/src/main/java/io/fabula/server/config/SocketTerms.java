package io.fabula.server.config;

import java.util.Optional;

/// The terms on which clients are served. Immutable.
///
/// @param rateLimit how much one connection may say; empty for any
/// @param tls where the certificate comes from; empty for plain connections
public record SocketTerms(
    Subprotocols subprotocols, Optional<RateLimit> rateLimit, Optional<Tls> tls) {}
