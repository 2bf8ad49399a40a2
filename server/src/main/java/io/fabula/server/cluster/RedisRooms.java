package io.fabula.server.cluster;

import io.fabula.server.room.LocalRooms;
import io.fabula.server.room.Rooms;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Rooms across all servers of a Redis. For any thread.
///
/// Clients of this server hear at once, whatever Redis does. Those of others hear at most once:
/// what is said while Redis is away, or more than it takes, does not reach them.
final class RedisRooms implements Rooms {
  private static final Logger LOG = LoggerFactory.getLogger(RedisRooms.class);

  private final LocalRooms local = new LocalRooms();
  private final Redis redis;
  private final Names names;
  private final Register register;
  private final Losses losses;

  RedisRooms(Redis redis, Names names, Register register, Losses losses) {
    this.redis = redis;
    this.names = names;
    this.register = register;
    this.losses = losses;
  }

  @Override
  public Membership enter(String id, String path, Ear ear) {
    Member member = new Member(id, path, local.enter(id, path, ear));
    register.add(path, id);
    return member;
  }

  @Override
  public void broadcast(String room, String text, Optional<Membership> from) {
    local.broadcast(room, text, from.map(who -> who instanceof Member member ? member.here : who));
    if (!room.startsWith("/") && room.length() > MAX_NAME) {
      return;
    }
    Optional<Link> link = redis.link();
    if (link.isEmpty()) {
      losses.unsaid();
      return;
    }
    String note = new Note(names.server(), room, text).wire();
    try {
      link.get()
          .send(note.length(), commands -> commands.publish(names.rooms(), note))
          .whenComplete(
              (_, failure) -> {
                if (failure != null) {
                  losses.unsaid();
                }
              });
    } catch (AwayException e) {
      losses.unsaid();
    }
  }

  /// What another server says. Called by a thread of the connection to Redis.
  void heard(String wire) {
    Optional<Note> note = Note.parse(wire);
    if (note.isEmpty()) {
      losses.unread();
    } else if (!note.get().from().equals(names.server())) {
      try {
        local.broadcast(note.get().room(), note.get().text(), Optional.empty());
      } catch (RuntimeException e) {
        LOG.atError().setCause(e).log("a message of another server could not be told");
      }
    }
  }

  /// The members on all servers; on this one alone while Redis is away.
  @Override
  public List<String> members(String room) {
    return Stream.concat(local.members(room).stream(), elsewhere(room).stream()).sorted().toList();
  }

  private List<String> elsewhere(String room) {
    Optional<Link> link = redis.trusted();
    try {
      return link.isEmpty() ? List.of() : register.elsewhere(link.get(), room);
    } catch (AwayException | RefusedException e) {
      LOG.atDebug().setCause(e).log("members on other servers are unknown");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return List.of();
  }

  /// A membership here that the register knows of.
  private final class Member implements Membership {
    private final String id;
    private final Membership here;
    private final Set<String> joined = new HashSet<>();
    private boolean gone;

    private Member(String id, String path, Membership here) {
      this.id = id;
      this.here = here;
      joined.add(path);
    }

    @Override
    public synchronized void join(String room) {
      here.join(room);
      if (!gone && joined.add(room)) {
        register.add(room, id);
      }
    }

    @Override
    public synchronized void leave(String room) {
      here.leave(room);
      if (!room.startsWith("/") && joined.remove(room)) {
        register.remove(room, id);
      }
    }

    @Override
    public synchronized void leaveAll() {
      gone = true;
      here.leaveAll();
      joined.forEach(room -> register.remove(room, id));
      joined.clear();
    }
  }
}
