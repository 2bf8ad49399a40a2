package io.fabula.server.interactive;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.template.Conversation;
import io.fabula.generator.template.ExpansionException;
import io.fabula.server.config.feature.Reply;
import io.fabula.server.config.feature.Step;
import io.fabula.server.connection.Ending;
import io.fabula.server.connection.Frames;
import io.fabula.server.handler.Peer;
import io.fabula.server.room.Rooms;
import io.fabula.server.script.Caller;
import io.fabula.server.script.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client of an interactive endpoint, from its coming to its going: what it is told by, what it
/// remembers, what is still to be said to it. For any thread.
final class Dialogue {
  private static final Logger LOG = LoggerFactory.getLogger(Dialogue.class);

  /// Answers that a client has not taken; beyond, it is not read from.
  private static final long MOST_UNREAD = 256 << 10;

  private static final int MOST_PENDING = 1000;

  /// Characters of the messages whose answers are still to come; parsed they are many times as
  /// large.
  private static final long MOST_REMEMBERED = 1 << 20;

  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Peer peer;
  private final Conversation told;
  private final Caller caller;
  private final State state;
  private final long outbox;
  private final Rooms.Membership membership;

  /// Guards what templates are expanded with, so that they say one thing at a time.
  private final ReentrantLock expanding = new ReentrantLock();

  private final Set<Thread> pending = ConcurrentHashMap.newKeySet();
  private final AtomicLong remembered = new AtomicLong();
  private volatile boolean gone;

  /// @param outbox bytes that may wait for the client
  Dialogue(Peer peer, Conversation told, State state, Rooms rooms, long outbox) {
    this.peer = peer;
    this.told = told;
    this.state = state;
    this.outbox = outbox;
    this.caller = Caller.of(peer.id(), peer.request().path(), peer.request().headers());
    this.membership = rooms.enter(peer.id(), peer.request().path(), this::offer);
  }

  Caller caller() {
    return caller;
  }

  State state() {
    return state;
  }

  Rooms.Membership membership() {
    return membership;
  }

  /// Bytes that may wait for the client.
  long outbox() {
    return outbox;
  }

  boolean isGone() {
    return gone;
  }

  /// Says something in answer: waits until the client has taken enough of what was said before.
  void answer(Frames frames) throws InterruptedException {
    if (peer.connection().awaitRoom(MOST_UNREAD)) {
      peer.connection().send(frames);
    }
  }

  /// Says something in answer to a message.
  ///
  /// @param message what tokens see; missing for nothing
  void answer(Reply reply, JsonNode message) throws InterruptedException {
    if (peer.connection().awaitRoom(MOST_UNREAD)) {
      expanded(List.of(reply), message).ifPresent(peer.connection()::send);
    }
  }

  /// Says something that nobody waits for; parts with a client that does not take what it is told.
  void offer(Frames frames) {
    if (peer.connection().waiting() + frames.weight() > outbox) {
      end(Ending.SLOW);
    } else {
      peer.connection().send(frames);
    }
  }

  /// Replies as frames, where they can be said.
  Optional<Frames> expanded(List<Reply> replies, JsonNode message) {
    Frames.Run run = new Frames.Run();
    expanding.lock();
    try {
      told.heard(message);
      for (Reply reply : replies) {
        reply.write(told, run.buffer());
        run.end(false);
      }
      return Optional.of(run.take());
    } catch (ExpansionException e) {
      failed(String.valueOf(e.getMessage()));
      return Optional.of(
          Frames.text(Errors.json("the answer became too large", String.valueOf(e.getMessage()))));
    } finally {
      forget();
      expanding.unlock();
    }
  }

  /// An idle client is to hold nothing of what it said, which is many times as large when parsed.
  private void forget() {
    var _ = told.heardNothing();
  }

  /// A reply as text; an error where it becomes too large.
  String text(Reply reply, JsonNode message) {
    expanding.lock();
    try {
      JsonBuffer out = new JsonBuffer(256);
      reply.write(told.heard(message), out);
      return out.toString();
    } catch (ExpansionException e) {
      failed(String.valueOf(e.getMessage()));
      return "null";
    } finally {
      forget();
      expanding.unlock();
    }
  }

  /// Says steps, one after the other; those that are to come later are said by a thread of their
  /// own.
  void follow(List<Step> steps, Heard heard) throws InterruptedException {
    JsonNode message = heard.orText();
    for (int i = 0; i < steps.size(); i++) {
      if (!steps.get(i).delay().isZero()) {
        List<Step> rest = steps.subList(i, steps.size());
        later(heard.text().length(), () -> sayAll(rest, message));
        return;
      }
      answer(steps.get(i).reply(), message);
    }
  }

  private void sayAll(List<Step> steps, JsonNode message) throws InterruptedException {
    for (Step step : steps) {
      Thread.sleep(step.delay());
      answer(step.reply(), message);
    }
  }

  /// Something that takes its time; it is interrupted when the client goes.
  interface Task {
    void run() throws InterruptedException;
  }

  /// Does something on a thread of its own.
  ///
  /// @param characters of the message that it keeps till then; a single one may be of any size
  void later(int characters, Task task) {
    boolean tooMuch = remembered.get() > 0 && remembered.get() + characters > MOST_REMEMBERED;
    if (tooMuch || pending.size() >= MOST_PENDING) {
      end(new Ending(1008, "too many answers are still to come", true));
      return;
    }
    Thread thread = Thread.ofVirtual().name("later").unstarted(() -> perform(characters, task));
    remembered.addAndGet(characters);
    pending.add(thread);
    thread.start();
    if (gone) {
      thread.interrupt();
    }
  }

  private void perform(int characters, Task task) {
    try {
      task.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("connection", peer.id()).setCause(e).log("an endpoint failed");
      end(Ending.failed("internal error; the server's log says more"));
    } finally {
      remembered.addAndGet(-characters);
      pending.remove(Thread.currentThread());
    }
  }

  /// Writes down what went wrong.
  void failed(String why) {
    LOG.atWarn()
        .addKeyValue("connection", peer.id())
        .addKeyValue("path", peer.request().path())
        .addKeyValue("why", why)
        .log("an endpoint could not answer");
  }

  void end(Ending ending) {
    peer.connection().end(ending, GRACE);
  }

  /// The client has gone.
  void left() {
    gone = true;
    membership.leaveAll();
    pending.forEach(Thread::interrupt);
  }
}
