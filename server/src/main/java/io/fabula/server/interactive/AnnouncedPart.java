package io.fabula.server.interactive;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabula.generator.template.Conversation;
import io.fabula.generator.template.ExpansionException;
import io.fabula.server.config.feature.Feature;
import io.fabula.server.connection.Frames;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says the same to all clients again and again, as long as there are any.
final class AnnouncedPart implements Part {
  private static final Logger LOG = LoggerFactory.getLogger(AnnouncedPart.class);

  private final Feature.Announced said;
  private final Conversation told;
  private final Set<Dialogue> clients = ConcurrentHashMap.newKeySet();

  /// Guards the going and coming of the announcer.
  private final ReentrantLock lock = new ReentrantLock();

  private boolean announcing;

  /// @param told what the tokens see, which is no client in particular
  AnnouncedPart(Feature.Announced said, Conversation told) {
    this.said = said;
    this.told = told;
  }

  @Override
  public void arrived(Dialogue client) {
    lock.lock();
    try {
      clients.add(client);
      if (!announcing) {
        announcing = true;
        Thread.ofVirtual().name("announcer").start(this::announce);
      }
    } finally {
      lock.unlock();
    }
    if (client.isGone()) {
      clients.remove(client);
    }
  }

  @Override
  public void left(Dialogue client) {
    clients.remove(client);
  }

  private void announce() {
    Timetable times = Timetable.now(said.interval());
    Frames.Run run = new Frames.Run();
    try {
      while (!done()) {
        times.await();
        said.message().write(told.heard(MissingNode.getInstance()), run.buffer());
        run.end(false);
        Frames frames = run.take();
        clients.forEach(client -> client.offer(frames));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExpansionException e) {
      LOG.atError().addKeyValue("why", e.getMessage()).log("an announcement cannot be made");
      stopped();
    }
  }

  /// Who comes next starts another announcer.
  private void stopped() {
    lock.lock();
    try {
      announcing = false;
    } finally {
      lock.unlock();
    }
  }

  private boolean done() {
    lock.lock();
    try {
      announcing = !clients.isEmpty();
      return !announcing;
    } finally {
      lock.unlock();
    }
  }
}
