package io.fabula.server.cli;

import io.fabula.generator.document.Problem;
import io.fabula.generator.recording.Format;
import io.fabula.generator.recording.Recordings;
import io.fabula.generator.recording.Review;
import io.fabula.generator.replay.Direction;
import io.fabula.generator.replay.Line;
import io.fabula.generator.replay.Message;
import io.fabula.generator.replay.PlacedLine;
import io.fabula.generator.template.Template;
import io.fabula.generator.template.Vocabulary;
import io.fabula.server.cli.ValidateCommand.Tally;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Prints what is wrong with a recording, and what of it cannot be played.
final class RecordingReview {
  private static final int MOST_FAULTS = 100;

  private RecordingReview() {}

  /// @param out gets the first faults and the number of the rest
  static Tally of(Path file, PrintWriter out) throws IOException {
    Review review = new Review(MOST_FAULTS);
    Tokens tokens = new Tokens();
    Recordings.review(file, Format.of(file).orElseThrow(), review, tokens);
    review.faults().forEach(out::println);
    long unseen = review.allFaults() - review.faults().size();
    if (unseen > 0) {
      out.printf("%s: and %,d more faults%n", file, unseen);
    }
    for (Review.Omission omission : review.omissions()) {
      out.printf("%s: warning: no replay holds %s%n", omission.first(), omission.counted());
    }
    tokens.warnings.forEach(out::println);
    if (tokens.all > tokens.warnings.size()) {
      out.printf("%s: and %,d more warnings%n", file, tokens.all - tokens.warnings.size());
    }
    return new Tally(review.allFaults(), review.omissions().size() + tokens.all);
  }

  /// What is odd about the tokens in the texts that are sent.
  private static final class Tokens implements Consumer<PlacedLine> {
    private final List<String> warnings = new ArrayList<>();
    private int all;

    @Override
    public void accept(PlacedLine placed) {
      Line line = placed.line();
      if (line.direction() == Direction.IN
          || line.generated().isPresent()
          || !(line.message() instanceof Message.Text text)
          || !text.text().contains("{{")) {
        return;
      }
      for (Problem problem :
          Template.compile(text.text(), placed.place(), Vocabulary.plain()).warnings()) {
        all++;
        if (warnings.size() < MOST_FAULTS) {
          warnings.add("%s: warning: %s".formatted(problem.place(), problem.message()));
        }
      }
    }
  }
}
