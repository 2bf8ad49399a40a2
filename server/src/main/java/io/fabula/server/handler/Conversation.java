package io.fabula.server.handler;

/// One client's side of an endpoint: what it says comes in here, one message at a time and in
/// order. The next message is not read before the method has returned, so that waiting here holds
/// back a client that does not take its answers.
///
/// The reader's thread calls all methods; it is virtual unless [#atOnce] says that it need not be,
/// and interrupted by nobody.
public interface Conversation {
  /// A text message.
  void text(String message) throws InterruptedException;

  /// A binary message; the array is the conversation's to keep.
  void binary(byte[] message) throws InterruptedException;

  /// Whether the next message, whatever it is, will be dealt with without waiting for anything:
  /// then a thread that reads for many clients may do it.
  default boolean atOnce() {
    return false;
  }

  /// The client has gone, whoever closed: frees what the conversation holds. Called once, at any
  /// time, by any thread.
  void left();
}
