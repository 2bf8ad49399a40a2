package io.fabula.server.cli;

import io.fabula.generator.Library;
import io.fabula.generator.StoryValidator;
import io.fabula.generator.author.Assignment;
import io.fabula.generator.author.AuthoringException;
import io.fabula.generator.author.BlueprintAuthor;
import io.fabula.generator.author.BlueprintFile;
import io.fabula.generator.author.Manuscript;
import io.fabula.generator.batch.Recap;
import io.fabula.generator.blueprint.Blueprint;
import io.fabula.generator.blueprint.Written;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Json;
import io.fabula.generator.document.Problems;
import io.fabula.generator.document.TextFile;
import io.fabula.generator.lint.Finding;
import io.fabula.generator.narrative.Fingerprint;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.narrative.NarrativeReader;
import io.fabula.providers.fallback.Chain;
import io.fabula.providers.fallback.Link;
import io.fabula.providers.fallback.Models;
import io.fabula.server.app.ConfiguredModels;
import io.fabula.server.config.FabulaConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "blueprint",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Has a model write the blueprint of a narrative, once; the story then plays offline.",
      "Each draft is compiled, played and checked; what is wrong goes back to the model, at most",
      "three rounds. Only a blueprint without faults is written."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:written, up to date, or with --check no faults",
      "1:no usable blueprint came about; nothing is written",
      "2:bad usage, or with --check faults"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fabula blueprint market.md --provider claude",
      "  fabula blueprint market.md --provider claude --seed 8 -o other.blueprint.json",
      "  fabula blueprint market.md --check"
    })
final class BlueprintCommand implements Callable<Integer> {
  @Mixin Setup setup = new Setup();
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "NARRATIVE", description = "A file, or a name in the narratives folder.")
  String name = "";

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Another one of many possible blueprints. Default: the narrative's, or 1.")
  @Nullable Long seed;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Default: beside the narrative, NAME.blueprint.json.")
  @Nullable Path output;

  @Option(names = "--check", description = "Calls nobody: checks the blueprint that is there.")
  boolean check;

  @Option(
      names = "--force",
      description = "Replaces one that is up to date, or that no model has written.")
  boolean force;

  @Option(
      names = "--draft",
      paramLabel = "FILE",
      description = "Where to keep the last draft if it has faults. Default: nowhere.")
  @Nullable Path draft;

  @Override
  public Integer call() throws IOException, InterruptedException {
    FabulaConfig config = setup.config(Map.of());
    Logging.configure(config.log());
    Path file = new Library(config.narratives()).locate(name);
    Path target = output == null ? Library.beside(file) : output;
    if (check) {
      return check(file, target);
    }
    String text = TextFile.read(file, NarrativeReader.MAX_BYTES);
    String bare = file.getFileName().toString().replaceFirst("\\.md$", "");
    Narrative narrative = NarrativeReader.parse(bare, file.toString(), text);
    try (Models models = ConfiguredModels.open(config)) {
      Chain chain = models.chain(setup.provider().or(narrative::provider));
      mustHaveModel(chain, models);
      String fingerprint = Fingerprint.of(text);
      if (!force && upToDate(target, fingerprint, chain)) {
        err().printf("%s is up to date; --force writes another one%n", target);
        return Fabula.DONE;
      }
      long number = seed != null ? seed : narrative.seed().orElse(1);
      return write(
          chain,
          new Assignment(narrative, fingerprint, Optional.of(target), number, Recap.NOTHING),
          target);
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  private int check(Path file, Path target) throws InterruptedException {
    if (!Files.isRegularFile(target)) {
      throw new IllegalArgumentException(
          "no blueprint %s; ./fabula blueprint %s --provider NAME has a model write it"
              .formatted(target, name));
    }
    List<Finding> findings = StoryValidator.together(Optional.of(file), target);
    findings.forEach(out()::println);
    err().printf("%s: %s%n", target, ValidateCommand.summed(findings));
    return findings.stream().anyMatch(Finding::isFault) ? Fabula.BAD_INPUT : Fabula.DONE;
  }

  private static void mustHaveModel(Chain chain, Models models) {
    if (chain.links().isEmpty()) {
      List<String> names = models.configured().stream().map(p -> p.name()).toList();
      throw new IllegalArgumentException(
          "a model writes blueprints, and offline is none: name a provider with --provider%s"
              .formatted(
                  names.isEmpty()
                      ? ", configured under 'providers' in fabula.yaml"
                      : " (" + String.join(", ", names) + "), or as 'provider' in fabula.yaml"));
    }
  }

  /// Whether what is there is what would be written.
  ///
  /// @throws IllegalArgumentException where it is somebody's own work
  private boolean upToDate(Path target, String fingerprint, Chain chain) {
    if (!Files.isRegularFile(target)) {
      return false;
    }
    Written written =
        written(target)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "%s was not written by a model; --force replaces it".formatted(target)));
    Link link = chain.links().getFirst();
    boolean sameModel =
        (setup.provider == null && setup.model == null)
            || written.by().equals("%s (%s)".formatted(link.provider(), link.modelName()));
    return written.narrative().equals(fingerprint)
        && sameModel
        && (seed == null || seed == written.seed());
  }

  private static Optional<Written> written(Path target) {
    try {
      String text = TextFile.read(target, Blueprint.MAX_BYTES);
      return Written.in(Json.parse(target.toString(), text, new Problems()), new Problems());
    } catch (InvalidDocumentException e) {
      // What cannot be read may still be somebody's work.
      return Optional.empty();
    }
  }

  private int write(Chain chain, Assignment assignment, Path target)
      throws IOException, InterruptedException {
    try (DraftProgress progress = new DraftProgress(err())) {
      Manuscript manuscript =
          new BlueprintAuthor(chain, Clock.systemUTC(), progress).write(assignment);
      BlueprintFile.write(target, manuscript.text());
      out().println(target);
      err().printf("written by %s in %s%n", manuscript.by(), rounds(manuscript.rounds()));
      return Fabula.DONE;
    } catch (AuthoringException e) {
      err().println("fabula: " + e.getMessage());
      if (draft != null && e.draft().isPresent()) {
        BlueprintFile.write(draft, e.draft().get());
        err().println("the last draft is kept in " + draft);
      }
      return Fabula.FAILED;
    } finally {
      var cost = chain.spent().total();
      err().printf("%,d + %,d tokens%n", cost.inputTokens(), cost.outputTokens());
    }
  }

  private static String rounds(int rounds) {
    return rounds == 1 ? "1 round" : rounds + " rounds";
  }
}
