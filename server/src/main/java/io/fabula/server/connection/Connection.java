package io.fabula.server.connection;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// One client that is being sent frames. For any thread.
///
/// What has been sent and not yet been taken by the client is counted in bytes. A stream of its own
/// waits until there is room ([#awaitRoom]); a stream for many looks at [#waiting] and parts with
/// those who fall behind.
public sealed interface Connection permits WebSocketConnection, SseConnection {
  /// Whether frames are to be server-sent events.
  boolean sse();

  /// Queues frames and returns at once. After the end it does nothing.
  void send(Frames frames);

  /// Bytes sent that the client's system has not taken yet; small frames count for more.
  long waiting();

  /// Whether this side has begun to end the connection, or it has ended.
  boolean hasEnded();

  /// Blocks until at most `most` bytes wait, or the connection has ended.
  ///
  /// @return whether the connection is open
  boolean awaitRoom(long most) throws InterruptedException;

  /// The same, but not for ever.
  ///
  /// @return whether there is room in time, or nobody left for whom there could be
  boolean awaitRoom(long most, Duration atMost) throws InterruptedException;

  /// What is to be said before the connection ends, whoever ends it; asked for once. A client that
  /// is too slow is told nothing more, and one on server-sent events gets no such words.
  void lastWords(Supplier<List<Frames>> words);

  /// Ends the connection after what was sent. Where the client does not take the ending within
  /// `grace` (of a patient ending: after it has taken the rest), it is cut.
  void end(Ending ending, Duration grace);
}
