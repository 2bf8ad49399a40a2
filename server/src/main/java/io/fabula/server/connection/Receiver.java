package io.fabula.server.connection;

/// Who hears what one client on a WebSocket says. One method at a time is called, in order; the
/// next message is not read before the method for the one before has returned.
public interface Receiver {
  /// The connection is open. May block.
  void opened(WebSocketConnection connection);

  /// A text message. May block, unless [#atOnce].
  void text(String message);

  /// A binary message; the array is the receiver's to keep. May block, unless [#atOnce].
  void binary(byte[] message);

  /// Whether the next message will be dealt with at once, whatever it is. Then the thread that
  /// reads for all clients does it, which saves the way to another thread and back; it must not be
  /// held up.
  boolean atOnce();

  /// The connection has ended, or the client has begun to end it; called once. Its close frame is
  /// answered when this returns. May block.
  void ended();
}
