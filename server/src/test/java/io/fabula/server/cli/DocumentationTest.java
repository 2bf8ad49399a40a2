package io.fabula.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabula.generator.narrative.NarrativeReader;
import io.fabula.server.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// What the documentation shows works: its commands run, its configurations load, its narratives
/// are narratives. (Blueprints are compiled by the generator's tests.)
class DocumentationTest {
  private static final Pattern BLOCK = Pattern.compile("(?s)```(\\w+)\\n(.*?)```");
  private static final Map<String, String> ENVIRONMENT = Map.of();

  @TempDir Path folder;

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(FabulaProcess.ROOT.resolve("README.md")));
    try (Stream<Path> docs = Files.list(FabulaProcess.ROOT.resolve("docs"))) {
      docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  @TestFactory
  Stream<DynamicTest> everyBlockWorks() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : pages()) {
      Matcher block = BLOCK.matcher(Files.readString(page));
      while (block.find()) {
        String language = block.group(1);
        String text = block.group(2);
        String name = page.getFileName() + ": " + text.lines().findFirst().orElse("");
        switch (language) {
          case "yaml" -> tests.add(DynamicTest.dynamicTest(name, () -> loads(text)));
          case "markdown" ->
              tests.add(
                  DynamicTest.dynamicTest(
                      name, () -> NarrativeReader.parse("doc", page.toString(), text)));
          case "sh" ->
              text.lines()
                  .map(line -> line.replaceFirst("\\s+#.*", "").strip())
                  .filter(
                      line ->
                          line.matches(
                              "\\./fabula (generate|validate|providers|convert|augment).*"))
                  .forEach(line -> tests.add(DynamicTest.dynamicTest(line, () -> runs(line))));
          default -> {}
        }
      }
    }
    assertThat(tests).hasSizeGreaterThan(5);
    return tests.stream();
  }

  private void loads(String yaml) throws IOException {
    Path config = Files.createDirectories(folder.resolve("config"));
    Path file = Files.writeString(config.resolve("fabula.yaml"), yaml);
    ConfigReader.Flags flags =
        new ConfigReader.Flags(Optional.of(file), Optional.empty(), Map.of());
    assertThat(ConfigReader.read(flags, ENVIRONMENT, FabulaProcess.ROOT)).isNotNull();
  }

  /// Runs a line in a folder that holds what the README has had its reader write, the replays that
  /// ship, and what earlier lines of the page have left.
  private void runs(String line) throws IOException, InterruptedException {
    Path stories = Files.createDirectories(folder.resolve("stories"));
    Files.writeString(stories.resolve("airport.md"), "# A rainy morning\n\nFlights leave.\n");
    copyReplays(Files.createDirectories(folder.resolve("replays")));
    StringBuilder chat = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      chat.append(
          "{\"ts\":%d,\"text\":\"{\\\"type\\\":\\\"message\\\",\\\"text\\\":\\\"hello %d\\\"}\"}\n"
              .formatted(i * 1000, i));
    }
    Files.writeString(folder.resolve("chat.jsonl"), chat);
    String[] arguments = line.replaceFirst("\\./fabula ", "").split(" +", -1);
    FabulaProcess run = FabulaProcess.run(folder, Map.of(), arguments);
    assertThat(run.exit()).as(run.err()).isZero();
  }

  private static void copyReplays(Path target) throws IOException {
    try (Stream<Path> replays = Files.list(FabulaProcess.ROOT.resolve("replays"))) {
      for (Path replay : replays.toList()) {
        Files.copy(
            replay,
            target.resolve(replay.getFileName().toString()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
