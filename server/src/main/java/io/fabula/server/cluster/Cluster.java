package io.fabula.server.cluster;

import io.fabula.server.config.RedisSettings;
import io.fabula.server.room.Rooms;
import io.fabula.server.shared.SharedState;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// This server's part in what several share. For any thread; started once, closed once.
///
/// Nothing here needs Redis to be there: without it rooms are those of this server, shared state
/// says that it is out of reach, and both heal by themselves.
public sealed interface Cluster extends AutoCloseable permits Alone, RedisCluster {
  /// A server among those of a Redis, or one alone.
  ///
  /// @param random makes its name among the others
  static Cluster of(Optional<RedisSettings> redis, RandomGenerator random) {
    return redis.isPresent() ? new RedisCluster(redis.get(), random) : new Alone();
  }

  Rooms rooms();

  SharedState state();

  /// What the ids of connections begin with, so that no two servers give the same.
  String idPrefix();

  /// Connects. Takes up to two seconds where Redis does not answer, and goes on trying.
  void start();

  /// Tells the others that it goes. Takes a few seconds at most.
  @Override
  void close();
}
