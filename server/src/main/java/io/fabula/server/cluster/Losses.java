package io.fabula.server.cluster;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts what did not get through, and says so now and then. For any thread; one reports.
final class Losses {
  private static final Logger LOG = LoggerFactory.getLogger(Losses.class);
  private static final long PAUSE = Duration.ofSeconds(10).toNanos();

  private final AtomicLong unsaid = new AtomicLong();
  private final AtomicLong unread = new AtomicLong();
  private long next = System.nanoTime();

  /// A message of a room has not reached the other servers.
  void unsaid() {
    unsaid.incrementAndGet();
  }

  /// Something on the channel of rooms was no note.
  void unread() {
    unread.incrementAndGet();
  }

  /// Warns of what was lost, at most every ten seconds.
  void report() {
    long now = System.nanoTime();
    if (now - next < 0) {
      return;
    }
    long unsaidNow = unsaid.getAndSet(0);
    long unreadNow = unread.getAndSet(0);
    if (unsaidNow + unreadNow > 0) {
      next = now + PAUSE;
      LOG.atWarn()
          .addKeyValue("unsaid", unsaidNow)
          .addKeyValue("unreadable", unreadNow)
          .log("messages to rooms have not reached other servers, or could not be read");
    }
  }
}
