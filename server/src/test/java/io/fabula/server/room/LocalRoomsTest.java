package io.fabula.server.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LocalRoomsTest {
  private final LocalRooms rooms = new LocalRooms();
  private final AtomicInteger heard = new AtomicInteger();

  private Rooms.Membership enter(String id) {
    return rooms.enter(id, "/chat", _ -> heard.incrementAndGet());
  }

  @Test
  void tenThousandHearWhatIsSaidAndTheSpeakerDoesNot() {
    Rooms.Membership speaker = enter("speaker");
    speaker.join("all");
    for (int i = 0; i < 9_999; i++) {
      enter("conn-" + i).join("all");
    }

    rooms.broadcast("all", "hello", Optional.of(speaker));
    assertThat(heard).hasValue(9_999);

    rooms.broadcast("/chat", "hello", Optional.empty());
    assertThat(heard).hasValue(19_999);
    assertThat(rooms.members("all")).hasSize(10_000);
  }

  @Test
  void whoLeavesHearsNoMoreAndAnEmptyRoomIsGone() {
    Rooms.Membership one = enter("one");
    Rooms.Membership two = enter("two");
    one.join("red");
    one.join("blue");
    two.join("red");

    one.leave("red");
    one.leave("red");
    one.leave("/chat");
    rooms.broadcast("red", "x", Optional.empty());
    rooms.broadcast("/chat", "x", Optional.empty());
    assertThat(heard).hasValue(3);

    one.leaveAll();
    two.leaveAll();
    one.join("green");
    assertThat(rooms.names()).isEmpty();
  }

  @Test
  void namesAndNumbersOfRoomsAreBounded() {
    Rooms.Membership one = enter("one");
    for (String name : new String[] {"", "/chat", "x".repeat(257), "half \ud800"}) {
      assertThatThrownBy(() -> one.join(name)).isInstanceOf(IllegalArgumentException.class);
    }
    for (int i = 0; i < Rooms.MAX_JOINED; i++) {
      one.join("room-" + i);
    }
    assertThatThrownBy(() -> one.join("another")).hasMessageContaining("1000 rooms at most");
    one.leave("room-7");
    one.join("another");
    assertThat(rooms.members("another")).containsExactly("one");
  }
}
