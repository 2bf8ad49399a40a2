package io.fabula.server.cluster;

import java.util.random.RandomGenerator;

/// How keys and channels are called. Immutable.
///
/// @param prefix of them all
/// @param server this server's name among those of the same prefix
record Names(String prefix, String server) {
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
  private static final int LENGTH = 7;

  /// Names with one of 34 thousand million for the server.
  static Names drawn(String prefix, RandomGenerator random) {
    StringBuilder server = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      server.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return new Names(prefix, server.toString());
  }

  /// The value that scripts know by a key.
  String state(String key) {
    return prefix + "state:" + key;
  }

  /// The set of all servers.
  String servers() {
    return prefix + "servers";
  }

  /// The sorted set of who is in which room on a server; it goes when the server does.
  String members(String of) {
    return prefix + "members:" + of;
  }

  /// The channel on which rooms hear what other servers say.
  String rooms() {
    return prefix + "rooms";
  }

  /// The channel on which this server hears itself.
  String own() {
    return prefix + "server:" + server;
  }
}
