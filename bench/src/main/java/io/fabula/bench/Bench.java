package io.fabula.bench;

import io.fabula.bench.process.Lab;
import io.fabula.bench.result.Machine;
import io.fabula.bench.result.Measurement;
import io.fabula.bench.result.Results;
import io.fabula.bench.scenario.Run;
import io.fabula.bench.scenario.Scenario;
import io.fabula.bench.scenario.Scenarios;
import io.fabula.server.scheduling.LinuxThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `./fabula bench`: our figures beside the references', in one run. The table goes to standard
/// output, line by line as it is measured, everything else to standard error. Exit codes: 0 done, 1
/// something could not be measured, 2 bad usage. A goal that is not reached is said in the table
/// and is no failure.
@Command(
    name = "fabula bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures Fabula beside others, all in the same run: ws and Mockoon from npm where node is",
      "present, Javalin's own send, Datafaker with Jackson. Servers listen on 127.0.0.1 only.",
      "Takes about half an hour for all; nothing else should run meanwhile."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fabula bench                       all, into bench/results and docs/performance.md",
      "  fabula bench --list                what there is",
      "  fabula bench shared echo           these two",
      "  fabula bench engine --rounds 1     a quick look"
    })
public final class Bench implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int BAD_USAGE = 2;
  private static final String BEGIN = "<!-- figures: begin -->\n";
  private static final String END = "<!-- figures: end -->";

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Benchmarks; default: all.")
  List<String> names = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often each figure is measured; default ${DEFAULT-VALUE}.")
  int rounds = 5;

  @Option(names = "--list", description = "Lists the benchmarks.")
  boolean list;

  /// Runs the command.
  public static void main(String[] arguments) {
    int exit = new CommandLine(new Bench()).execute(arguments);
    if (exit != 0) {
      System.exit(exit);
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (list) {
      Scenarios.all()
          .forEach(bench -> System.out.printf("%-12s %s%n", bench.name(), bench.about()));
      return 0;
    }
    List<String> unknown =
        names.stream()
            .filter(name -> Scenarios.all().stream().noneMatch(s -> s.name().equals(name)))
            .toList();
    if (rounds < 1) {
      System.err.println("fabula bench: --rounds must be at least 1");
      return BAD_USAGE;
    }
    if (!unknown.isEmpty()) {
      System.err.printf(
          "fabula bench: no benchmark %s; there are %s%n",
          String.join(", ", unknown),
          Scenarios.all().stream().map(Scenario::name).collect(Collectors.joining(", ")));
      return BAD_USAGE;
    }
    return measure(Path.of(System.getProperty("fabula.home", ".")).toAbsolutePath().normalize());
  }

  private int measure(Path home) throws IOException, InterruptedException {
    // The clients that measure when something came are read by this thread, and are not to be late
    // themselves. Floods and servers, which it starts, are ordinary.
    LinuxThread.current().ifPresent(LinuxThread::makePrompt);
    Results results = new Results(Instant.now(), Machine.here());
    boolean whole = true;
    System.out.print(Results.head());
    try (Lab lab = Lab.open(home, Bench::say)) {
      Run run = new Run(lab, rounds, line -> tell(results, line), Bench::say);
      for (Scenario bench : Scenarios.all()) {
        if (names.isEmpty() || names.contains(bench.name())) {
          whole &= measure(bench, run);
        }
        if (names.isEmpty()) {
          // Each time, since a long run may be ended early.
          save(home, results);
        }
      }
    }
    return whole ? 0 : FAILED;
  }

  /// One benchmark that fails does not take the others with it.
  private static boolean measure(Scenario bench, Run run) throws InterruptedException {
    try {
      bench.run(run);
      return true;
    } catch (IOException | RuntimeException e) {
      say("%s could not be measured: %s".formatted(bench.name(), e));
      return false;
    }
  }

  private static void tell(Results results, Measurement line) {
    results.add(line);
    System.out.print(Results.row(line));
    System.out.flush();
  }

  private static void say(String progress) {
    System.err.println("  " + progress);
  }

  private static void save(Path home, Results results) throws IOException {
    Path folder = Files.createDirectories(home.resolve("bench").resolve("results"));
    Path json = folder.resolve(Instant.now().toString().substring(0, 10) + ".json");
    results.write(json);
    Path page = home.resolve("docs").resolve("performance.md");
    String text = Files.readString(page);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    Files.writeString(page, text.substring(0, begin) + results.markdown() + text.substring(end));
  }
}
