package io.fabula.server.stream;

import io.fabula.generator.event.Timeline;
import io.fabula.server.connection.Connection;
import io.fabula.server.connection.Ending;
import io.fabula.server.connection.Frames;
import io.fabula.server.pacing.Metronome;
import io.fabula.server.pacing.Pacer;
import io.fabula.server.scheduling.BusyThreads;
import io.fabula.server.scheduling.LinuxThread;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A telling for one client, which waits for it: what the client has not taken is bounded, and the
/// story stands still meanwhile.
///
/// A story that only computes, at a rate that is not high, has no thread: the metronome calls it
/// when an event is due. Every other has one, which makes and sends its events and may wait for a
/// model; and so has one whose client does not take what it is sent. Where there is much to
/// compute, that is one of [BusyThreads].
final class PrivateStream extends Metronome.Beat implements Playing, Runnable {
  /// Events a second up to which the metronome calls.
  private static final double CALM = 5_000;

  /// Events a second from which on a stream takes so much of a processor that it is not to come
  /// before others.
  private static final double FLOOD = 250_000;

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
  private final BusyThreads busy;
  private final boolean called;
  private final boolean longWay;
  private final Frames.Run run = new Frames.Run();
  private volatile boolean left;

  /// Null as long as the metronome calls.
  private volatile @Nullable Thread thread;

  /// @param outbox bytes that may wait for the client
  /// @param longWay whether much is computed before the first event
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
      BusyThreads busy,
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
    this.busy = busy;
    this.longWay = longWay;
    this.called = timeline.immediate() && !longWay;
  }

  void start() {
    if (called) {
      pacer.onChange(() -> metronome.call(this, System.nanoTime()));
      metronome.call(this, System.nanoTime());
    } else {
      goOnAlone();
    }
  }

  /// From now on the story has a thread.
  private void goOnAlone() {
    String threadName = "stream " + name;
    Thread started =
        longWay || (timeline.immediate() && timeline.rate() > CALM)
            ? busy.start(threadName, this)
            : Thread.ofVirtual().name(threadName).start(this);
    thread = started;
    if (left) {
      // Whoever left did not see it yet.
      started.interrupt();
    }
  }

  @Override
  protected long beat() {
    if (thread != null) {
      return Metronome.NEVER;
    }
    if (left) {
      timeline.close();
      return Metronome.NEVER;
    }
    if (timeline.rate() > CALM || connection.waiting() > window) {
      goOnAlone();
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
    if (!Thread.currentThread().isVirtual() && timeline.rate() < FLOOD) {
      LinuxThread.current().ifPresent(LinuxThread::makePrompt);
    }
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
    Thread alone = thread;
    if (alone != null) {
      alone.interrupt();
    } else if (called) {
      metronome.call(this, System.nanoTime());
    }
  }
}
