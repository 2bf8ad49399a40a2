package io.fabula.generator;

import io.fabula.generator.batch.BatchSource;
import io.fabula.generator.event.Timeline;
import io.fabula.generator.narrative.Mode;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.story.EventSource;
import io.fabula.generator.story.StoryTimeline;
import io.fabula.generator.story.Telling;
import io.fabula.providers.fallback.Chain;
import io.fabula.providers.fallback.Models;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Starts tellings of stories: by a model where one is configured, else by the blueprint. For any
/// thread.
public final class Storyteller {
  /// Seeds that are drawn can be asked for again by any client: JavaScript knows no larger integer.
  private static final long MAX_SEED = 1L << 53;

  private final Models models;
  private final Optional<String> provider;
  private final Clock clock;
  private final RandomGenerator seeds;

  /// A storyteller.
  ///
  /// @param provider stands above what a narrative names, as a flag does
  /// @param seeds draws the seed of a telling that has none
  public Storyteller(Models models, Optional<String> provider, Clock clock, RandomGenerator seeds) {
    this.models = models;
    this.provider = provider;
    this.clock = clock;
    this.seeds = seeds;
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
    Supplier<EventSource> played =
        () ->
            story
                .blueprint()
                .orElseThrow(() -> withoutBlueprint(narrative))
                .open(narrative, seed, start);
    EventSource source =
        written.isPresent()
            ? new BatchSource(narrative, written.get(), count, story.blueprint().map(_ -> played))
            : played.get();
    return StoryTimeline.open(narrative, telling, seed, source, start);
  }

  /// Who writes a story; empty where its blueprint is played.
  private Optional<Chain> written(Story story) {
    Narrative narrative = story.narrative();
    Chain chain;
    try {
      chain = models.chain(provider.or(narrative::provider));
    } catch (IllegalArgumentException e) {
      throw new UnplayableException("'%s': %s".formatted(narrative.name(), e.getMessage()));
    }
    boolean played = chain.links().isEmpty() || narrative.mode() == Mode.BLUEPRINT;
    if (played && story.blueprint().isEmpty()) {
      throw withoutBlueprint(narrative);
    }
    return played ? Optional.empty() : Optional.of(chain);
  }

  private static UnplayableException withoutBlueprint(Narrative narrative) {
    return new UnplayableException(
        "'%s' has no blueprint to play: name a provider whose model writes the story"
                .formatted(narrative.name())
            + " (--provider, or 'provider' in fabula.yaml), or put %s.blueprint.json beside it"
                .formatted(narrative.name()));
  }
}
