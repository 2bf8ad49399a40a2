package io.fabula.server.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a link to Redis: makes one, sees every second whether it works, makes another where it
/// does not. Has one thread of its own; started once, closed once.
final class Keeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final Duration FAREWELL = Duration.ofSeconds(5);
  private static final int BEATS_TO_PRUNE = 5;

  private final Supplier<Connector> connectors;
  private final Redis redis;
  private final Register register;
  private final RedisRooms rooms;
  private final Losses losses;
  private final String address;
  private final Semaphore wake = new Semaphore(0);
  private final CountDownLatch tried = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("cluster").unstarted(this::keep);

  /// Why there is no link; empty where there is one.
  private Optional<String> trouble = Optional.of("not tried yet");

  private long beats;

  /// @param connectors asked once, by this keeper's thread
  /// @param address for the log, without a password
  Keeper(
      Supplier<Connector> connectors,
      Redis redis,
      Register register,
      RedisRooms rooms,
      Losses losses,
      String address) {
    this.connectors = connectors;
    this.redis = redis;
    this.register = register;
    this.rooms = rooms;
    this.losses = losses;
    this.address = address;
  }

  /// Begins, and waits for what comes of the first try, but no longer than that.
  void start(Duration longest) throws InterruptedException {
    thread.start();
    if (!tried.await(longest.toNanos(), TimeUnit.NANOSECONDS)) {
      LOG.atWarn().addKeyValue("redis", address).log("Redis does not answer yet");
    }
  }

  private void keep() {
    try (Connector connector = connectors.get()) {
      try {
        while (true) {
          boolean well = beat(connector);
          tried.countDown();
          losses.report();
          pause(well);
        }
      } catch (InterruptedException closed) {
        LOG.atDebug().log("leaving the other servers");
      }
      redis.link().ifPresent(this::leave);
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("this server does not look for Redis any more");
    } finally {
      tried.countDown();
    }
  }

  /// A link that breaks is replaced at once; after a try that failed there is a pause.
  private void pause(boolean well) throws InterruptedException {
    if (!well) {
      Thread.sleep(BEAT);
    } else if (!wake.tryAcquire(BEAT.toNanos(), TimeUnit.NANOSECONDS)) {
      return;
    }
    wake.drainPermits();
  }

  private boolean beat(Connector connector) throws InterruptedException {
    try {
      Optional<Link> current = redis.link();
      Link link = current.isPresent() ? current.get() : connected(connector);
      link.hearMyself();
      register.renew(link);
      if (beats++ % BEATS_TO_PRUNE == 0) {
        register.prune(link);
      }
      well();
      return true;
    } catch (RefusedException e) {
      // What is no primary any more will not become one again soon.
      if (e.answer().startsWith("READONLY")) {
        redis.link().ifPresent(Link::close);
      }
      away(e);
    } catch (RuntimeException e) {
      away(e);
    }
    return false;
  }

  private Link connected(Connector connector) throws InterruptedException {
    Link made = connector.link(rooms::heard, wake::release);
    redis.becomes(made);
    return made;
  }

  private void well() {
    if (trouble.isPresent()) {
      trouble = Optional.empty();
      LOG.atInfo().addKeyValue("redis", address).log("state and rooms are shared through Redis");
    }
  }

  private void away(RuntimeException e) {
    String why = String.valueOf(e.getMessage());
    if (!why.equals(trouble.orElse(""))) {
      trouble = Optional.of(why);
      LOG.atWarn()
          .addKeyValue("redis", address)
          .addKeyValue("why", why)
          .log("Redis is away: rooms are this server's own, shared state is out of reach");
    }
  }

  private void leave(Link link) {
    try {
      register.withdraw(link);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (AwayException | RefusedException e) {
      // Redis forgets this server by itself.
      LOG.atDebug().setCause(e).log("Redis has not been told that this server goes");
    }
  }

  @Override
  public void close() {
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    thread.interrupt();
    try {
      thread.join(FAREWELL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
