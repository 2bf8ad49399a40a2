package io.fabula.server.cluster;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.Range.Boundary;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// Who is in which room on this server, here and in Redis. For any thread.
///
/// In Redis a server has one sorted set, which Redis removes when the server has not renewed it for
/// [#LIFE]. All scores are 0, so that it is sorted by its members: `LENGTH:ROOM` and the
/// connection's id, where LENGTH is that of ROOM. So the members of a room stand together, whatever
/// the names of rooms are.
final class Register {
  /// How long a server that says nothing counts as living.
  static final Duration LIFE = Duration.ofSeconds(10);

  /// Stands in every register, so that one of a server without clients exists too. Rooms begin with
  /// a digit.
  private static final String MARK = "-";

  /// Behind every id, all of which are ASCII.
  private static final String BEYOND = "\u007f";

  private static final int CHUNK = 1000;
  private static final int MOST_SERVERS = 1000;
  private static final int MOST_MEMBERS = 100_000;

  private final Redis redis;
  private final Names names;
  private final Set<String> entries = ConcurrentHashMap.newKeySet();

  /// Guards the order in which changes are sent: what is sent last is what holds.
  private final ReentrantLock order = new ReentrantLock();

  private volatile boolean stale;

  Register(Redis redis, Names names) {
    this.redis = redis;
    this.names = names;
  }

  private static String entries(String room) {
    return room.length() + ":" + room;
  }

  void add(String room, String id) {
    String entry = entries(room) + id;
    change(entry, entries::add, commands -> commands.zadd(names.members(names.server()), 0, entry));
  }

  void remove(String room, String id) {
    String entry = entries(room) + id;
    change(entry, entries::remove, commands -> commands.zrem(names.members(names.server()), entry));
  }

  /// Changes it here at once and there soon; what cannot be sent makes the register stale.
  private void change(
      String entry,
      Function<String, Boolean> here,
      Function<RedisAsyncCommands<String, String>, RedisFuture<Long>> there) {
    order.lock();
    try {
      if (here.apply(entry)) {
        redis.link().ifPresent(link -> send(link, entry.length(), there));
      }
    } finally {
      order.unlock();
    }
  }

  private void send(
      Link link, int size, Function<RedisAsyncCommands<String, String>, RedisFuture<Long>> change) {
    try {
      link.send(size, change)
          .whenComplete(
              (_, failure) -> {
                if (failure != null) {
                  stale = true;
                }
              });
    } catch (AwayException e) {
      stale = true;
    }
  }

  /// Says that this server lives, and who is here where Redis does not know.
  void renew(Link link) throws InterruptedException {
    if (mark(link) || stale) {
      write(link);
    }
    link.answer(
        link.send(MARK.length(), redis -> redis.sadd(names.servers(), names.server())),
        link.patience());
  }

  /// @return whether the register was not there
  private boolean mark(Link link) throws InterruptedException {
    String key = names.members(names.server());
    long deadline = link.patience();
    CompletionStage<Long> added = link.send(MARK.length(), redis -> redis.zadd(key, 0, MARK));
    CompletionStage<Boolean> kept = link.send(MARK.length(), redis -> redis.expire(key, LIFE));
    link.answer(kept, deadline);
    return link.answer(added, deadline) > 0;
  }

  private void write(Link link) throws InterruptedException {
    stale = false;
    boolean written = false;
    try {
      link.answer(
          link.send(MARK.length(), redis -> redis.del(names.members(names.server()))),
          link.patience());
      mark(link);
      // Who comes now is in the set, or is sent by who adds it, or both.
      Iterator<String> all = entries.iterator();
      while (all.hasNext()) {
        writeSome(link, all);
      }
      written = true;
    } finally {
      stale |= !written;
    }
  }

  private void writeSome(Link link, Iterator<String> all) throws InterruptedException {
    List<String> some = new ArrayList<>();
    while (all.hasNext() && some.size() < CHUNK) {
      some.add(all.next());
    }
    CompletionStage<Long> sent;
    long deadline = link.patience();
    order.lock();
    try {
      // Who has gone meanwhile has been taken out already.
      some.removeIf(entry -> !entries.contains(entry));
      if (some.isEmpty()) {
        return;
      }
      Object[] members = new Object[2 * some.size()];
      for (int i = 0; i < some.size(); i++) {
        members[2 * i] = 0.0;
        members[2 * i + 1] = some.get(i);
      }
      int size = some.stream().mapToInt(String::length).sum();
      sent = link.send(size, redis -> redis.zadd(names.members(names.server()), members));
    } finally {
      order.unlock();
    }
    link.answer(sent, deadline);
  }

  /// Who is in a room on other servers, as far as they live.
  List<String> elsewhere(Link link, String room) throws InterruptedException {
    String beginning = entries(room);
    Range<String> range =
        Range.from(Boundary.including(beginning), Boundary.excluding(beginning + BEYOND));
    long deadline = link.deadline();
    List<CompletionStage<List<String>>> asked = new ArrayList<>();
    for (String server : others(link, deadline)) {
      asked.add(
          link.send(
              room.length(),
              redis ->
                  redis.zrangebylex(names.members(server), range, Limit.create(0, MOST_MEMBERS))));
    }
    List<String> members = new ArrayList<>();
    for (CompletionStage<List<String>> each : asked) {
      link.answer(each, deadline).stream()
          .limit(MOST_MEMBERS - members.size())
          .forEach(entry -> members.add(entry.substring(beginning.length())));
    }
    return members;
  }

  private List<String> others(Link link, long deadline) throws InterruptedException {
    return link
        .answer(
            link.send(names.servers().length(), redis -> redis.smembers(names.servers())), deadline)
        .stream()
        .filter(server -> !server.equals(names.server()))
        .limit(MOST_SERVERS)
        .toList();
  }

  /// Forgets servers that live no more.
  void prune(Link link) throws InterruptedException {
    long deadline = link.patience();
    for (String server : others(link, deadline)) {
      String key = names.members(server);
      if (link.answer(link.send(key.length(), redis -> redis.exists(key)), deadline) == 0) {
        link.send(server.length(), redis -> redis.srem(names.servers(), server));
      }
    }
  }

  /// Takes this server out.
  void withdraw(Link link) throws InterruptedException {
    long deadline = link.deadline();
    CompletionStage<Long> members =
        link.send(MARK.length(), redis -> redis.del(names.members(names.server())));
    CompletionStage<Long> server =
        link.send(MARK.length(), redis -> redis.srem(names.servers(), names.server()));
    link.answer(members, deadline);
    link.answer(server, deadline);
  }
}
