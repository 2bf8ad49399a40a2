package io.fabula.bench.scenario;

import io.fabula.generator.augment.AugmentListener;
import io.fabula.generator.augment.Augmentation;
import io.fabula.generator.augment.Augmenter;
import io.fabula.generator.augment.Selector;
import io.fabula.generator.augment.Target;
import io.fabula.generator.narrative.Fingerprint;
import io.fabula.generator.narrative.NarrativeReader;
import io.fabula.generator.replay.Direction;
import io.fabula.generator.replay.ReplayFile;
import io.fabula.providers.fallback.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Augments a large recording without a model, in a process of its own: `FILE OUT COUNT`. Says how
/// many seconds it took to learn the shapes, to write the messages, and to merge.
public final class AugmentProgram {
  private static final String STORY = "Ships call, and people talk about them.\n";

  private AugmentProgram() {}

  /// Augments, and writes three numbers to standard output.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    ReplayFile file = ReplayFile.of(Path.of(arguments[0]));
    int count = Integer.parseInt(arguments[2]);
    Augmentation what =
        new Augmentation(
            file,
            NarrativeReader.parse("harbour", "harbour.md", STORY),
            Fingerprint.of(STORY),
            List.<Selector>of(),
            OptionalInt.of(count),
            Direction.OUT,
            7);
    Parts parts = new Parts(count);
    try (Models models = Models.offline()) {
      var _ =
          new Augmenter(models.chain(Optional.empty()), parts)
              .augment(what, Target.file(Path.of(arguments[1]), Path.of(arguments[0])), false);
    }
    long merged = System.nanoTime();
    System.out.printf(
        "%.3f %.3f %.3f%n",
        (parts.surveyed - parts.begun) / 1e9,
        (parts.written - parts.surveyed) / 1e9,
        (merged - parts.written) / 1e9);
  }

  /// When each part of an augmentation began.
  private static final class Parts implements AugmentListener {
    private final int count;
    private final long begun = System.nanoTime();
    private long surveyed = begun;
    private long written = begun;

    private Parts(int count) {
      this.count = count;
    }

    @Override
    public void surveyed(long lines) {
      surveyed = System.nanoTime();
    }

    @Override
    public void done(long messages, int of) {
      if (messages == count) {
        written = System.nanoTime();
      }
    }
  }
}
