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
import java.util.Optional;

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
  /// @param narrative its name in the project's folder, which is the working directory
  static Tellings of(String narrative) {
    return new Tellings(new Library(Path.of("narratives")).find(narrative));
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

  Event next() throws InterruptedException {
    while (true) {
      Optional<Event> event = timeline.next();
      if (event.isPresent()) {
        return event.get();
      }
      again();
    }
  }

  void writeNext(EventEncoder encoder, JsonBuffer out) throws InterruptedException {
    while (!timeline.writeNext(encoder, out)) {
      again();
    }
  }

  private void again() {
    timeline.close();
    timeline = open(story, ++seed);
  }
}
