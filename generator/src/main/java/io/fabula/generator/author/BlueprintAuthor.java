package io.fabula.generator.author;

import io.fabula.generator.blueprint.Blueprint;
import io.fabula.generator.blueprint.Written;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Json;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import io.fabula.generator.document.Problems;
import io.fabula.generator.lint.BlueprintLint;
import io.fabula.generator.lint.Finding;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderException;
import io.fabula.providers.fallback.Chain;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Has a model write a blueprint: the narrative goes out with the blueprint's JSON Schema, the
/// answer is linted, what is wrong goes back, at most three rounds. A draft that has nothing but
/// warnings gets one more round and is kept in case that makes it worse. Blocks; to cancel,
/// interrupt the thread: the call's connection is dropped.
public final class BlueprintAuthor {
  /// How often a model is asked for one blueprint.
  public static final int ROUNDS = 3;

  private final Correspondence correspondence;
  private final Clock clock;
  private final Editor editor;

  /// An author.
  ///
  /// @param chain who writes; the first that is well
  public BlueprintAuthor(Chain chain, Clock clock, Editor editor) {
    this.correspondence = new Correspondence(chain, editor);
    this.clock = clock;
    this.editor = editor;
  }

  /// One answer, laid out and reviewed.
  private record Draft(String text, BlueprintLint.Review review, String by) {}

  /// Writes a blueprint.
  ///
  /// @throws AuthoringException where no model could write one, or none without faults
  public Manuscript write(Assignment assignment) throws InterruptedException {
    AuthorPrompt prompts = new AuthorPrompt(assignment);
    Prompt prompt = prompts.first();
    @Nullable Draft usable = null;
    for (int round = 1; ; round++) {
      Draft draft;
      try {
        draft = reviewed(assignment, correspondence.ask(round, prompt));
      } catch (ProviderException e) {
        if (usable != null) {
          return finished(assignment, usable, round - 1);
        }
        throw new AuthoringException(String.valueOf(e.getMessage()), List.of(), null);
      }
      List<Finding> findings = draft.review().findings();
      editor.reviewed(round, findings);
      boolean playable = draft.review().playable();
      boolean last = round == ROUNDS || usable != null;
      if (playable && (findings.isEmpty() || last)) {
        return finished(assignment, draft, round);
      }
      if (usable != null) {
        return finished(assignment, usable, round);
      }
      if (last) {
        throw new AuthoringException(
            "%s wrote no usable blueprint for '%s' in %d rounds"
                .formatted(draft.by(), assignment.narrative().name(), ROUNDS),
            findings,
            draft.text());
      }
      usable = playable ? draft : null;
      prompt = prompts.again(draft.text(), findings);
    }
  }

  private Draft reviewed(Assignment assignment, Correspondence.Reply reply)
      throws InterruptedException {
    String file = assignment.name();
    String json = JsonInProse.find(reply.text());
    if (reply.cut().isPresent() || json.isEmpty()) {
      String fault =
          reply
              .cut()
              .map(why -> why + " Write a shorter blueprint.")
              .orElse("the answer holds no JSON object");
      Finding finding =
          new Finding(Finding.Severity.FAULT, new Problem(new Place(file, 1, 1), fault));
      return new Draft(
          "", new BlueprintLint.Review(List.of(finding), Optional.empty()), reply.by());
    }
    String text = json;
    try {
      Problems twice = new Problems();
      Node read = Json.parse(file, json, twice);
      if (twice.isEmpty() && read instanceof Node.Mapping mapping) {
        // So that a line and a column say something to the model. Without a time in it, the same
        // draft makes the same prompt, and a cassette finds the answer.
        text = Layout.of(Written.removedFrom(mapping));
      }
    } catch (InvalidDocumentException e) {
      // The review says so again, with all else.
    }
    return new Draft(
        text, BlueprintLint.review(file, text, Optional.of(assignment.narrative())), reply.by());
  }

  private Manuscript finished(Assignment assignment, Draft draft, int rounds) {
    String file = assignment.name();
    Written written =
        new Written(
            draft.by(),
            assignment.fingerprint(),
            assignment.seed(),
            clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
            new Place(file, 1, 1));
    String text = Layout.of(written.stampedOn(Json.parse(file, draft.text(), new Problems())));
    return new Manuscript(
        text, Blueprint.parse(file, text), draft.by(), draft.review().findings(), rounds);
  }
}
