package io.fabula.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabula.bench.scenario.Scenario;
import io.fabula.bench.scenario.Scenarios;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// The command, as far as it goes without measuring.
class BenchTest {
  private static final Pattern COMMAND = Pattern.compile("(?m)^\\s*\\./fabula bench(.*?)(#.*)?$");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream stdout = System.out;
  private final PrintStream stderr = System.err;

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(stdout);
    System.setErr(stderr);
  }

  private static int run(String... arguments) {
    return new CommandLine(new Bench()).execute(arguments);
  }

  @Test
  void allBenchmarksAreListedWithWhatTheyMeasure() {
    assertThat(run("--list")).isZero();

    for (Scenario bench : Scenarios.all()) {
      assertThat(out.toString(StandardCharsets.UTF_8)).contains(bench.name(), bench.about());
    }
  }

  @Test
  void aBenchmarkThatIsNoneIsBadUsageAndTheOthersAreNamed() {
    assertThat(run("shared", "speed")).isEqualTo(2);

    assertThat(err.toString(StandardCharsets.UTF_8)).contains("no benchmark speed", "pacing");
    assertThat(run("--rounds", "0")).isEqualTo(2);
  }

  @Test
  void theDocumentationNamesBenchmarksThatThereAre() throws Exception {
    List<String> names = Scenarios.all().stream().map(Scenario::name).toList();
    List<String> shown = new ArrayList<>();
    for (String page : List.of("../README.md", "../docs/performance.md", "README.md")) {
      Matcher command = COMMAND.matcher(Files.readString(Path.of(page)));
      while (command.find()) {
        shown.add(command.group(1));
        for (String word : command.group(1).strip().split(" +", -1)) {
          if (!word.isEmpty() && !word.startsWith("-") && !word.startsWith("[")) {
            assertThat(names).as(page).contains(word);
          }
        }
      }
    }
    assertThat(shown).hasSizeGreaterThan(3);
  }
}
