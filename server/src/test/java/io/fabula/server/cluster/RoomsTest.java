package io.fabula.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fabula.server.connection.Frames;
import io.fabula.server.room.Rooms;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/// Rooms of two servers on a real Redis.
@Isolated
class RoomsTest {
  private TestRedis redis;
  private Cluster north;
  private Cluster south;

  @BeforeEach
  void connect() throws IOException {
    redis = TestRedis.start();
    north = cluster(1);
    south = cluster(2);
  }

  private Cluster cluster(int seed) {
    Cluster cluster =
        Cluster.of(Optional.of(SharedStateTest.settings(redis.url())), new Random(seed));
    cluster.start();
    return cluster;
  }

  @AfterEach
  void disconnect() throws IOException {
    north.close();
    south.close();
    redis.close();
  }

  /// Hears, and knows how large it was.
  private record Ear(BlockingQueue<Integer> sizes) implements Rooms.Ear {
    Ear() {
      this(new LinkedBlockingQueue<>());
    }

    @Override
    public void hear(Frames said) {
      sizes.add(said.size() - head(said.size()));
    }

    /// Bytes before the payload of a frame that has so many in all (RFC 6455 section 5.2).
    private static int head(int frame) {
      return frame <= 127 ? 2 : frame <= 65_539 ? 4 : 10;
    }

    int next() throws InterruptedException {
      Integer size = sizes.poll(20, TimeUnit.SECONDS);
      if (size == null) {
        throw new AssertionError("nothing was heard");
      }
      return size;
    }
  }

  @Test
  void everybodyInTheRoomHearsButTheOneWhoSaysIt() throws Exception {
    Ear anna = new Ear();
    Ear ben = new Ear();
    Ear clara = new Ear();
    Ear dora = new Ear();
    Rooms.Membership speaker = north.rooms().enter("n-1", "/a", anna);
    speaker.join("red");
    north.rooms().enter("n-2", "/a", ben).join("red");
    south.rooms().enter("s-1", "/b", clara).join("red");
    south.rooms().enter("s-2", "/b", dora);

    north.rooms().broadcast("red", "1", Optional.of(speaker));
    north.rooms().broadcast("red", "333", Optional.empty());
    north.rooms().broadcast("/b", "55555", Optional.of(speaker));

    assertThat(ben.next()).isEqualTo(1);
    assertThat(ben.next()).isEqualTo(3);
    assertThat(clara.next()).isEqualTo(1);
    assertThat(clara.next()).isEqualTo(3);
    assertThat(clara.next()).isEqualTo(5);
    assertThat(dora.next()).isEqualTo(5);
    assertThat(anna.next()).isEqualTo(3);
    // What comes back through Redis would have come before this.
    south.rooms().broadcast("red", "7777777", Optional.empty());
    assertThat(anna.next()).isEqualTo(7);
    assertThat(ben.next()).isEqualTo(7);
  }

  @Test
  void membersAreThoseOfAllServers() {
    Rooms.Membership anna = north.rooms().enter("n-1", "/a", new Ear());
    Rooms.Membership ben = south.rooms().enter("s-1", "/a", new Ear());
    anna.join("red");
    ben.join("red");
    ben.join("red:3");
    ben.join("3:red");

    for (Cluster each : List.of(north, south)) {
      untilMembers(each, "red", "n-1", "s-1");
      untilMembers(each, "/a", "n-1", "s-1");
      untilMembers(each, "red:3", "s-1");
      untilMembers(each, "r");
    }
    ben.leave("red");
    anna.leave("/a");
    untilMembers(north, "red", "n-1");
    untilMembers(north, "/a", "n-1", "s-1");
    ben.leaveAll();
    ben.join("red");
    untilMembers(north, "/a", "n-1");
    untilMembers(north, "red", "n-1");
    untilMembers(north, "red:3");
  }

  private static void untilMembers(Cluster cluster, String room, String... ids) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(cluster.rooms().members(room)).containsExactly(ids));
  }

  @Test
  void aServerThatClosesTakesItsMembersAlong() {
    north.rooms().enter("n-1", "/a", new Ear());
    south.rooms().enter("s-1", "/a", new Ear());
    untilMembers(south, "/a", "n-1", "s-1");

    north.close();

    assertThat(south.rooms().members("/a")).containsExactly("s-1");
    assertThat(servers()).hasSize(1);
  }

  @Test
  void membersOfAServerThatDiesGoWhenItsRegisterDoes() {
    // Given a server that registered and says nothing more
    redis.<Long>ask(
        commands -> {
          commands.sadd("fabula:servers", "ghost");
          commands.zadd("fabula:members:ghost", 0, "-");
          return commands.zadd("fabula:members:ghost", 0, "2:/aghost-1");
        });
    north.rooms().enter("n-1", "/a", new Ear());
    assertThat(north.rooms().members("/a")).containsExactly("ghost-1", "n-1");

    // When its time is over
    redis.<Boolean>ask(commands -> commands.pexpire("fabula:members:ghost", 1));

    // Then nobody sees its members, and the servers forget it
    untilMembers(north, "/a", "n-1");
    await().atMost(Duration.ofSeconds(20)).until(() -> !servers().contains("ghost"));
  }

  private Set<String> servers() {
    return redis.ask(commands -> commands.smembers("fabula:servers"));
  }

  @Test
  void aRegisterLastsNoLongerThanItsServerRenewsIt() {
    north.rooms().enter("n-1", "/a", new Ear());

    List<Long> lives =
        redis.ask(
            commands -> commands.keys("fabula:members:*").stream().map(commands::pttl).toList());

    assertThat(lives).hasSize(2).allSatisfy(ms -> assertThat(ms).isBetween(1L, 10_000L));
  }

  @Test
  void whoWasForgottenIsRegisteredAgain() {
    for (int i = 0; i < 2500; i++) {
      north.rooms().enter("n-" + i, "/a", new Ear());
    }
    Rooms.Membership gone = north.rooms().enter("gone", "/a", new Ear());

    redis.<String>ask(commands -> commands.flushall());
    gone.leaveAll();

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(south.rooms().members("/a"))
                    .hasSize(2500)
                    .contains("n-0", "n-2499")
                    .doesNotContain("gone"));
  }

  @Test
  void notesOfOtherProgramsAreToldAndWhatIsNoneIsPassedOver() throws Exception {
    Ear anna = new Ear();
    north.rooms().enter("n-1", "/a", anna);

    redis.<Long>ask(
        commands -> {
          commands.publish("fabula:rooms", "no note");
          commands.publish("fabula:rooms", "{\"room\":[],\"text\":1}");
          commands.publish("fabula:rooms", "[".repeat(100_000));
          commands.publish(
              "fabula:rooms", "{\"room\":\"/a\",\"text\":\"%s\"}".formatted("x".repeat(3 << 20)));
          return commands.publish("fabula:rooms", "{\"room\":\"/a\",\"text\":\"hello\"}");
        });

    assertThat(anna.next()).isEqualTo(5);
  }

  @Test
  void moreThanRedisTakesIsDroppedAndNeverKept() throws Exception {
    Ear ben = new Ear();
    Ear clara = new Ear();
    north.rooms().enter("n-1", "/a", ben);
    south.rooms().enter("s-1", "/a", clara);
    String text = "x".repeat(200 << 10);
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    Logger losses = (Logger) LoggerFactory.getLogger(Losses.class);
    losses.addAppender(logged);
    Thread asleep = redis.asleep(4);
    // When 600 MB are said at once
    for (int i = 0; i < 3000; i++) {
      north.rooms().broadcast("/a", text, Optional.empty());
    }

    // Then who is here has heard all, and the others hear again when Redis is awake
    for (int i = 0; i < 3000; i++) {
      assertThat(ben.next()).isEqualTo(text.length());
    }
    asleep.join();
    await().atMost(Duration.ofSeconds(30)).until(() -> unsaid(List.copyOf(logged.list)) > 0);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              north.rooms().broadcast("/a", "again", Optional.empty());
              Integer size = clara.sizes().poll(100, TimeUnit.MILLISECONDS);
              while (size != null && size != 5) {
                size = clara.sizes().poll();
              }
              return size != null;
            });
  }

  private static long unsaid(List<ILoggingEvent> logged) {
    return logged.stream()
        .flatMap(event -> event.getKeyValuePairs().stream())
        .filter(pair -> pair.key.equals("unsaid"))
        .mapToLong(pair -> (Long) pair.value)
        .sum();
  }
}
