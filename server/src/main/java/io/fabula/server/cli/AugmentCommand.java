package io.fabula.server.cli;

import io.fabula.generator.Library;
import io.fabula.generator.augment.AugmentException;
import io.fabula.generator.augment.Augmentation;
import io.fabula.generator.augment.Augmenter;
import io.fabula.generator.augment.Forecast;
import io.fabula.generator.augment.Outcome;
import io.fabula.generator.augment.Selector;
import io.fabula.generator.augment.Target;
import io.fabula.generator.document.TextFile;
import io.fabula.generator.narrative.Fingerprint;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.narrative.NarrativeReader;
import io.fabula.generator.recording.Recordings;
import io.fabula.generator.replay.Direction;
import io.fabula.generator.replay.Millis;
import io.fabula.generator.replay.Recording;
import io.fabula.providers.ProviderException;
import io.fabula.providers.fallback.Chain;
import io.fabula.providers.fallback.Models;
import io.fabula.server.app.ConfiguredModels;
import io.fabula.server.config.FabulaConfig;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "augment",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Puts messages that a model writes into a recording. Every recorded line stays byte for byte,",
      "in its order. Offline, messages are drawn from the recording's own shapes."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done; a warning tells if some of the messages did not come about",
      "1:nothing came about, or nobody could write on; nothing is written",
      "2:bad usage or a faulty recording"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fabula augment chat.jsonl --narrative chat --count 20 -o rich.jsonl",
      "  fabula augment chat.jsonl --narrative chat --at user_message --at '$.order' --dry-run",
      "  fabula augment chat.jsonl --narrative chat --provider claude --in-place",
      "  fabula augment rich.jsonl --strip -o chat.jsonl"
    })
final class AugmentCommand implements Callable<Integer> {
  @Mixin Setup setup = new Setup();
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "REPLAY", description = "A recording: NAME.jsonl.")
  Path file = Path.of("");

  @Option(
      names = "--narrative",
      paramLabel = "NARRATIVE",
      description = "A file, or a name in the narratives folder.")
  @Nullable String name;

  @Option(
      names = "--at",
      paramLabel = "SELECTOR",
      description = {
        "Behind which messages: a message type, a JSONPath ($...) or a pattern (/.../).",
        "Repeatable. Default: all over the recording."
      })
  List<String> at = List.of();

  @Option(
      names = "--count",
      paramLabel = "N",
      description = {
        "How many messages in all. Default: with --at one at each place, 100 at most;",
        "else one for every ten recorded messages, 20 at most."
      })
  @Nullable Integer count;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Who says them: out (the server) or in (the client). Default out.")
  Direction direction = Direction.OUT;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Where chance starts. Default: the narrative's, or 1.")
  @Nullable Long seed;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Appears under its name when complete. Default: standard output.")
  @Nullable Path output;

  @Option(names = "--in-place", description = "Replaces the recording.")
  boolean inPlace;

  @Option(
      names = "--resume",
      description =
          "Goes on with what an earlier run has left in FILE.part; asks for none of it again.")
  boolean resume;

  @Option(names = "--strip", description = "Takes out all that was put in, and nothing else.")
  boolean strip;

  @Option(
      names = "--dry-run",
      description = "Calls nobody: prints the places, and about how many tokens it would take.")
  boolean dryRun;

  @Override
  public Integer call() throws IOException, InterruptedException {
    mustFitTogether();
    FabulaConfig config = setup.config(Map.of());
    Logging.configure(config.log());
    Recording recording = recording();
    if (strip) {
      long left = Augmenter.strip(recording, target(recording));
      err().printf("%,d generated messages taken out%n", left);
      return Fabula.DONE;
    }
    if (name == null) {
      throw new IllegalArgumentException("--narrative is needed: what shall the messages tell?");
    }
    Path story = new Library(config.narratives()).locate(name);
    String text = TextFile.read(story, NarrativeReader.MAX_BYTES);
    String bare = story.getFileName().toString().replaceFirst("\\.md$", "");
    Narrative narrative = NarrativeReader.parse(bare, story.toString(), text);
    Augmentation what =
        new Augmentation(
            recording,
            narrative,
            Fingerprint.of(text),
            at.stream().map(Selector::parse).toList(),
            count == null ? OptionalInt.empty() : OptionalInt.of(count),
            direction,
            seed != null ? seed : narrative.seed().orElse(1));
    try (Models models = ConfiguredModels.open(config);
        AtExit _ = AtExit.run(models::close)) {
      Chain chain = models.chain(setup.provider().or(narrative::provider));
      return dryRun ? forecast(what, chain) : augment(what, chain);
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  private void mustFitTogether() {
    if (inPlace && output != null) {
      throw new IllegalArgumentException("--in-place and -o: give one of them");
    }
    if (strip && (dryRun || resume)) {
      throw new IllegalArgumentException("--strip goes with -o or --in-place only");
    }
    if (resume && !inPlace && output == null) {
      throw new IllegalArgumentException(
          "--resume needs -o or --in-place: on standard output nothing is left to go on with");
    }
  }

  private Recording recording() throws IOException {
    List<Recording> recordings = Recordings.open(file);
    if (recordings.size() != 1) {
      throw new IllegalArgumentException(
          "%s holds %d conversations; `fabula convert` makes a file of each"
              .formatted(file, recordings.size()));
    }
    return recordings.getFirst();
  }

  private Target target(Recording recording) throws IOException {
    if (inPlace) {
      return Target.inPlace(recording);
    }
    return output == null
        ? Target.stream(new FileOutputStream(FileDescriptor.out))
        : Target.file(output, file);
  }

  private int augment(Augmentation what, Chain chain) throws IOException, InterruptedException {
    Target target = target(what.recording());
    try (AugmentProgress progress = new AugmentProgress(err(), file)) {
      Outcome outcome = new Augmenter(chain, progress).augment(what, target, resume);
      progress.endLine();
      err()
          .printf(
              "%,d messages put into %,d places of %s%s%n",
              outcome.inserted(),
              outcome.places() - outcome.emptyPlaces(),
              file,
              outcome.resumed() == 0
                  ? ""
                  : ", %,d of them from the earlier run".formatted(outcome.resumed()));
      if (outcome.partial()) {
        err()
            .printf(
                "warning: %,d of %,d messages did not come about; %,d places stay as they were%n",
                outcome.asked() - outcome.inserted(), outcome.asked(), outcome.emptyPlaces());
      }
      return Fabula.DONE;
    } catch (AugmentException | ProviderException e) {
      err().println("fabula: " + e.getMessage());
      return Fabula.FAILED;
    } finally {
      if (!chain.links().isEmpty()) {
        var cost = chain.spent().total();
        err().printf("%,d + %,d tokens%n", cost.inputTokens(), cost.outputTokens());
      }
    }
  }

  private int forecast(Augmentation what, Chain chain) throws IOException, InterruptedException {
    Forecast forecast;
    try (AugmentProgress progress = new AugmentProgress(err(), file)) {
      forecast = new Augmenter(chain, progress).forecast(what, this::print);
    }
    out()
        .printf(
            "%,d messages in %,d places, %s%n",
            forecast.messages(),
            forecast.places(),
            forecast.calls() == 0
                ? "drawn offline: no calls, no tokens"
                : "%,d calls of about %,d + %,d tokens in all"
                    .formatted(forecast.calls(), forecast.inputTokens(), forecast.outputTokens()));
    return Fabula.DONE;
  }

  private void print(Forecast.Spot spot) {
    String until = spot.messages() == 1 ? "" : " to " + Millis.text(spot.toMicros()) + " ms";
    out()
        .printf(
            "%s:%d: %s behind it, at %s ms%s%n",
            file,
            spot.after(),
            spot.messages() == 1 ? "1 message" : "%,d messages".formatted(spot.messages()),
            Millis.text(spot.fromMicros()),
            until);
  }
}
