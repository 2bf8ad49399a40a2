package io.fabula.server.room;

import io.fabula.server.connection.Frames;
import java.util.List;
import java.util.Optional;

/// The rooms of a server, and its paths, which are rooms that nobody leaves. For any thread.
public interface Rooms {
  /// The most characters of a room's name.
  int MAX_NAME = 256;

  /// The most rooms that one connection can be in.
  int MAX_JOINED = 1000;

  /// A connection that hears what is said to its path, and to the rooms that it joins.
  ///
  /// @param id of the connection
  Membership enter(String id, String path, Ear ear);

  /// Says something to everybody in a room.
  ///
  /// @param room its name, or a path, which begins with `/`
  /// @param from who is not to hear it
  void broadcast(String room, String text, Optional<Membership> from);

  /// The connections in a room, by their ids.
  ///
  /// @param room its name, or a path
  List<String> members(String room);

  /// Hears what is broadcast. Called by any thread; returns at once.
  interface Ear {
    void hear(Frames said);
  }

  /// What one connection is a member of. For any thread.
  interface Membership {
    /// Joins a room.
    ///
    /// @throws IllegalArgumentException where the name is too long or a path, or the connection is
    ///   in too many rooms
    void join(String room);

    /// Does nothing where the connection is not in the room.
    void leave(String room);

    /// Leaves all rooms, and its path.
    void leaveAll();
  }
}
