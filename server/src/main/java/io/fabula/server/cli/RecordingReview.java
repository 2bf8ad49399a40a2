package io.fabula.server.cli;

import io.fabula.generator.recording.Format;
import io.fabula.generator.recording.Recordings;
import io.fabula.generator.recording.Review;
import io.fabula.server.cli.ValidateCommand.Tally;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/// Prints what is wrong with a recording, and what of it cannot be played.
final class RecordingReview {
  private static final int MOST_FAULTS = 100;

  private RecordingReview() {}

  /// @param out gets the first faults and the number of the rest
  static Tally of(Path file, PrintWriter out) throws IOException {
    Review review = new Review(MOST_FAULTS);
    Recordings.review(file, Format.of(file).orElseThrow(), review);
    review.faults().forEach(out::println);
    long unseen = review.allFaults() - review.faults().size();
    if (unseen > 0) {
      out.printf("%s: and %,d more faults%n", file, unseen);
    }
    for (Review.Omission omission : review.omissions()) {
      out.printf("%s: warning: no replay holds %s%n", omission.first(), omission.counted());
    }
    return new Tally(review.allFaults(), review.omissions().size());
  }
}
