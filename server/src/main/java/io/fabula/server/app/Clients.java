package io.fabula.server.app;

import io.fabula.server.connection.Connection;
import io.fabula.server.connection.Ending;
import io.fabula.server.connection.Rejected;
import io.fabula.server.handler.Conversation;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// All who are connected, from the request for a place to its return. For any thread.
final class Clients {
  private final Admission admission;
  private final Duration grace;
  private final Set<Client> present = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition left = lock.newCondition();
  private final LongAdder tooMany = new LongAdder();
  private volatile boolean leaving;

  /// All clients.
  ///
  /// @param grace how long a client has to take its ending when the server stops
  Clients(Admission admission, Duration grace) {
    this.admission = admission;
    this.grace = grace;
  }

  int count() {
    return admission.present();
  }

  /// Messages so far that were beyond the limit of their connection.
  long tooMany() {
    return tooMany.sum();
  }

  /// A message was beyond the limit of its connection.
  void saidTooMuch() {
    tooMany.increment();
  }

  /// Whether the server is about to stop.
  boolean leaving() {
    return leaving;
  }

  /// Takes a place for a client that is about to connect.
  ///
  /// @throws Rejected with 503
  void enter() {
    if (leaving) {
      throw new Rejected(503, "the server is shutting down");
    }
    admission.enter();
  }

  /// Gives back a place whose client never came.
  void stayedAway() {
    admission.leave();
  }

  /// A client has come to the place that was taken for it.
  Client arrived(Connection connection) {
    Client client = new Client(connection);
    present.add(client);
    if (leaving) {
      connection.end(Ending.SHUTTING_DOWN, grace);
    }
    return client;
  }

  /// Tells everyone that the server goes, and waits for them to leave.
  void sayFarewell() {
    leaving = true;
    // Each on a thread of its own: last words may take their time.
    present.forEach(
        client ->
            Thread.ofVirtual()
                .name("farewell")
                .start(() -> client.connection.end(Ending.SHUTTING_DOWN, grace)));
    long nanos = grace.toNanos();
    lock.lock();
    try {
      while (!present.isEmpty() && nanos > 0) {
        nanos = left.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /// One client and its conversation.
  final class Client {
    private final Connection connection;
    private final AtomicBoolean gone = new AtomicBoolean();
    private final AtomicBoolean parted = new AtomicBoolean();
    private volatile Optional<Conversation> conversation;

    private Client(Connection connection) {
      this.connection = connection;
      this.conversation = Optional.empty();
    }

    Connection connection() {
      return connection;
    }

    void begins(Conversation begun) {
      conversation = Optional.of(begun);
      if (gone.get()) {
        part();
      }
    }

    private void part() {
      Optional<Conversation> met = conversation;
      if (met.isPresent() && !parted.getAndSet(true)) {
        met.get().left();
      }
    }

    /// Whether the next message will be dealt with at once.
    boolean atOnce() {
      return conversation.map(Conversation::atOnce).orElse(false);
    }

    void text(String message) throws InterruptedException {
      Optional<Conversation> met = conversation;
      if (met.isPresent()) {
        met.get().text(message);
      }
    }

    void binary(byte[] message) throws InterruptedException {
      Optional<Conversation> met = conversation;
      if (met.isPresent()) {
        met.get().binary(message);
      }
    }

    /// Frees what the client held. Once is enough, more does no harm.
    void leave() {
      if (gone.getAndSet(true)) {
        return;
      }
      part();
      present.remove(this);
      admission.leave();
      lock.lock();
      try {
        left.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
