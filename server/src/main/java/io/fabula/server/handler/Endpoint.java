package io.fabula.server.handler;

import io.fabula.server.connection.Rejected;

/// What is at a WebSocket path. For any thread.
public interface Endpoint {
  /// Looks at a handshake while an HTTP status can still be given.
  ///
  /// @return what begins once the connection is open
  /// @throws Rejected where the client is not let in
  Opening admit(Request request);

  /// A client that has been let in and is about to arrive.
  interface Opening {
    /// Begins the conversation. What it throws ends the connection with 1011.
    Conversation begin(Peer peer);
  }
}
