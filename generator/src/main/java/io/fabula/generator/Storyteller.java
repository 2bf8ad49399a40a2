package io.fabula.generator;

import io.fabula.generator.author.Assignment;
import io.fabula.generator.author.HandOver;
import io.fabula.generator.author.WritingRoom;
import io.fabula.generator.batch.BatchSource;
import io.fabula.generator.batch.Recap;
import io.fabula.generator.event.Timeline;
import io.fabula.generator.narrative.Mode;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.sample.Samples;
import io.fabula.generator.sample.UndrawableException;
import io.fabula.generator.story.EventSource;
import io.fabula.generator.story.StoryTimeline;
import io.fabula.generator.story.Telling;
import io.fabula.providers.fallback.Chain;
import io.fabula.providers.fallback.Models;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Starts tellings of stories: by a model where one is configured, else by the blueprint, else
/// drawn from the schemas of the declared events. For any thread.
public final class Storyteller {
  /// Seeds that are drawn can be asked for again by any client: JavaScript knows no larger integer.
  private static final long MAX_SEED = 1L << 53;

  private final Models models;
  private final Optional<String> provider;
  private final Clock clock;
  private final RandomGenerator seeds;
  private final WritingRoom writingRoom;

  /// Compiled once for each narrative that is still in use.
  private final Map<Narrative, Samples> samples = Collections.synchronizedMap(new WeakHashMap<>());

  /// A storyteller.
  ///
  /// @param provider stands above what a narrative names, as a flag does
  /// @param seeds draws the seed of a telling that has none
  public Storyteller(Models models, Optional<String> provider, Clock clock, RandomGenerator seeds) {
    this.models = models;
    this.provider = provider;
    this.clock = clock;
    this.seeds = seeds;
    this.writingRoom = new WritingRoom(clock, System::nanoTime);
  }

  /// Whether events are the same each time for the same seed, so that a telling can start anywhere.
  ///
  /// @throws UnplayableException where the story cannot be told as it is configured
  public boolean repeatable(Story story) {
    return written(story).isEmpty();
  }

  /// Starts a telling of `story`. No model is called before the first event is asked for.
  ///
  /// @throws UnplayableException where the story cannot be told as asked
  public Timeline tell(Story story, Telling telling) {
    return tell(story, telling, false);
  }

  /// The same for somebody who takes the events as fast as they come. While a blueprint is being
  /// written that will play them for nothing, the story waits for it.
  ///
  /// @throws UnplayableException where the story cannot be told as asked
  public Timeline tellAtOnce(Story story, Telling telling) {
    return tell(story, telling, true);
  }

  private Timeline tell(Story story, Telling telling, boolean patient) {
    Narrative narrative = story.narrative();
    long seed =
        telling.seed().orElseGet(() -> narrative.seed().orElseGet(() -> seeds.nextLong(MAX_SEED)));
    Instant start = telling.start().orElseGet(clock::instant);
    Optional<Chain> written = written(story);
    if (written.isPresent() && telling.from() > 1) {
      throw new UnplayableException(
          "'%s' cannot start at event %d: a model writes it, and never twice the same"
              .formatted(narrative.name(), telling.from()));
    }
    OptionalLong count = telling.count().isPresent() ? telling.count() : narrative.count();
    EventSource source;
    if (written.isEmpty()) {
      source = played(story, seed, start);
    } else {
      Optional<Supplier<EventSource>> standIn = standIn(story, written.get(), seed, start);
      source =
          narrative.mode() == Mode.BLUEPRINT
              ? handOver(story, written.get(), count, standIn, seed, start, patient)
              : new BatchSource(narrative, written.get(), count, standIn);
    }
    return StoryTimeline.open(narrative, telling, seed, source, start);
  }

  /// Batches until the blueprint is written that the story wants.
  private EventSource handOver(
      Story story,
      Chain chain,
      OptionalLong count,
      Optional<Supplier<EventSource>> fallback,
      long seed,
      Instant start,
      boolean patient) {
    Narrative narrative = story.narrative();
    Narrative beginning = narrative.withBatch(Math.min(HandOver.SMALL_BATCH, narrative.batch()));
    return new HandOver(
        new BatchSource(beginning, chain, count, fallback),
        writingRoom,
        new Assignment(
            narrative,
            story.fingerprint(),
            story.file().map(Library::beside),
            narrative.seed().orElse(1),
            Recap.NOTHING),
        () -> models.chain(provider.or(narrative::provider)),
        blueprint -> blueprint.open(narrative, seed, start),
        patient);
  }

  /// Who writes a story; empty where it is played.
  private Optional<Chain> written(Story story) {
    Narrative narrative = story.narrative();
    Chain chain;
    try {
      chain = models.chain(provider.or(narrative::provider));
    } catch (IllegalArgumentException e) {
      throw new UnplayableException("'%s': %s".formatted(narrative.name(), e.getMessage()));
    }
    boolean current = story.blueprint().isPresent() && !story.outdated();
    boolean played = chain.links().isEmpty() || (narrative.mode() == Mode.BLUEPRINT && current);
    if (played && story.blueprint().isEmpty() && !drawn(narrative)) {
      throw unplayable(story);
    }
    return played ? Optional.empty() : Optional.of(chain);
  }

  /// A story told without a model: by its blueprint, else by its schemas.
  private EventSource played(Story story, long seed, Instant start) {
    Narrative narrative = story.narrative();
    try {
      return story.blueprint().isPresent()
          ? story.blueprint().get().open(narrative, seed, start)
          : samples(narrative).open(seed);
    } catch (UndrawableException e) {
      throw new UnplayableException(Undrawable.message(story, e));
    }
  }

  /// What is played while no model is well. That it can be is found out now: then is too late.
  private Optional<Supplier<EventSource>> standIn(
      Story story, Chain chain, long seed, Instant start) {
    Narrative narrative = story.narrative();
    if (story.blueprint().isPresent()) {
      return Optional.of(() -> played(story, seed, start));
    }
    if (!chain.endsOffline() || !drawn(narrative)) {
      return Optional.empty();
    }
    try {
      Samples ready = samples(narrative);
      return Optional.of(() -> ready.open(seed));
    } catch (UndrawableException e) {
      return Optional.empty();
    }
  }

  /// Whoever asks for a blueprint gets no less.
  private static boolean drawn(Narrative narrative) {
    return narrative.mode() != Mode.BLUEPRINT && Samples.drawable(narrative);
  }

  private Samples samples(Narrative narrative) {
    return samples.computeIfAbsent(narrative, Samples::of);
  }

  private static UnplayableException unplayable(Story story) {
    Narrative narrative = story.narrative();
    if (story.file().isEmpty()) {
      return new UnplayableException(
          "nobody writes '%s': name a provider whose model does (--provider, or 'provider' in fabula.yaml)"
              .formatted(narrative.name()));
    }
    return new UnplayableException(
        ("'%1$s' has no blueprint to play, and nobody writes it: name a provider whose model does"
                + " (--provider, or 'provider' in fabula.yaml), or have one write"
                + " %1$s.blueprint.json once (./fabula blueprint %1$s --provider NAME), or declare"
                + " 'events' with a 'schema' each to draw them from")
            .formatted(narrative.name()));
  }
}
