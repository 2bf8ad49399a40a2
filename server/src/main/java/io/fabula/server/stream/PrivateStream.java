package io.fabula.server.stream;

import io.fabula.generator.event.Event;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.event.Timeline;
import io.fabula.server.connection.Connection;
import io.fabula.server.connection.Ending;
import io.fabula.server.connection.Frames;
import io.fabula.server.pacing.Pacer;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A telling for one client, which waits for it: what the client has not taken is bounded, and the
/// story stands still meanwhile. One virtual thread makes and sends its events.
final class PrivateStream implements Playing, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(PrivateStream.class);
  private static final long WINDOW = 256 * 1024;

  private final String name;
  private final Timeline timeline;
  private final Pacer pacer;
  private final Connection connection;
  private final Frames.Encoding encoding;
  private final long window;
  private final Duration grace;
  private final Thread thread;

  /// @param outbox bytes that may wait for the client
  PrivateStream(
      String name,
      Timeline timeline,
      Pacer pacer,
      Connection connection,
      Frames.Encoding encoding,
      long outbox,
      Duration grace) {
    this.name = name;
    this.timeline = timeline;
    this.pacer = pacer;
    this.connection = connection;
    this.encoding = encoding;
    this.window = Math.min(WINDOW, outbox);
    this.grace = grace;
    this.thread = Thread.ofVirtual().name("stream " + name).unstarted(this);
  }

  void start() {
    thread.start();
  }

  @Override
  public void run() {
    JsonBuffer scratch = new JsonBuffer(1024);
    try (timeline) {
      while (connection.awaitRoom(window)) {
        List<Event> events = pacer.next();
        if (events.isEmpty()) {
          connection.end(Ending.COMPLETE, grace);
          return;
        }
        connection.send(encoding.encode(events, scratch));
      }
    } catch (InterruptedException e) {
      // The client has gone: leaving interrupts.
    } catch (RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("stream", name)
          .addKeyValue("why", e.getMessage())
          .log("a story could not be told on");
      connection.end(Ending.failed(String.valueOf(e.getMessage())), grace);
    }
  }

  @Override
  public Pacer pacer() {
    return pacer;
  }

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  public long seed() {
    return timeline.seed();
  }

  @Override
  public int listeners() {
    return 1;
  }

  @Override
  public void leave() {
    timeline.close();
    thread.interrupt();
  }
}
