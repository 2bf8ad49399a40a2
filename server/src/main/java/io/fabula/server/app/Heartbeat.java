package io.fabula.server.app;

import io.fabula.server.connection.Ending;
import io.fabula.server.connection.WebSocketConnection;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pings all clients on WebSockets (RFC 6455 section 5.5.2) and parts with those of whom nothing
/// comes any more. One thread for all of them. For any thread.
///
/// Every byte of a client is a sign of life, not its pongs alone: so a long message on a slow line
/// does not look like death, and nothing has to stand between Jetty and the endpoint.
final class Heartbeat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
  private static final Duration GRACE = Duration.ofSeconds(2);

  /// Pings without any answer, after which a client counts as gone.
  private static final int MISSED = 2;

  private final Duration interval;
  private final ScheduledThreadPoolExecutor timer;

  /// @param interval between pings; zero for none
  Heartbeat(Duration interval) {
    this.interval = interval;
    timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("heartbeat").factory());
    timer.setRemoveOnCancelPolicy(true);
  }

  /// Looks after a connection until its pulse is stopped.
  Pulse watch(WebSocketConnection connection) {
    Pulse pulse = new Pulse(connection);
    if (!interval.isZero()) {
      try {
        pulse.beats(
            timer.scheduleWithFixedDelay(
                pulse::beat, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS));
      } catch (RejectedExecutionException e) {
        // The server stops, and says so to everyone.
      }
    }
    return pulse;
  }

  /// No more pings.
  @Override
  public void close() {
    timer.shutdownNow();
  }

  /// The life of one client.
  static final class Pulse {
    private final WebSocketConnection connection;
    private volatile boolean busy;
    private volatile boolean stopped;
    private volatile @Nullable ScheduledFuture<?> beats;

    /// Of the timer's thread.
    private long received;

    private long sent;
    private int missed;
    private boolean asked;

    /// Whether the last ping still waits behind what was sent before it.
    private volatile boolean queued;

    private Pulse(WebSocketConnection connection) {
      this.connection = connection;
    }

    private void beats(ScheduledFuture<?> scheduled) {
      beats = scheduled;
      if (stopped) {
        stop();
      }
    }

    /// While a message is worked on nothing is read, so a client's silence means nothing.
    void busy(boolean working) {
      busy = working;
    }

    /// The connection has ended.
    void stop() {
      stopped = true;
      ScheduledFuture<?> scheduled = beats;
      if (scheduled != null) {
        scheduled.cancel(false);
      }
    }

    private void beat() {
      missed = alive() || !asked ? 0 : missed + 1;
      if (missed >= MISSED) {
        stop();
        LOG.atInfo().log("a client has answered no ping and is parted with");
        // Last words may take their time.
        Thread.ofVirtual().name("silent").start(() -> connection.end(Ending.SILENT, GRACE));
        return;
      }
      asked = true;
      if (!queued) {
        queued = true;
        connection.ping(() -> queued = false);
      }
    }

    /// Whether anything has come since the last look; or whether, with a ping still waiting to be
    /// sent, the client at least takes what is sent before it.
    private boolean alive() {
      long in = connection.received();
      long out = connection.sent();
      boolean alive = busy || in != received || (queued && out != sent);
      received = in;
      sent = out;
      return alive;
    }
  }
}
