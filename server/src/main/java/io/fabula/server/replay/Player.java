package io.fabula.server.replay;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Place;
import io.fabula.generator.replay.Direction;
import io.fabula.generator.replay.Line;
import io.fabula.generator.replay.Lines;
import io.fabula.generator.replay.Message;
import io.fabula.generator.replay.PlacedLine;
import io.fabula.generator.replay.Recording;
import io.fabula.generator.replay.WaitFor;
import io.fabula.generator.template.ExpansionException;
import io.fabula.server.config.Playback;
import io.fabula.server.connection.Ending;
import io.fabula.server.connection.Frames;
import io.fabula.server.handler.Conversation;
import io.fabula.server.handler.Peer;
import io.fabula.server.scheduling.BusyThreads;
import io.fabula.server.script.Datum;
import io.fabula.server.script.ScriptException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Plays a recording to one client. A thread of its own reads the lines, waits for their times and
/// for what they wait for, and sends them; where it waits for no times, it is one of [BusyThreads].
///
/// The recording's clock starts when the client connects, and stands still while a due line waits
/// for a message, or for a client that does not take what it is sent.
final class Player implements Conversation, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Player.class);
  private static final long WINDOW = 256 * 1024;
  private static final int MOST_FRAMES = 512;
  private static final int MOST_BYTES = 64 * 1024;
  private static final long STALL = TimeUnit.MILLISECONDS.toNanos(250);
  private static final Duration GRACE = Duration.ofSeconds(5);

  /// How long a message may wait for what a script makes of those behind it.
  private static final long UNSENT = TimeUnit.MILLISECONDS.toNanos(2);

  /// How long it takes at least to go through a recording of which a script sends nothing.
  private static final long MUTE = TimeUnit.MILLISECONDS.toNanos(100);

  private final Recording recording;
  private final Playback playback;
  private final Texts texts;
  private final Peer peer;
  private final io.fabula.generator.template.Conversation told;
  private final Inbox inbox = new Inbox();
  private final Frames.Run run = new Frames.Run();
  private final @Nullable Transformer transformer;
  private volatile @Nullable Thread thread;

  /// Whether the run has a line that ends what earlier messages can meet.
  private boolean turning;

  /// When the recording's clock stood at 0.
  private long zero;

  /// When the oldest message of the run was begun; of no meaning without a transformer.
  private long unsent;

  /// Whether anything has been said since the recording's first line.
  private boolean spoken;

  /// @param told what the tokens of this client's texts are about
  /// @param transformer null where what is said stays as it is
  Player(
      Recording recording,
      Playback playback,
      Texts texts,
      Peer peer,
      io.fabula.generator.template.Conversation told,
      @Nullable Transformer transformer) {
    this.recording = recording;
    this.playback = playback;
    this.texts = texts;
    this.peer = peer;
    this.told = told;
    this.transformer = transformer;
  }

  Player started(BusyThreads busy) {
    String name = "replay " + recording.name();
    thread =
        playback.speed() == Playback.MAX
            ? busy.start(name, this)
            : Thread.ofVirtual().name(name).start(this);
    return this;
  }

  /// What is said only waits to be looked at.
  @Override
  public boolean atOnce() {
    return true;
  }

  @Override
  public void text(String message) {
    inbox.add(new Message.Text(message));
  }

  @Override
  public void binary(byte[] message) {
    inbox.add(new Message.Binary(message));
  }

  @Override
  public void left() {
    Thread playing = thread;
    if (playing != null) {
      playing.interrupt();
    }
  }

  @Override
  public void run() {
    try {
      Optional<Ending> ending = play();
      while (ending.isEmpty() && playback.end() == Playback.End.LOOP) {
        ending = play();
      }
      if (ending.isPresent() || playback.end() == Playback.End.CLOSE) {
        peer.connection().end(ending.orElse(Ending.REPLAYED), GRACE);
      }
    } catch (InterruptedException e) {
      // The client has gone: leaving interrupts.
    } catch (InvalidDocumentException | ExpansionException | IOException e) {
      LOG.atWarn()
          .addKeyValue("replay", recording.name())
          .addKeyValue("why", e.getMessage())
          .log("a recording could not be played on");
      peer.connection().end(Ending.failed(forClient(e)), GRACE);
    } catch (ScriptException e) {
      peer.connection().end(Ending.failed(forClient(e)), GRACE);
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("replay", recording.name()).setCause(e).log("a replay failed");
      peer.connection().end(Ending.failed("internal error; the server's log says more"), GRACE);
    }
  }

  /// Where files are is not for clients.
  private String forClient(Exception failure) {
    return failure instanceof InvalidDocumentException e
        ? "%s: line %d: %s"
            .formatted(
                recording.name(),
                e.problems().getFirst().place().line(),
                e.problems().getFirst().message())
        : recording.name() + " cannot be read on";
  }

  private static String forClient(ScriptException failure) {
    Place place = failure.place();
    return new Place(
            String.valueOf(Path.of(place.file()).getFileName()), place.line(), place.column())
        + ": "
        + failure.reason();
  }

  /// Plays all lines once.
  ///
  /// @return why it does not go on; empty at the end of the recording
  private Optional<Ending> play() throws IOException, InterruptedException {
    long begun = System.nanoTime();
    zero = begun;
    boolean silent = true;
    spoken = false;
    try (Lines lines = recording.read()) {
      for (Optional<PlacedLine> next = lines.next(); next.isPresent(); next = lines.next()) {
        Line line = next.get().line();
        if (line.direction() == Direction.IN) {
          continue;
        }
        awaitDue(line.at());
        if (line.waitFor().isPresent() && !awaitMessage(line.waitFor().get())) {
          return Optional.of(
              Ending.timedOut(
                  "nothing came that line %d waits for: %s"
                      .formatted(next.get().place().line(), line.waitFor().get().source())));
        }
        add(next.get());
        silent = false;
      }
      flush();
    } catch (InvalidDocumentException | ExpansionException | ScriptException e) {
      // What stands before the fault is still told.
      flush();
      throw e;
    }
    long early = begun + MUTE - System.nanoTime();
    if (!silent && !spoken && playback.end() == Playback.End.LOOP && early > 0) {
      TimeUnit.NANOSECONDS.sleep(early);
    }
    // Nothing to send again and again.
    return silent ? Optional.of(Ending.REPLAYED) : Optional.empty();
  }

  private void awaitDue(Duration at) throws IOException, InterruptedException {
    if (playback.speed() == Playback.MAX) {
      return;
    }
    long due = zero + playback.lasting(at).toNanos();
    long early = due - System.nanoTime();
    if (early > 0) {
      flush();
      while ((early = due - System.nanoTime()) > 0) {
        TimeUnit.NANOSECONDS.sleep(early);
      }
    } else if (early < -STALL) {
      zero -= early;
    }
  }

  /// Waits for a message, while the clock stands still; false where the time for it is over.
  private boolean awaitMessage(WaitFor wait) throws InterruptedException {
    flush();
    long since = System.nanoTime();
    Optional<Message> met = inbox.await(wait);
    zero += System.nanoTime() - since;
    met.ifPresent(
        message -> {
          if (message instanceof Message.Text text) {
            told.heard(text.text());
          } else {
            told.heardNothing();
          }
        });
    return met.isPresent();
  }

  private void add(PlacedLine placed) throws InterruptedException {
    if (transformer != null) {
      addChanged(placed, transformer);
      return;
    }
    Line line = placed.line();
    switch (line.message()) {
      case Message.Text text -> {
        texts.write(line, text.text(), placed.place(), told, run.buffer());
        run.end(false);
      }
      case Message.Binary binary -> {
        run.buffer().put(binary.bytes());
        run.end(true);
      }
    }
    turning |= line.generated().isEmpty();
    spoken = true;
    flushFull();
  }

  private void addChanged(PlacedLine placed, Transformer by) throws InterruptedException {
    if (run.count() == 0) {
      unsent = System.nanoTime();
    }
    List<Datum> values = changed(placed, by);
    for (Datum value : values) {
      if (value instanceof Datum.Binary binary) {
        run.buffer().put(binary.bytes());
        run.end(true);
      } else {
        run.buffer().text(value.wire());
        run.end(false);
      }
      // What is dropped is not sent, and so does not end what earlier messages can meet.
      turning |= placed.line().generated().isEmpty();
      spoken = true;
      flushFull();
    }
    if (System.nanoTime() - unsent > UNSENT) {
      flush();
    }
  }

  private List<Datum> changed(PlacedLine placed, Transformer by) throws InterruptedException {
    Line line = placed.line();
    try {
      return switch (line.message()) {
        case Message.Text text -> by.text(texts.expanded(line, text.text(), placed.place(), told));
        case Message.Binary binary -> by.binary(binary.bytes());
      };
    } catch (ScriptException e) {
      LOG.atWarn()
          .addKeyValue("replay", recording.name())
          .addKeyValue("line", placed.place().line())
          .addKeyValue("why", e.getMessage())
          .log("the transform of a replay failed");
      throw e;
    }
  }

  private void flushFull() throws InterruptedException {
    if (run.count() >= MOST_FRAMES || run.size() >= MOST_BYTES) {
      flush();
    }
  }

  @SuppressWarnings("ThreadPriorityCheck")
  private void flush() throws InterruptedException {
    if (run.count() == 0) {
      return;
    }
    if (!peer.connection().awaitRoom(WINDOW)) {
      throw new InterruptedException("the client has gone");
    }
    if (turning) {
      // Before it is sent: whatever comes from now on may be the answer.
      inbox.clear();
      turning = false;
    }
    peer.connection().send(run.take());
    // Who never waits would keep the carrier from all other virtual threads.
    Thread.yield();
  }
}
