package io.fabula.server.stream;

import io.fabula.generator.event.Timeline;
import io.fabula.server.connection.Connection;
import io.fabula.server.connection.Ending;
import io.fabula.server.connection.Frames;
import io.fabula.server.pacing.Metronome;
import io.fabula.server.pacing.Pacer;
import java.time.Duration;

/// A telling for one client, which waits for it: what the client has not taken is bounded, and the
/// story stands still meanwhile.
///
/// A story that only computes, at a rate that is not high, has no thread: the metronome calls it
/// when an event is due. Every other has one, which makes and sends its events and may wait for a
/// model; and so has one whose client does not take what it is sent.
final class PrivateStream extends Metronome.Beat implements Playing, Runnable {
  /// Events a second up to which the metronome calls.
  private static final double CALM = 5_000;

  private static final long WINDOW = 256 * 1024;

  private final String name;
  private final Timeline timeline;
  private final Pacer pacer;
  private final Connection connection;
  private final Frames.Encoding encoding;
  private final long window;
  private final Duration grace;
  private final Tally.Follower tally;
  private final Metronome metronome;
  private final boolean called;
  private final Thread thread;
  private final Frames.Run run = new Frames.Run();
  private volatile boolean left;

  /// Whether the thread is at work.
  private boolean threaded;

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
      Metronome metronome,
      boolean longWay) {
    this.name = name;
    this.timeline = timeline;
    this.pacer = pacer;
    this.connection = connection;
    this.encoding = encoding;
    this.window = Math.min(WINDOW, outbox);
    this.grace = grace;
    this.tally = tally;
    this.metronome = metronome;
    this.called = timeline.immediate() && !longWay;
    this.thread =
        (longWay ? Thread.ofPlatform().daemon() : Thread.ofVirtual())
            .name("stream " + name)
            .unstarted(this);
  }

  void start() {
    if (called) {
      pacer.onChange(() -> metronome.call(this, System.nanoTime()));
      metronome.call(this, System.nanoTime());
    } else {
      thread.start();
    }
  }

  @Override
  protected long beat() {
    if (threaded) {
      return Metronome.NEVER;
    }
    if (left) {
      timeline.close();
      return Metronome.NEVER;
    }
    if (timeline.rate() > CALM || connection.waiting() > window) {
      threaded = true;
      thread.start();
      return Metronome.NEVER;
    }
    try {
      return switch (pacer.poll(told -> encoding.encode(told, run))) {
        case RELEASED -> {
          sent();
          yield pacer.due();
        }
        case EARLY -> pacer.due();
        case OVER -> {
          over();
          yield Metronome.NEVER;
        }
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Metronome.NEVER;
    } catch (RuntimeException e) {
      failed(e);
      return Metronome.NEVER;
    }
  }

  @Override
  public void run() {
    try (timeline) {
      while (connection.awaitRoom(window)) {
        if (!pacer.next(told -> encoding.encode(told, run))) {
          over();
          return;
        }
        sent();
      }
    } catch (InterruptedException e) {
      // The client has gone: leaving interrupts.
    } catch (RuntimeException e) {
      failed(e);
    } finally {
      tally.look(timeline.counters());
    }
  }

  private void sent() {
    tally.look(pacer.progress().counters());
    connection.send(run.take());
  }

  private void over() {
    tally.look(timeline.counters());
    timeline.close();
    connection.end(Ending.COMPLETE, grace);
  }

  private void failed(RuntimeException failure) {
    tally.look(timeline.counters());
    timeline.close();
    connection.end(Failures.ending(name, failure), grace);
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
    left = true;
    timeline.close();
    thread.interrupt();
    if (called) {
      metronome.call(this, System.nanoTime());
    }
  }
}
