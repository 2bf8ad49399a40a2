package io.fabula.server.cli;

import io.fabula.generator.Library;
import io.fabula.generator.Story;
import io.fabula.generator.Storyteller;
import io.fabula.generator.document.Durations;
import io.fabula.generator.event.EventEncoder;
import io.fabula.generator.event.EventFormat;
import io.fabula.generator.event.Timeline;
import io.fabula.generator.narrative.Mode;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.story.Telling;
import io.fabula.providers.fallback.Models;
import io.fabula.server.app.ConfiguredModels;
import io.fabula.server.config.FabulaConfig;
import io.fabula.server.pacing.Pacer;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes a story's events as JSON lines, as fast as they come, or with --rate in real time.",
      "The same --seed and --start give the same bytes on every machine (with the offline provider)."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fabula generate exchange --count 1000 > trades.jsonl",
      "  fabula generate chat --duration 10m --seed 7 --start 2026-11-20T12:00:00Z -o chat.jsonl",
      "  fabula generate exchange --rate 50 | jq .data.price"
    })
final class GenerateCommand implements Callable<Integer> {
  @Mixin Setup setup = new Setup();

  @Parameters(paramLabel = "NARRATIVE", description = "A file, or a name in the narratives folder.")
  String name = "";

  @Option(names = "--count", paramLabel = "N", description = "How many events.")
  @Nullable Long count;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description = "How long the story lasts, such as 30s or 5m.")
  @Nullable String duration;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "This constant number of events a second, written when they are due.")
  @Nullable Double rate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Where chance starts; default: the narrative's, or any.")
  @Nullable Long seed;

  @Option(
      names = "--start",
      paramLabel = "INSTANT",
      description = "When the first event happens, such as 2026-11-20T12:00:00Z.")
  @Nullable String start;

  @Option(
      names = "--from",
      paramLabel = "N",
      description = "Starts at event N; --count then counts what is written.")
  long from = 1;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "batches or blueprint, whatever the narrative says.")
  @Nullable Mode mode;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "envelope, data or cloudevents. Default envelope.")
  EventFormat format = EventFormat.ENVELOPE;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Written beside and renamed when complete. Default: standard output.")
  @Nullable Path output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    FabulaConfig config = setup.config(Map.of());
    Logging.configure(config.log());
    Story found = new Library(config.narratives(), config.streams().defaults()).find(name);
    Story story = mode == null ? found : found.withMode(mode);
    Telling telling = telling();
    mustEnd(story.narrative(), telling);
    try (Models models = ConfiguredModels.open(config)) {
      Storyteller storyteller =
          new Storyteller(models, setup.provider(), Clock.systemUTC(), new SecureRandom());
      if (mode == Mode.BATCHES && storyteller.repeatable(story)) {
        throw new IllegalArgumentException(
            "--mode batches needs a model that writes; name a provider with --provider");
      }
      boolean paced = telling.rate().isPresent();
      try (Timeline timeline =
              paced ? storyteller.tell(story, telling) : storyteller.tellAtOnce(story, telling);
          EventFile file = EventFile.open(Optional.ofNullable(output));
          Progress progress = Progress.of(story.narrative(), telling);
          // Settles the call under way: what it has cost is written down.
          AtExit _ = AtExit.run(timeline::close, models::close)) {
        write(timeline, story.narrative().name(), file, progress);
        file.complete();
      } catch (EventFile.ReaderGone e) {
        // Whoever read has had enough: `fabula generate ... | head` is done.
        return Fabula.DONE;
      }
    }
    return Fabula.DONE;
  }

  private Telling telling() {
    if (rate != null && !(rate >= Narrative.MIN_RATE && rate <= Narrative.MAX_RATE)) {
      throw new IllegalArgumentException(
          "--rate must be from 0.01 to 1000000 events a second, not " + rate);
    }
    if (count != null && count < 1) {
      throw new IllegalArgumentException("--count must be at least 1, not " + count);
    }
    return new Telling(
        rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate),
        count == null ? OptionalLong.empty() : OptionalLong.of(count),
        Optional.ofNullable(duration).map(GenerateCommand::parseDuration),
        seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
        Optional.ofNullable(start).map(GenerateCommand::parseInstant),
        from);
  }

  private static Duration parseDuration(String text) {
    return Durations.parse(text)
        .filter(d -> !d.isZero())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--duration must be a duration such as 30s or 5m, not '%s'".formatted(text)));
  }

  private static Instant parseInstant(String text) {
    try {
      Instant instant = Instant.parse(text);
      if (instant.isAfter(Instant.parse("1700-01-01T00:00:00Z"))
          && instant.isBefore(Instant.parse("2200-01-01T00:00:00Z"))) {
        return instant;
      }
    } catch (DateTimeException e) {
      // falls through to the same answer
    }
    throw new IllegalArgumentException(
        "--start must be an RFC 3339 instant between 1700 and 2200 such as 2026-11-20T12:00:00Z, not '%s'"
            .formatted(text));
  }

  /// A file that would grow for ever is a mistake; a pipe that does is a stream.
  private void mustEnd(Narrative narrative, Telling telling) {
    boolean ends =
        telling.count().isPresent()
            || telling.duration().isPresent()
            || narrative.count().isPresent()
            || narrative.duration().isPresent()
            || narrative.conditions().stream().anyMatch(condition -> condition.then().stop());
    if (output != null && !ends) {
      throw new IllegalArgumentException(
          "'%s' may never end; give --count or --duration with -o".formatted(narrative.name()));
    }
  }

  private void write(Timeline timeline, String narrative, EventFile file, Progress progress)
      throws IOException, InterruptedException {
    EventEncoder encoder = EventEncoder.of(format, narrative, timeline.seed());
    if (rate == null) {
      while (file.writeNext(timeline, encoder)) {
        if (!timeline.ready()) {
          file.flush();
        }
        progress.step(1);
      }
      return;
    }
    Pacer pacer = new Pacer(timeline, Clock.systemUTC(), System::nanoTime);
    Pacer.Sink sink =
        told -> {
          file.add(told, encoder);
          progress.step(1);
        };
    while (pacer.next(sink)) {
      file.flush();
    }
  }
}
