package io.fabula.server.stream;

import io.fabula.generator.event.Event;
import io.fabula.generator.event.EventEncoder;
import io.fabula.generator.event.EventFormat;
import io.fabula.generator.event.Timeline;
import io.fabula.server.connection.Connection;
import io.fabula.server.connection.Ending;
import io.fabula.server.connection.Frames;
import io.fabula.server.pacing.Pacer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One telling for all who listen. It starts with the first listener, stands still while there is
/// none, and takes no account of anyone: an event is made and encoded once, and who falls behind by
/// more than the outbox is parted with. Only where most fall behind, which says that the rate is
/// more than the machine can do, it waits for half of them. Once over it is over; a new telling is
/// a new object.
///
/// It has a platform thread: to write the same to a thousand clients takes long, and the system
/// takes the processor from such a thread, as it does not from a virtual one.
final class SharedStream implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(SharedStream.class);
  private static final long WINDOW = 256 * 1024;
  private static final Duration LOOK = Duration.ofMillis(10);

  /// In which listeners together have to take as much as the window holds for one.
  private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(250);

  private final String name;
  private final Timeline timeline;
  private final Pacer pacer;
  private final int catchup;
  private final long outbox;
  private final Duration grace;
  private final Tally.Follower tally;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition joined = lock.newCondition();
  private final Map<Connection, Frames.Encoding> listeners = new LinkedHashMap<>();
  private final Map<Wire, Frames.Encoding> encodings = new HashMap<>();
  private final Deque<Event> past = new ArrayDeque<>();
  private long pastBytes;
  private long told;
  private boolean over;

  /// The listeners as they were told last; empty where that has changed.
  private Optional<List<Listener>> audience = Optional.empty();

  /// Of the telling's own thread.
  private final Frames.Run run = new Frames.Run();

  private boolean stuck;

  private record Listener(Connection connection, Frames.Encoding encoding) {}

  /// What listeners have in common that get the same bytes.
  private record Wire(EventFormat format, boolean sse) {}

  /// @param catchup how many past events a late listener gets
  /// @param outbox bytes that may wait for one client
  SharedStream(
      String name,
      Timeline timeline,
      Pacer pacer,
      int catchup,
      long outbox,
      Duration grace,
      Tally.Follower tally) {
    this.name = name;
    this.timeline = timeline;
    this.pacer = pacer;
    this.catchup = catchup;
    this.outbox = outbox;
    this.grace = grace;
    this.tally = tally;
    this.thread = Thread.ofPlatform().daemon().name("shared " + name).unstarted(this);
  }

  void start() {
    thread.start();
  }

  /// The oldest event that a listener can still get.
  long oldest() {
    lock.lock();
    try {
      return told + 1 - past.size();
    } finally {
      lock.unlock();
    }
  }

  /// The next event that will be told.
  long next() {
    lock.lock();
    try {
      return told + 1;
    } finally {
      lock.unlock();
    }
  }

  boolean isOver() {
    lock.lock();
    try {
      return over;
    } finally {
      lock.unlock();
    }
  }

  /// Lets a connection listen, from the past that is held or from `from` on.
  ///
  /// @return how its client sees the stream; empty where the story has just ended
  Optional<Playing> join(Connection connection, EventFormat format, OptionalLong from) {
    lock.lock();
    try {
      if (over) {
        return Optional.empty();
      }
      Frames.Encoding encoding =
          encodings.computeIfAbsent(
              new Wire(format, connection.sse()),
              wire ->
                  new Frames.Encoding(
                      EventEncoder.of(wire.format(), name, timeline.seed()), wire.sse()));
      List<Event> missed =
          past.stream().filter(event -> event.sequence() >= from.orElse(0)).toList();
      connection.send(encode(missed, encoding, new Frames.Run()));
      listeners.put(connection, encoding);
      audience = Optional.empty();
      joined.signalAll();
      return Optional.of(new Listening(connection));
    } finally {
      lock.unlock();
    }
  }

  /// Ends the telling for everyone.
  void close() {
    timeline.close();
    thread.interrupt();
  }

  @Override
  public void run() {
    Ending ending = Ending.COMPLETE;
    try (timeline) {
      while (true) {
        awaitTakers();
        List<Event> events = new ArrayList<>();
        boolean goesOn = pacer.next(told -> events.add(told.event()));
        tally.look(pacer.progress().counters());
        if (!goesOn) {
          break;
        }
        // Who listened may have left meanwhile.
        var _ = awaitListeners();
        tell(events);
      }
    } catch (InterruptedException e) {
      ending = Ending.SHUTTING_DOWN;
    } catch (RuntimeException e) {
      ending = Failures.ending(name, e);
    }
    finish(ending);
  }

  private List<Listener> awaitListeners() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (listeners.isEmpty()) {
        joined.await();
      }
      return audience();
    } finally {
      lock.unlock();
    }
  }

  /// To be called with the lock held.
  private List<Listener> audience() {
    List<Listener> present =
        audience.orElseGet(
            () ->
                listeners.entrySet().stream()
                    .map(entry -> new Listener(entry.getKey(), entry.getValue()))
                    .toList());
    audience = Optional.of(present);
    return present;
  }

  /// Waits until half of the listeners have room, as long as those who have none take something: of
  /// whom nobody takes much are slow, and no reason to hold up the others.
  private void awaitTakers() throws InterruptedException {
    long window = Math.min(WINDOW, outbox / 2);
    long until = System.nanoTime() + grace.toNanos();
    long patience = System.nanoTime() + PATIENCE;
    long least = Long.MAX_VALUE;
    while (true) {
      Crowding crowding = Crowding.of(awaitListeners(), window);
      if (crowding.next().isEmpty()) {
        stuck = false;
        return;
      }
      long now = System.nanoTime();
      if (least - crowding.waiting() >= window) {
        least = crowding.waiting();
        patience = now + PATIENCE;
      }
      if (stuck || now > until || now > patience) {
        stuck = true;
        return;
      }
      var _ = crowding.next().get().awaitRoom(window, LOOK);
    }
  }

  /// How it stands with listeners who have no room.
  ///
  /// @param next whose room comes next, as it seems; empty where half of the listeners have some
  /// @param waiting bytes that wait for all who have none
  private record Crowding(Optional<Connection> next, long waiting) {
    /// Who has ended is no listener any more, although what it did not take is still counted.
    private static Crowding of(List<Listener> present, long window) {
      List<Connection> there =
          present.stream()
              .map(Listener::connection)
              .filter(connection -> !connection.hasEnded())
              .toList();
      int behind = 0;
      long sum = 0;
      long least = Long.MAX_VALUE;
      Optional<Connection> next = Optional.empty();
      for (Connection connection : there) {
        long waiting = connection.waiting();
        if (waiting > window) {
          behind++;
          sum += waiting;
          next = waiting < least ? Optional.of(connection) : next;
          least = Math.min(least, waiting);
        }
      }
      return new Crowding(behind > there.size() / 2 ? next : Optional.empty(), sum);
    }
  }

  private void tell(List<Event> events) {
    List<Listener> present;
    lock.lock();
    try {
      told = events.getLast().sequence();
      remember(events);
      present = audience();
    } finally {
      lock.unlock();
    }
    List<Connection> slow = new ArrayList<>();
    Map<Frames.Encoding, Frames> encoded = new HashMap<>();
    for (Listener listener : present) {
      Connection connection = listener.connection();
      connection.send(
          encoded.computeIfAbsent(listener.encoding(), form -> encode(events, form, run)));
      if (connection.waiting() > outbox) {
        slow.add(connection);
      }
    }
    for (Connection connection : slow) {
      leave(connection);
      LOG.atInfo()
          .addKeyValue("stream", name)
          .addKeyValue("bytes", connection.waiting())
          .log("parted with a slow client");
      connection.end(Ending.SLOW, grace);
    }
  }

  private void leave(Connection connection) {
    lock.lock();
    try {
      listeners.remove(connection);
      audience = Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private static Frames encode(List<Event> events, Frames.Encoding encoding, Frames.Run run) {
    events.forEach(event -> encoding.encode(event, run));
    return run.take();
  }

  private void remember(List<Event> events) {
    if (catchup > 0) {
      for (Event event : events) {
        past.add(event);
        pastBytes += event.dataLength();
      }
      // Half of what may wait for a client: a late one must be able to take it.
      while (past.size() > catchup || pastBytes > outbox / 2) {
        pastBytes -= past.remove().dataLength();
      }
    }
  }

  private void finish(Ending ending) {
    tally.look(timeline.counters());
    List<Connection> rest;
    lock.lock();
    try {
      over = true;
      rest = List.copyOf(listeners.keySet());
      listeners.clear();
    } finally {
      lock.unlock();
    }
    rest.forEach(connection -> connection.end(ending, grace));
  }

  /// One listener's view.
  private final class Listening implements Playing {
    private final Connection connection;

    private Listening(Connection connection) {
      this.connection = connection;
    }

    @Override
    public Pacer pacer() {
      return pacer;
    }

    @Override
    public boolean shared() {
      return true;
    }

    @Override
    public long seed() {
      return timeline.seed();
    }

    @Override
    public int listeners() {
      lock.lock();
      try {
        return listeners.size();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void leave() {
      SharedStream.this.leave(connection);
    }
  }
}
