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
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A telling for one client, which waits for it: what the client has not taken is bounded, and the
/// story stands still meanwhile.
///
/// A story that only computes, at a rate that is not high, has no thread: the metronome calls it
/// when an event is due. Every other has one, which makes and sends its events and may wait for a
/// model; and so has one as long as its client does not take what it is sent. Where there is much
/// to compute, at a high rate or before the first event, that is one of [BusyThreads].
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
  private final boolean longWay;
  private final Frames.Run run = new Frames.Run();
  private volatile boolean left;

  /// Whether a thread of its own has the story, and the metronome has not.
  private volatile boolean alone;

  /// The last that had it.
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
  }

  void start() {
    if (!timeline.immediate()) {
      goOnAlone(PrivateStream::startVirtual);
    } else if (longWay) {
      goOnAlone(busy::start);
    } else {
      beCalled();
    }
  }

  private void beCalled() {
    alone = false;
    pacer.onChange(() -> metronome.call(this, System.nanoTime()));
    metronome.call(this, System.nanoTime());
  }

  private void goOnAlone(BiConsumer<String, Runnable> starting) {
    alone = true;
    starting.accept("stream " + name, this);
  }

  private static void startVirtual(String threadName, Runnable work) {
    Thread.ofVirtual().name(threadName).start(work);
  }

  @Override
  protected long beat() {
    if (alone) {
      return Metronome.NEVER;
    }
    if (left) {
      gone();
      return Metronome.NEVER;
    }
    if (timeline.rate() > CALM) {
      goOnAlone(busy::start);
      return Metronome.NEVER;
    }
    if (connection.waiting() > window) {
      goOnAlone(PrivateStream::startVirtual);
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
    thread = Thread.currentThread();
    double rate = timeline.rate();
    if (!Thread.currentThread().isVirtual() && rate > CALM && rate < FLOOD) {
      LinuxThread.current().ifPresent(LinuxThread::makePrompt);
    }
    try {
      while (!left && connection.awaitRoom(window)) {
        if (!pacer.next(told -> encoding.encode(told, run))) {
          over();
          return;
        }
        sent();
        if (isCalm()) {
          beCalled();
          return;
        }
      }
      gone();
    } catch (InterruptedException e) {
      // The client has gone: leaving interrupts.
      gone();
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  private boolean isCalm() {
    return timeline.immediate() && timeline.rate() <= CALM && connection.waiting() == 0;
  }

  private void sent() {
    tally.look(pacer.progress().counters());
    connection.send(run.take());
  }

  private void gone() {
    tally.look(timeline.counters());
    timeline.close();
  }

  private void over() {
    gone();
    connection.end(Ending.COMPLETE, grace);
  }

  private void failed(RuntimeException failure) {
    gone();
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
    Thread last = thread;
    if (last != null) {
      last.interrupt();
    }
    if (timeline.immediate()) {
      metronome.call(this, System.nanoTime());
    }
  }
}
