package io.fabula.server.cli;

import io.fabula.generator.StoryValidator;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import io.fabula.generator.lint.Finding;
import io.fabula.generator.recording.Format;
import io.fabula.server.app.EndpointReview;
import io.fabula.server.config.ConfigReader;
import io.fabula.server.config.FabulaConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description = {
      "Checks narratives (*.md), blueprints (*.blueprint.json), recordings (*.jsonl, *.har, *.json)",
      "and configuration (*.yaml). Every fault is printed as file:line:column: what is wrong. A",
      "blueprint beside its narrative is also played for 10,000 events, and each is checked against",
      "the declared types; what is probably not meant, or cannot be played, is printed as a warning.",
      "In folders, sessions are looked for as *session.json only."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no faults, but warnings perhaps",
      "2:faults, each printed on standard output"
    })
final class ValidateCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files, or folders of them.")
  List<Path> paths = List.of();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      files.addAll(Files.isDirectory(path) ? below(path) : List.of(path));
    }
    Tally tally = new Tally();
    for (Path file : files) {
      if (isRecording(file)) {
        tally.add(RecordingReview.of(file, out));
      } else {
        List<Finding> found = check(file);
        found.forEach(out::println);
        tally.add(found);
      }
    }
    spec.commandLine().getErr().printf("%s, %s%n", counted(files.size(), "file"), tally);
    return tally.faults > 0 ? Fabula.BAD_INPUT : Fabula.DONE;
  }

  /// How much was found, printed or not.
  static final class Tally {
    private long faults;
    private long warnings;

    Tally() {
      this(0, 0);
    }

    Tally(long faults, long warnings) {
      this.faults = faults;
      this.warnings = warnings;
    }

    void add(List<Finding> findings) {
      long more = findings.stream().filter(Finding::isFault).count();
      faults += more;
      warnings += findings.size() - more;
    }

    void add(Tally other) {
      faults += other.faults;
      warnings += other.warnings;
    }

    @Override
    public String toString() {
      return (faults == 0 ? "no faults" : counted(faults, "fault"))
          + (warnings == 0 ? "" : ", " + counted(warnings, "warning"));
    }
  }

  /// `no faults`, `2 faults`, `1 fault, 3 warnings`.
  static String summed(List<Finding> findings) {
    Tally tally = new Tally();
    tally.add(findings);
    return tally.toString();
  }

  private static String counted(long howMany, String what) {
    return howMany == 1 ? "1 " + what : "%,d %ss".formatted(howMany, what);
  }

  private static List<Path> below(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile)
          .filter(file -> !checkedBesideNarrative(file))
          .filter(file -> isNarrative(file) || isBlueprint(file) || isRecordingInFolder(file))
          .sorted()
          .toList();
    }
  }

  private static boolean checkedBesideNarrative(Path file) {
    String name = file.getFileName().toString();
    return isBlueprint(file)
        && Files.exists(file.resolveSibling(name.replace(".blueprint.json", ".md")));
  }

  private static boolean isNarrative(Path file) {
    return file.toString().endsWith(".md");
  }

  private static boolean isRecording(Path file) {
    return Format.of(file).isPresent() && !isBlueprint(file);
  }

  /// JSON may be anything; who names a file knows what it is.
  private static boolean isRecordingInFolder(Path file) {
    return isRecording(file)
        && (Format.of(file).orElseThrow() != Format.SESSION
            || file.toString().endsWith("session.json"));
  }

  private static boolean isConfig(Path file) {
    return file.toString().endsWith(".yaml") || file.toString().endsWith(".yml");
  }

  private static boolean isBlueprint(Path file) {
    return file.toString().endsWith(".blueprint.json");
  }

  private static List<Finding> check(Path file) throws InterruptedException {
    if (Files.isRegularFile(file) && isNarrative(file)) {
      return StoryValidator.reviewNarrative(file);
    }
    if (Files.isRegularFile(file) && isBlueprint(file)) {
      return StoryValidator.reviewBlueprint(file);
    }
    if (Files.isRegularFile(file) && isConfig(file)) {
      return config(file);
    }
    String fault =
        !Files.exists(file)
            ? "no such file"
            : !Files.isRegularFile(file)
                ? "not a file"
                : "not a kind of file that is checked: .md, .blueprint.json, .yaml, .jsonl, .har and .json are";
    return List.of(fault(new Problem(Place.named(file.toString()), fault)));
  }

  private static Finding fault(Problem problem) {
    return new Finding(Finding.Severity.FAULT, problem);
  }

  private static List<Finding> config(Path file) throws InterruptedException {
    try {
      ConfigReader.Flags flags =
          new ConfigReader.Flags(Optional.of(file), Optional.empty(), Map.of());
      FabulaConfig read = ConfigReader.read(flags, System.getenv(), Setup.home());
      List<Finding> found = new ArrayList<>();
      EndpointReview.faults(read.websocket().handlers())
          .forEach(problem -> found.add(fault(problem)));
      if (!Files.isDirectory(read.narratives())) {
        found.add(
            fault(
                new Problem(
                    Place.named(file.toString()), "narratives: no folder " + read.narratives())));
      }
      read.warnings().forEach(problem -> found.add(new Finding(Finding.Severity.WARNING, problem)));
      return found;
    } catch (InvalidDocumentException e) {
      return e.problems().stream().map(ValidateCommand::fault).toList();
    }
  }
}
