package io.fabula.server.room;

import io.fabula.server.connection.Frames;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The rooms of one server.
public final class LocalRooms implements Rooms {
  private final Map<String, Set<Member>> rooms = new ConcurrentHashMap<>();

  @Override
  public Membership enter(String id, String path, Ear ear) {
    Member member = new Member(id, ear);
    member.add(path);
    return member;
  }

  @Override
  public void broadcast(String room, String text, Optional<Membership> from) {
    Set<Member> members = rooms.getOrDefault(room, Set.of());
    if (members.isEmpty()) {
      return;
    }
    Frames said = Frames.text(text);
    for (Member member : members) {
      if (from.isEmpty() || from.get() != member) {
        member.ear.hear(said);
      }
    }
  }

  @Override
  public List<String> members(String room) {
    return rooms.getOrDefault(room, Set.of()).stream().map(member -> member.id).sorted().toList();
  }

  /// Which rooms there are, paths among them.
  public Set<String> names() {
    return Set.copyOf(rooms.keySet());
  }

  private final class Member implements Membership {
    private final String id;
    private final Ear ear;
    private final Set<String> joined = ConcurrentHashMap.newKeySet();
    private boolean gone;

    private Member(String id, Ear ear) {
      this.id = id;
      this.ear = ear;
    }

    @Override
    public void join(String room) {
      if (room.isEmpty()
          || room.length() > MAX_NAME
          || room.startsWith("/")
          || !StandardCharsets.UTF_8.newEncoder().canEncode(room)) {
        throw new IllegalArgumentException(
            "a room's name has 1 to %d whole characters and does not begin with '/'"
                .formatted(MAX_NAME));
      }
      add(room);
    }

    private synchronized void add(String room) {
      if (gone || joined.contains(room)) {
        return;
      }
      // The path is one of them.
      if (joined.size() > MAX_JOINED) {
        throw new IllegalArgumentException(
            "a connection may be in %d rooms at most".formatted(MAX_JOINED));
      }
      joined.add(room);
      rooms.compute(
          room,
          (_, members) -> {
            Set<Member> all = members == null ? ConcurrentHashMap.newKeySet() : members;
            all.add(this);
            return all;
          });
    }

    @Override
    public synchronized void leave(String room) {
      if (!room.startsWith("/")) {
        remove(room);
      }
    }

    private void remove(String room) {
      if (joined.remove(room)) {
        rooms.computeIfPresent(
            room,
            (_, members) -> {
              members.remove(this);
              return members.isEmpty() ? null : members;
            });
      }
    }

    @Override
    public synchronized void leaveAll() {
      gone = true;
      List.copyOf(joined).forEach(this::remove);
    }
  }
}
