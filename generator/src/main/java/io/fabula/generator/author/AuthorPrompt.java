package io.fabula.generator.author;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabula.generator.blueprint.BlueprintSchema;
import io.fabula.generator.lint.Finding;
import io.fabula.generator.narrative.EventType;
import io.fabula.generator.narrative.Fence;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.narrative.Phase;
import io.fabula.providers.Prompt;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Writes what a model is asked: the format and the narrative, then what has happened already, then
/// the draft before and what was wrong with it. Narrative, events and drafts are fenced.
final class AuthorPrompt {
  /// What a blueprint may cost at most; about four times a large one.
  private static final int MAX_TOKENS = 16_000;

  static final int MOST_FINDINGS = 20;
  private static final int LONGEST_DRAFT = 200_000;
  private static final int LONGEST_FINDING = 400;

  private final Assignment assignment;
  private final String system;
  private final Prompt.ResponseSchema schema;

  AuthorPrompt(Assignment assignment) {
    this.assignment = assignment;
    this.system = system(assignment.narrative());
    this.schema = new Prompt.ResponseSchema("blueprint", schema());
  }

  /// Asks for the first draft.
  Prompt first() {
    return prompt(task() + "Write the blueprint.");
  }

  /// Asks for a better one.
  ///
  /// @param draft the one before, empty where there is nothing of use to show
  Prompt again(String draft, List<Finding> findings) {
    StringBuilder text = new StringBuilder(task());
    if (!draft.isEmpty() && draft.length() <= LONGEST_DRAFT) {
      text.append("This was your draft:\n").append(Fence.around("draft", draft));
    }
    text.append("These things are wrong with it, by line and column of the draft:\n");
    findings.stream().limit(MOST_FINDINGS).forEach(f -> text.append(line(f)).append('\n'));
    if (findings.size() > MOST_FINDINGS) {
      text.append("- and %d more\n".formatted(findings.size() - MOST_FINDINGS));
    }
    return prompt(text + "Write the whole blueprint again with all of this mended.");
  }

  private static String line(Finding finding) {
    String message = finding.problem().message().replace('\n', ' ');
    return "- %d:%d: %s%s"
        .formatted(
            finding.problem().place().line(),
            finding.problem().place().column(),
            finding.isFault() ? "" : "probably not meant: ",
            message.substring(0, Math.min(LONGEST_FINDING, message.length())));
  }

  private Prompt prompt(String user) {
    return new Prompt(system, user, Optional.of(schema), MAX_TOKENS);
  }

  private String task() {
    StringBuilder text = new StringBuilder();
    List<String> events = assignment.before().events();
    if (!events.isEmpty()) {
      text.append("The story has begun already. These were its latest events:\n")
          .append(Fence.around("events", String.join("\n", events)));
      if (!assignment.before().digest().isEmpty()) {
        text.append("The digest of it so far:\n")
            .append(Fence.around("digest", assignment.before().digest()));
      }
      text.append("These names and ids already exist; begin with them (`$each` gives them out), ")
          .append("and let their values go on from where they are:\n")
          .append(Fence.around("cast", String.join("\n", Cast.of(events))));
    }
    // Another seed is another prompt, and so another world.
    return text.append("This is variation ").append(assignment.seed()).append(".\n").toString();
  }

  private static String system(Narrative narrative) {
    StringBuilder text = new StringBuilder(format());
    if (!narrative.events().isEmpty()) {
      text.append("\n## Declared events\n\n");
      for (EventType type : narrative.events().values()) {
        text.append("- ").append(type.name()).append(" (weight ").append(type.weight()).append(')');
        type.schema().ifPresent(json -> text.append(", data obeys ").append(json));
        text.append('\n');
      }
    }
    if (!narrative.phases().isEmpty()) {
      text.append("\n## Phases\n\n");
      for (Phase phase : narrative.phases()) {
        text.append("- ").append(phase.name());
        phase.tell().ifPresent(tell -> text.append(": ").append(tell));
        text.append('\n');
      }
    }
    return text.append("\n## Narrative\n\n")
        .append(Fence.around("narrative", narrative.prose()))
        .toString();
  }

  private static String schema() {
    ObjectNode schema = BlueprintSchema.json().deepCopy();
    if (schema.get("properties") instanceof ObjectNode properties) {
      // Who wrote it is not for the writer to say.
      properties.remove("written");
    }
    return schema.toString();
  }

  private static String format() {
    try (InputStream in =
        Objects.requireNonNull(AuthorPrompt.class.getResourceAsStream("format.md"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("format.md cannot be read from the jar", e);
    }
  }
}
