package io.fabula.server.config;

import java.util.Optional;

/// The terms on which clients are served. Immutable.
///
/// @param rateLimit how much one connection may say; empty for any
public record SocketTerms(Subprotocols subprotocols, Optional<RateLimit> rateLimit) {}
