package io.fabula.server.cluster;

import io.fabula.server.config.RedisSettings;
import io.fabula.server.room.Rooms;
import io.fabula.server.shared.SharedState;
import java.util.random.RandomGenerator;

/// A server among those that share a Redis.
final class RedisCluster implements Cluster {
  private final Names names;
  private final RedisRooms rooms;
  private final RedisState state;
  private final Keeper keeper;

  RedisCluster(RedisSettings settings, RandomGenerator random) {
    names = Names.drawn(settings.prefix(), random);
    Redis redis = new Redis();
    Losses losses = new Losses();
    Register register = new Register(redis, names);
    rooms = new RedisRooms(redis, names, register, losses);
    state = new RedisState(redis, names);
    keeper =
        new Keeper(
            () -> new Connector(settings, names),
            redis,
            register,
            rooms,
            losses,
            settings.address());
  }

  @Override
  public Rooms rooms() {
    return rooms;
  }

  @Override
  public SharedState state() {
    return state;
  }

  @Override
  public String idPrefix() {
    return "conn-" + names.server() + "-";
  }

  @Override
  public void start() {
    try {
      keeper.start(RedisSettings.LONGEST);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    keeper.close();
  }
}
