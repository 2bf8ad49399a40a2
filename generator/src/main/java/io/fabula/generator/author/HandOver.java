package io.fabula.generator.author;

import io.fabula.generator.batch.BatchSource;
import io.fabula.generator.batch.GenerationException;
import io.fabula.generator.batch.Recap;
import io.fabula.generator.blueprint.Blueprint;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.narrative.Schemas;
import io.fabula.generator.story.EventSource;
import io.fabula.generator.story.StoryClock;
import io.fabula.providers.fallback.Chain;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The first events come from small batches while a blueprint is being written; then the story goes
/// over to its world, with the cast that it has begun with. Where no blueprint comes about it goes
/// on in batches. [#next] is for one thread, [#close] for any.
public final class HandOver implements EventSource {
  /// Events that a batch of the beginning has at most.
  public static final int SMALL_BATCH = 8;

  private static final int MOST_REMEMBERED = 24;

  private final BatchSource batches;
  private final Seat seat;
  private final Function<Blueprint, EventSource> opening;
  private final boolean patient;
  private final Set<String> told = new LinkedHashSet<>();
  private final CountDownLatch decided = new CountDownLatch(1);
  private boolean begun;
  private volatile boolean closed;
  private volatile @Nullable EventSource world;

  /// A source that calls nobody before the first event is asked for.
  ///
  /// @param batches writes the events until then, a small batch a call
  /// @param writers who writes the blueprint
  /// @param opening starts the world
  /// @param patient whether nobody listens as the story goes on: then, once the cast is known, it
  ///   waits for the blueprint and asks for no further batches meanwhile
  public HandOver(
      BatchSource batches,
      WritingRoom room,
      Assignment assignment,
      Supplier<Chain> writers,
      Function<Blueprint, EventSource> opening,
      boolean patient) {
    this.batches = batches;
    this.opening = opening;
    this.patient = patient;
    this.seat = room.join(assignment, writers, this::recap);
    Recap heard = seat.heard();
    if (!heard.events().isEmpty()) {
      // The writing is under way with another stream's cast: this one tells of the same.
      batches.goOnFrom(heard);
    }
    seat.whenEnded(this::writingEnded);
  }

  /// The batches are asked for no more; what they have brought is still told.
  private void writingEnded() {
    decided.countDown();
    if (seat.ready().isPresent()) {
      batches.close();
    }
  }

  @Override
  public Optional<String> next(StoryClock clock, JsonBuffer data) throws InterruptedException {
    EventSource playing = world;
    if (playing != null) {
      return playing.next(clock, data);
    }
    if (patient && begun && !batches.ready()) {
      decided.await();
      batches.goOn();
    }
    try {
      Optional<String> type = batches.next(clock, data);
      if (type.isPresent()) {
        remember(type.get(), data);
        beginWhenTheCastIsKnown();
        return type;
      }
    } catch (GenerationException e) {
      // The model cannot write on. It may yet bring the blueprint, and then nobody need.
      begun = true;
      seat.begin();
      decided.await();
      if (closed || seat.ready().isEmpty()) {
        throw e;
      }
    }
    Optional<Blueprint> blueprint = seat.ready();
    if (closed || blueprint.isEmpty()) {
      return Optional.empty();
    }
    EventSource opened = opening.apply(blueprint.get());
    world = opened;
    seat.close();
    return opened.next(clock, data);
  }

  private void remember(String type, JsonBuffer data) {
    synchronized (told) {
      if (told.size() < MOST_REMEMBERED && Schemas.isJson(data.toString())) {
        told.add("{\"type\":\"%s\",\"data\":%s}".formatted(type, data));
      }
    }
  }

  private void beginWhenTheCastIsKnown() {
    if (begun) {
      return;
    }
    boolean enough;
    synchronized (told) {
      enough = told.size() >= SMALL_BATCH;
    }
    if (enough || batches.recap().complete()) {
      begun = true;
      if (patient) {
        batches.rest();
      }
      seat.begin();
    }
  }

  private Recap recap() {
    Recap latest = batches.recap();
    Set<String> events;
    synchronized (told) {
      events = new LinkedHashSet<>(told);
    }
    events.addAll(latest.events());
    return new Recap(latest.digest(), List.copyOf(events), latest.complete());
  }

  @Override
  public boolean ready() {
    EventSource playing = world;
    return playing != null ? playing.ready() : batches.ready();
  }

  @Override
  public boolean holdsBack() {
    EventSource playing = world;
    return playing != null && playing.holdsBack();
  }

  @Override
  public void finish() {
    EventSource playing = world;
    if (playing != null) {
      playing.finish();
    }
  }

  @Override
  public Map<String, Long> counters() {
    Map<String, Long> all = new TreeMap<>(batches.counters());
    all.putAll(seat.counters());
    EventSource playing = world;
    if (playing != null) {
      all.put("handed_over", 1L);
      all.putAll(playing.counters());
    }
    if (seat.failed()) {
      all.put("blueprint_failed", 1L);
    }
    return all;
  }

  @Override
  public OptionalDouble sustained() {
    return world != null ? OptionalDouble.empty() : batches.sustained();
  }

  @Override
  public void close() {
    closed = true;
    decided.countDown();
    batches.close();
    seat.close();
    EventSource playing = world;
    if (playing != null) {
      playing.close();
    }
  }
}
