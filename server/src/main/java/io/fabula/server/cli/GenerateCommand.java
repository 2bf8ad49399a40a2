package io.fabula.server.cli;

import io.fabula.generator.*;
import io.fabula.generator.event.*;
import io.fabula.generator.story.*;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.*;
import java.util.*;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "generate", mixinStandardHelpOptions = true)
final class GenerateCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NARRATIVE")
  String narrative = "";

  @Option(names = "--count")
  long count = 10;

  @Option(names = "--seed")
  long seed = 1;

  @Override
  public Integer call() throws Exception {
    Story story =
        new Library(Path.of(System.getProperty("fabula.home", "."), "narratives")).find(narrative);
    Telling telling =
        Telling.PLAIN
            .withCount(count)
            .withSeed(seed)
            .withStart(Instant.parse("2026-11-20T12:00:00Z"));
    EventEncoder encoder = EventEncoder.of(EventFormat.ENVELOPE, story.narrative().name(), seed);
    JsonBuffer out = new JsonBuffer(1000);
    try (Timeline t = new Storyteller(Clock.systemUTC(), new SecureRandom()).tell(story, telling);
        var file = new java.io.BufferedOutputStream(System.out)) {
      for (var e = t.next(); e.isPresent(); e = t.next()) {
        encoder.encode(e.get(), out.clear());
        out.put('\n');
        file.write(out.array(), 0, out.length());
      }
    }
    return 0;
  }
}
