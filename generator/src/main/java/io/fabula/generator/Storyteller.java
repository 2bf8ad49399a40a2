package io.fabula.generator;

import io.fabula.generator.event.Timeline;
import io.fabula.generator.story.EventSource;
import io.fabula.generator.story.StoryTimeline;
import io.fabula.generator.story.Telling;
import java.time.Clock;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// Starts tellings of stories. For any thread.
public final class Storyteller {
  private final Clock clock;
  private final RandomGenerator seeds;

  public Storyteller(Clock clock, RandomGenerator seeds) {
    this.clock = clock;
    this.seeds = seeds;
  }

  /// Starts a telling of `story`.
  ///
  /// @throws UnplayableException where the story cannot be told as asked
  /// @throws InterruptedException when interrupted on the way to a late first event
  public Timeline tell(Story story, Telling telling) throws InterruptedException {
    long seed = telling.seed().orElseGet(() -> story.narrative().seed().orElseGet(seeds::nextLong));
    Instant start = telling.start().orElseGet(clock::instant);
    EventSource source =
        story
            .blueprint()
            .orElseThrow(() -> new UnplayableException("no blueprint"))
            .open(story.narrative(), seed, start);
    return StoryTimeline.open(story.narrative(), telling, seed, source, start);
  }
}
