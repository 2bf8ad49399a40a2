package io.fabula.bench;

import io.fabula.generator.Library;
import io.fabula.generator.Story;
import io.fabula.generator.blueprint.Blueprint;
import io.fabula.generator.event.EventEncoder;
import io.fabula.generator.event.EventFormat;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.event.Timeline;
import io.fabula.generator.story.StoryTimeline;
import io.fabula.generator.story.Telling;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What the engine makes of each shipped narrative: the next event of the timeline, written as a
/// line into a reused buffer. A story that ends is told again with the next seed. Each narrative is
/// measured in a process of its own, as `generate` runs it.
public final class EngineBench {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  private static final int FULL = 64 * 1024;

  private final Story story;
  private final EventEncoder encoder;
  private final JsonBuffer buffer = new JsonBuffer(FULL + 4096);
  private long seed = 7;
  private Timeline timeline;

  private EngineBench(Story story) {
    this.story = story;
    this.encoder = EventEncoder.of(EventFormat.ENVELOPE, story.narrative().name(), seed);
    this.timeline = open(story, seed);
  }

  /// Runs the narratives named, or all that ship.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Library library = new Library(Path.of("narratives"));
    if (arguments.length == 1) {
      EngineBench bench = new EngineBench(library.find(arguments[0]));
      System.out.println(Rounds.measure(bench::run).row(arguments[0]));
      return;
    }
    System.out.println(Rounds.head());
    for (String name : arguments.length == 0 ? library.names() : List.of(arguments)) {
      fork(name);
    }
  }

  private static void fork(String name) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            EngineBench.class.getName(),
            name));
    int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (exit != 0) {
      throw new IllegalStateException(name + " ended with " + exit);
    }
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

  private long run(int events) throws InterruptedException {
    long bytes = 0;
    for (int i = 0; i < events; i++) {
      int before = buffer.length();
      while (!timeline.writeNext(encoder, buffer)) {
        timeline.close();
        timeline = open(story, ++seed);
      }
      buffer.put('\n');
      bytes += buffer.length() - before;
      if (buffer.length() >= FULL) {
        buffer.clear();
      }
    }
    return bytes;
  }
}
