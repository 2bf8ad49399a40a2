package io.fabula.server.interactive;

import io.fabula.server.connection.Frames;
import java.util.List;

/// One thing that an endpoint does, compiled. It is the same for all clients, whose own are in
/// their [Dialogue]. For any thread; the methods of one client are called one at a time, but for
/// `left`.
interface Part {
  /// A client has come.
  default void arrived(Dialogue client) throws InterruptedException {}

  /// A client said something.
  ///
  /// @return whether that is answered, so that the parts behind this one do not hear of it
  default boolean heard(Dialogue client, Heard message) throws InterruptedException {
    return false;
  }

  /// A client said something binary.
  ///
  /// @return whether that is answered
  default boolean heardBinary(Dialogue client, byte[] message) throws InterruptedException {
    return false;
  }

  /// A client is about to go, or to be parted with.
  ///
  /// @param words what is still said
  default void parting(Dialogue client, List<Frames> words) {}

  /// A client has gone.
  default void left(Dialogue client) {}
}
