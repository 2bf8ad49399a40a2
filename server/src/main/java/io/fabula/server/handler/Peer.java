package io.fabula.server.handler;

import io.fabula.server.connection.Connection;

/// A client whose connection is open.
///
/// @param id of the connection, unique in this process
/// @param request as it came
public record Peer(String id, Request request, Connection connection) {}
