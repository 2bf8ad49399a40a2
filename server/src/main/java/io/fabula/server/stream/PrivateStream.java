package io.fabula.server.stream;

import io.fabula.generator.event.Timeline;
import io.fabula.server.connection.Connection;
import io.fabula.server.connection.Ending;
import io.fabula.server.connection.Frames;
import io.fabula.server.pacing.Pacer;
import java.time.Duration;

/// A telling for one client, which waits for it: what the client has not taken is bounded, and the
/// story stands still meanwhile. One virtual thread makes and sends its events.
final class PrivateStream implements Playing, Runnable {
  private static final long WINDOW = 256 * 1024;

  private final String name;
  private final Timeline timeline;
  private final Pacer pacer;
  private final Connection connection;
  private final Frames.Encoding encoding;
  private final long window;
  private final Duration grace;
  private final Tally.Follower tally;
  private final Thread thread;

  /// @param outbox bytes that may wait for the client
  /// @param longWay whether much is computed before the first event: then on a thread that the
  ///   system takes the processor from, as it does not from a virtual one
  PrivateStream(
      String name,
      Timeline timeline,
      Pacer pacer,
      Connection connection,
      Frames.Encoding encoding,
      long outbox,
      Duration grace,
      Tally.Follower tally,
      boolean longWay) {
    this.name = name;
    this.timeline = timeline;
    this.pacer = pacer;
    this.connection = connection;
    this.encoding = encoding;
    this.window = Math.min(WINDOW, outbox);
    this.grace = grace;
    this.tally = tally;
    this.thread =
        (longWay ? Thread.ofPlatform().daemon() : Thread.ofVirtual())
            .name("stream " + name)
            .unstarted(this);
  }

  void start() {
    thread.start();
  }

  @Override
  public void run() {
    Frames.Run run = new Frames.Run();
    try (timeline) {
      while (connection.awaitRoom(window)) {
        boolean goesOn = pacer.next(told -> encoding.encode(told, run));
        tally.look(pacer.progress().counters());
        if (!goesOn) {
          connection.end(Ending.COMPLETE, grace);
          return;
        }
        connection.send(run.take());
      }
    } catch (InterruptedException e) {
      // The client has gone: leaving interrupts.
    } catch (RuntimeException e) {
      connection.end(Failures.ending(name, e), grace);
    } finally {
      tally.look(timeline.counters());
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
