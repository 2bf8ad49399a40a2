package io.fabula.bench.micro;

import io.fabula.generator.Library;
import io.fabula.generator.Story;
import io.fabula.generator.blueprint.Blueprint;
import io.fabula.generator.event.Event;
import io.fabula.generator.event.EventEncoder;
import io.fabula.generator.event.EventFormat;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.event.Timeline;
import io.fabula.generator.story.StoryTimeline;
import io.fabula.generator.story.Telling;
import java.nio.file.Path;
import java.time.Instant;

/// A narrative that ships, told without end: a story that is over is told again with the next seed.
/// For one thread.
final class Tellings {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

  private final Story story;
  private long seed = 7;
  private Timeline timeline;

  private Tellings(Story story) {
    this.story = story;
    this.timeline = open(story, seed);
  }

  /// The telling begins.
  ///
  /// @param narrative its name in the project's folder
  static Tellings of(String narrative) {
    Path home = Path.of(System.getProperty("fabula.home", "."));
    return new Tellings(new Library(home.resolve("narratives")).find(narrative));
  }

  private static Timeline open(Story story, long seed) {
    Blueprint blueprint = story.blueprint().orElseThrow();
    return StoryTimeline.open(
        story.narrative(),
        Telling.PLAIN.withStart(START),
        seed,
        blueprint.open(story.narrative(), seed, START),
        START);
  }

  EventEncoder encoder() {
    return EventEncoder.of(EventFormat.ENVELOPE, story.narrative().name(), seed);
  }

  /// The timeline, moved on to its next event.
  Timeline advance() throws InterruptedException {
    while (!timeline.advance()) {
      timeline.close();
      timeline = open(story, ++seed);
    }
    return timeline;
  }

  Event next() throws InterruptedException {
    return advance().event();
  }

  void writeNext(EventEncoder encoder, JsonBuffer out) throws InterruptedException {
    advance().write(encoder, out);
  }
}
