package io.fabula.generator.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabula.generator.chance.Dice;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problems;
import io.fabula.generator.document.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Everything that `docs/templates.md` shows is what comes out.
class TemplatesPageTest {
  private static final Path PAGE = Path.of("..", "docs", "templates.md");
  private static final Place PLACE = Place.named("templates.md");
  private static final Pattern ROW =
      Pattern.compile("^\\| `(.+?)` \\| (?:`(.*?)`)? ?\\|.*$", Pattern.MULTILINE);
  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private final Vocabulary vocabulary =
      Vocabulary.reading(List.of("REGION"), Map.of("REGION", "eu", "HOME", "/home/ann"));

  private static List<MatchResult> all(Pattern pattern) throws IOException {
    return pattern.matcher(Files.readString(PAGE)).results().toList();
  }

  private static Conversation told() throws IOException {
    return new Conversation(
            "c-1",
            () -> 1,
            Clock.fixed(Instant.parse("2026-11-20T12:00:00.250Z"), ZoneOffset.UTC),
            new Dice(7))
        .heard(all(BLOCK).getFirst().group(2));
  }

  @Test
  void everyRowOfItsTablesComesOut() throws IOException {
    List<String> shown = new ArrayList<>();
    List<String> expanded = new ArrayList<>();
    for (MatchResult row : all(ROW)) {
      String text = row.group(1);
      shown.add(text + " -> " + (row.group(2) == null ? "" : row.group(2)));
      expanded.add(text + " -> " + Template.compile(text, PLACE, vocabulary).expand(told()));
    }

    assertThat(expanded).hasSizeGreaterThan(30).isEqualTo(shown);
  }

  @Test
  void theTreeComesOut() throws IOException {
    List<MatchResult> blocks = all(BLOCK);
    Problems problems = new Problems();
    Node tree = Yaml.parse("templates.md", blocks.get(1).group(2), 0, problems);
    problems.throwIfAny();

    JsonTemplate template = JsonTemplate.compile(tree, vocabulary);

    assertThat(template.warnings()).isEmpty();
    assertThat(template.expand(told())).isEqualTo(blocks.get(2).group(2).strip());
  }

  @Test
  void everyTokenHasARow() throws IOException {
    List<String> shown = all(ROW).stream().map(row -> row.group(1)).toList();

    for (String name : TokenReader.NAMES) {
      assertThat(shown).as(name).anyMatch(text -> text.startsWith("{{" + name));
    }
  }
}
